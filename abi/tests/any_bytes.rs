//! Any bytes as a record: in SCALE and in Solidity's form, what is accepted is written in one way, and both forms say the
//! same. `make fuzz TARGET=records`.

use alloy_sol_types::{SolCall, SolValue};
use blueprint_abi::{
    core_0_20, offender::Offender, operator::Operator, records::*, records_1::Records as sol,
};
use blueprint_corpus::fuzz;
use codec::{Decode, Encode};
use core::fmt::Debug;

use blueprint_abi::substrate_1_4::IBlueprintServiceManager::OperatorPreferences as Preferences;

type Checked = Result<bool, String>;

/// What is accepted in SCALE has the bytes that were read, and comes back of its Solidity form.
fn scale<T, S>(input: &[u8]) -> Checked
where
    T: Decode + Encode + Clone + PartialEq + Debug + TryFrom<S> + TryInto<S>,
    S: SolValue + From<<S::SolType as alloy_sol_types::SolType>::RustType>,
    S::SolType: alloy_sol_types::SolType,
    <T as TryInto<S>>::Error: Debug,
    <T as TryFrom<S>>::Error: Debug,
{
    let mut rest = input;
    let Ok(record) = T::decode(&mut rest) else {
        return Ok(false);
    };
    let read = &input[..input.len() - rest.len()];
    let name = core::any::type_name::<T>();
    if record.encode() != read {
        return Err(format!("{name}: {record:?} has other bytes than were read"));
    }
    let solidity: S = match record.clone().try_into() {
        Ok(solidity) => solidity,
        // Bytes of a text that are no text have no form in Solidity.
        Err(_) => return Ok(true),
    };
    let encoded = solidity.abi_encode();
    let decoded = S::abi_decode(&encoded).map_err(|error| format!("{name}: {error}"))?;
    match T::try_from(decoded) {
        Ok(again) if again == record => Ok(true),
        other => Err(format!("{name}: {record:?} comes back as {other:?}")),
    }
}

/// What is accepted in Solidity's form is within the bounds of SCALE, and comes back of it.
fn solidity<T, S>(input: &[u8]) -> Checked
where
    T: Decode + Encode + Clone + PartialEq + Debug + TryFrom<S> + TryInto<S>,
    S: SolValue + From<<S::SolType as alloy_sol_types::SolType>::RustType>,
    <T as TryFrom<S>>::Error: Debug,
    <T as TryInto<S>>::Error: Debug,
{
    let Ok(decoded) = S::abi_decode_validate(input) else {
        return Ok(false);
    };
    let Ok(record) = T::try_from(decoded) else {
        return Ok(false);
    };
    let name = core::any::type_name::<T>();
    let encoded = record.encode();
    match T::decode(&mut &encoded[..]) {
        Ok(again) if again == record => Ok(true),
        other => Err(format!("{name}: {record:?} comes back as {other:?}")),
    }
}

/// A name of an operator or an offender has one form, and its bytes are those of it.
fn names(input: &[u8]) -> Result<[bool; 2], String> {
    let operator = Operator::try_from(input).ok();
    let offender = Offender::try_from(input).ok();
    let same = [
        operator.as_ref().is_none_or(|it| it.to_vec() == input),
        offender.as_ref().is_none_or(|it| it.to_vec() == input),
    ];
    match same {
        [true, true] => Ok([operator.is_some(), offender.is_some()]),
        _ => Err(format!("{operator:?} or {offender:?} has other bytes")),
    }
}

/// A hook's arguments by the bindings: what they accept is written as it was read, but for what follows.
fn hooks(input: &[u8]) -> Checked {
    type Result = core_0_20::IBlueprintServiceManager::onJobResultCall;
    let Ok(call) = Result::abi_decode_validate(input) else {
        return Ok(false);
    };
    let encoded = call.abi_encode();
    match Result::abi_decode_validate(&encoded) {
        Ok(again) if again.abi_encode() == encoded => Ok(true),
        other => Err(format!("a call comes back as {:?}", other.is_ok())),
    }
}

fn check(input: &[u8]) -> Result<String, String> {
    let read = [
        scale::<JobResult, sol::JobResult>(input)?,
        scale::<Report, sol::Report>(input)?,
        scale::<Slash, sol::Slash>(input)?,
        scale::<PointsAward, sol::PointsAward>(input)?,
        scale::<QosReport, sol::QosReport>(input)?,
        scale::<OperatorPreferences, Preferences>(input)?,
        solidity::<JobResult, sol::JobResult>(input)?,
        solidity::<Report, sol::Report>(input)?,
        solidity::<Slash, sol::Slash>(input)?,
        solidity::<PointsAward, sol::PointsAward>(input)?,
        solidity::<QosReport, sol::QosReport>(input)?,
        solidity::<OperatorPreferences, Preferences>(input)?,
        hooks(input)?,
    ];
    Ok(format!("{read:?} {:?}", names(input)?))
}

fn seeds() -> Vec<Vec<u8>> {
    let key = |first: u8, length: usize| {
        let mut key = vec![7; length];
        key[0] = first;
        key
    };
    let bytes = || b"bytes".to_vec().try_into().unwrap();
    let mut seeds = vec![vec![], vec![1; 20], vec![1; 32], key(2, 33), key(4, 65)];
    for name in [key(2, 33), key(4, 65), vec![9; 20]] {
        let report = Report {
            kind: ReportKind::JobMisbehaviour,
            service_id: 3,
            job_index: 1,
            job_call_id: 5,
            participant: name.as_slice().try_into().unwrap(),
            inputs: bytes(),
            outputs: bytes(),
        };
        seeds.push(report.encode());
        seeds.push(sol::Report::from(report).abi_encode());
    }
    for words in [1, 4, 8, 16] {
        seeds.push(vec![0; 32 * words]);
        seeds.push(vec![1; 32 * words]);
    }
    let call = core_0_20::IBlueprintServiceManager::onJobResultCall {
        serviceId: 1,
        job: 2,
        jobCallId: 3,
        operator: Default::default(),
        inputsHash: Default::default(),
        outputs: vec![4; 40].into(),
    };
    seeds.push(call.abi_encode());
    seeds
}

#[test]
fn any_bytes_are_a_record_in_one_way_or_none() {
    fuzz::run("records", seeds(), 30_000, check);
}
