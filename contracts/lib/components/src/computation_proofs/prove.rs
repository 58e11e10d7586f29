//! Verification of proofs, and what follows.

use super::{abi::*, keys::Points, statement, ComputationProofs, Key, KeyId, Known};
use blueprint_hooks::{
    bn254::{self, G1, G2},
    ensure, env, Address, Bytes, Event, List, Result, Revert, Vec,
};
use blueprint_rules::proof::{
    computation::{check_in_field, PackError, PublicInputs, Statement},
    Hash,
};
use ink::storage::traits::StorageKey;

/// Words of a proof: a point of the first, the second and the first group.
const PROOF: usize = 8;

impl<KEY: StorageKey> ComputationProofs<KEY> {
    /// Takes a proof that an output is right for a call. Errors: `UnknownCall`, `CallForgotten`, `RevokedKey`, `NothingNew`,
    /// `ValueCount`, `NotInField`, `OtherInputs`, `OtherOutput`, `PrecompileFailed`, `ProofLength`, `InvalidProof`.
    pub fn prove(
        &mut self,
        service_id: u64,
        call_id: u64,
        operator: Address,
        output: Hash,
        values: &List<Hash>,
        proof: &Bytes,
    ) -> Result<()> {
        let mut call = self.remembered(service_id, call_id)?;
        let version = call.version;
        let key_id = (service_id, call.job, version);
        let key = self.key(key_id)?;
        ensure!(!key.revoked, RevokedKey { version });
        let mut result = self.result(service_id, call_id, operator);
        let is_result = result.at != 0 && result.answer.output == output;
        let known = match key.one_output {
            true => call.known.and(output),
            false => call.known,
        };
        let proves_result = is_result && !result.answer.proven;
        let adds = known != call.known;
        ensure!(proves_result || adds, NothingNew);
        let id = (service_id, call_id);
        let statement = statement(id, operator, &call, output);
        let inputs = packed(&key, &statement, values)?;
        let valid = self.verifies(key_id, &key, inputs.as_slice(), &words(proof)?);
        ensure!(valid == Some(true), InvalidProof);
        if proves_result {
            result.answer.proven = true;
            self.results.set(&(service_id, call_id, operator), &result);
        }
        if adds {
            call.known = known;
            self.calls.set(&id, &call);
        }
        OutputProven {
            service_id,
            call_id,
            operator,
            output,
        }
        .emit();
        if adds && known == Known::Contradiction {
            CallContradicted {
                service_id,
                call_id,
                job: call.job,
                version,
            }
            .emit();
        }
        Ok(())
    }

    /// The public inputs that a proof of a result must have. Errors: `UnknownCall`, `ValueCount`, `NotInField`,
    /// `OtherInputs`, `OtherOutput`, `PrecompileFailed`.
    pub fn public_inputs(
        &self,
        service_id: u64,
        call_id: u64,
        operator: Address,
        output: Hash,
        values: &List<Hash>,
    ) -> Result<Vec<Hash>> {
        let call = self.call(service_id, call_id)?;
        let key = self.key((service_id, call.job, call.version))?;
        let statement = statement((service_id, call_id), operator, &call, output);
        Ok(packed(&key, &statement, values)?.as_slice().to_vec())
    }

    /// Whether a proof is valid for a key and public inputs. Errors: `UnknownKey`, `ValueCount`, `NotInField`,
    /// `ProofLength`, `PrecompileFailed`.
    pub fn is_valid(&self, id: KeyId, inputs: &List<Hash>, proof: &Bytes) -> Result<bool> {
        let key = self.key(id)?;
        let (expected, received) = (key.layout.public_inputs(), inputs.len());
        ensure!(received == expected, ValueCount { expected, received });
        let inputs = inputs.to_vec()?;
        check_in_field(&inputs).map_err(|error| revert(error, &Statement::default()))?;
        // Whether there was too little gas for an answer, or the proof has no points, a precompile does not say.
        let valid = self.verifies(id, &key, &inputs, &words(proof)?);
        Ok(valid.ok_or(PrecompileFailed)?)
    }

    /// Whether e(a, b) = e(alpha, beta) e(x, gamma) e(c, delta), where x is the sum of the key's multiplied points. The
    /// precompiles reject what is no point: `None`, as where they do not answer.
    fn verifies(
        &self,
        id: KeyId,
        key: &Key,
        inputs: &[Hash],
        proof: &[Hash; PROOF],
    ) -> Option<bool> {
        let key = Points::of(&self.words(id, &key.layout))?;
        let [ax, ay, b0, b1, b2, b3, cx, cy] = *proof;
        let (b, c): (G2, G1) = ([b0, b1, b2, b3], [cx, cy]);
        let minus_a = bn254::minus(&[ax, ay])?;
        let x = sum(&key.multiplied, inputs)?;
        bn254::product_is_one(&[
            (&minus_a, &b),
            (&key.alpha, &key.beta),
            (&x, &key.gamma),
            (&c, &key.delta),
        ])
    }
}

/// The first point, and the others times the inputs.
fn sum(points: &[G1], inputs: &[Hash]) -> Option<G1> {
    let (first, others) = points.split_first()?;
    let mut sum = *first;
    for (point, input) in others.iter().zip(inputs) {
        if *input != [0; 32] {
            sum = bn254::add(&sum, &bn254::multiply(point, input)?)?;
        }
    }
    Some(sum)
}

/// Errors: `ProofLength`.
fn words(proof: &Bytes) -> Result<[Hash; PROOF]> {
    let (expected, received) = (256, proof.len());
    let mut words = [[0; 32]; PROOF];
    ensure!(received == expected, ProofLength { expected, received });
    proof.copy(words.as_flattened_mut(), 0);
    Ok(words)
}

fn packed(key: &Key, statement: &Statement, values: &List<Hash>) -> Result<PublicInputs> {
    let (expected, received) = (key.layout.values(), values.len());
    ensure!(received == expected, ValueCount { expected, received });
    let sha256 = |parts: &[&[u8]]| env::sha256(&parts.concat());
    let values = values.to_vec()?;
    let packed = key.layout.pack(&env::keccak, &sha256, statement, &values);
    packed.map_err(|error| revert(error, statement))
}

/// The rules' errors as the interface's.
fn revert(error: PackError, statement: &Statement) -> Revert {
    match error {
        PackError::ValueCount { expected, received } => ValueCount { expected, received }.into(),
        PackError::NotInField { index } => NotInField { index }.into(),
        PackError::OtherInputs { received } => OtherInputs {
            expected: statement.inputs,
            received,
        }
        .into(),
        PackError::OtherOutput { received } => OtherOutput {
            expected: statement.output,
            received,
        }
        .into(),
        PackError::HashFailed => PrecompileFailed.into(),
    }
}
