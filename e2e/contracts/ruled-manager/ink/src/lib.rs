//! A manager whose points and slashes follow the checks of the library. The same in Solidity is
//! `../../solidity/RuledManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");
blueprint_hooks::interface!(mod roles = "blueprint-abi/library/IRoles.sol");

#[blueprint_hooks::contract("../../IRuledManager.sol")]
pub mod ruled_manager {
    use super::{roles::Client as Roles, services::Client as Services};
    use blueprint_components::{
        computation_proofs::abi::Client as Proofs, prelude::*,
        reputation::abi::Client as Reputation, rulebook::abi::Client as Rulebook,
    };
    use blueprint_hooks::call::{Access, Callee};
    use calls::*;

    /// Points of a result, and at most.
    const POINTS: u32 = 100;
    const MOST_POINTS: u32 = 200;
    const BPS: u32 = 10_000;
    /// Seconds after a call in which a result earns points: in them the rulebook knows what held at the call.
    const IN_TIME: u64 = 3_600;
    /// Verdicts of the proofs.
    const RIGHT: u8 = 1;
    const WRONG: u8 = 2;
    /// Job misbehaviour, as IServices numbers offences.
    const OFFENCE: u8 = 1;
    /// What a wrong result costs of bond and stake, in basis points.
    const WRONG_BPS: u16 = 1_000;
    /// Kinds of reports.
    const ANSWERS: u8 = 0;
    const HEADS: u8 = 1;
    const WRONG_RESULT: u8 = 2;
    const ASSIGNMENT: u8 = 3;
    const TWO_RESULTS: u8 = 4;

    #[derive(Default)]
    pub struct RuledManager {
        guard: RuntimeGuard,
        peers: Cell<Peers>,
        /// When a job was called.
        calls: Map<(u64, u64), u64>,
        /// What a result earns if it is right.
        earned: Map<(u64, u64, Address), u32>,
    }

    /// The contracts that decide.
    #[record]
    pub struct Peers {
        services: Address,
        rulebook: Address,
        reputation: Address,
        proofs: Address,
        evidence: Address,
    }

    impl RuledManager {
        pub fn constructor(
            &mut self,
            runtime: Address,
            services: Address,
            rulebook: Address,
            reputation: Address,
            proofs: Address,
            evidence: Address,
        ) -> Result<()> {
            self.peers.set(&Peers {
                services,
                rulebook,
                reputation,
                proofs,
                evidence,
            });
            self.guard.init(runtime)
        }

        fn decided_by(&self) -> Peers {
            self.peers.get().unwrap_or_default()
        }

        fn points(&self, peers: &Peers, called_at: u64, case: (u64, Address)) -> Result<u32> {
            let (service_id, operator) = case;
            let mut points = POINTS;
            if env::now().saturating_sub(called_at) >= IN_TIME {
                return Ok(0);
            }
            if !peers.rulebook.is_zero() {
                let rulebook = Rulebook::at(peers.rulebook);
                let (suspended, part) = rulebook.standing_at(service_id, operator, called_at)?;
                if suspended {
                    return Ok(0);
                }
                points = part_of(points, part);
            }
            if !peers.reputation.is_zero() {
                let reputation = Reputation::at(peers.reputation);
                let (_, factor) = reputation.score_of(service_id, operator)?;
                points = part_of(points, factor).min(MOST_POINTS);
            }
            Ok(points)
        }

        /// The hash of an offence that a report shows, and what it costs.
        fn offence(
            &self,
            service_id: u64,
            kind: u8,
            operator: Address,
            evidence: &Bytes,
        ) -> Result<([u8; 32], u16)> {
            let peers = self.decided_by();
            let received = evidence.len();
            if kind == WRONG_RESULT || kind == TWO_RESULTS {
                // Proofs and aggregated results have one view of a verdict, with one meaning of 2.
                let decided_by = match kind {
                    WRONG_RESULT => peers.proofs,
                    _ => peers.evidence,
                };
                ensure!(!decided_by.is_zero(), NotDecidedHere);
                let call = evidence.to_u256().and_then(|id| u64::try_from(id).ok());
                let expected = 32;
                let call = call.ok_or(EvidenceLength { expected, received })?;
                let verdicts = Proofs::at(decided_by);
                let (verdict, evidence) = verdicts.verdict_of(service_id, call, operator)?;
                ensure!(verdict == WRONG, NotDecided { verdict });
                return Ok((evidence, WRONG_BPS));
            }
            // What is asked, and how long its evidence is; operators are as many as there are.
            let (expected, selector) = match kind {
                ANSWERS => (11 * 32, [0x1f, 0xa4, 0x26, 0xc1]),
                HEADS => (12 * 32, [0x03, 0x10, 0x9a, 0xb0]),
                ASSIGNMENT => (received, [0xbb, 0xe8, 0x70, 0xfc]),
                _ => {
                    let (most, received) = (TWO_RESULTS, kind);
                    return Err(UnknownKind { most, received }.into());
                }
            };
            ensure!(!peers.evidence.is_zero(), NotDecidedHere);
            ensure!(received == expected, EvidenceLength { expected, received });
            // The reporter's words are the other arguments as they are.
            let mut data = selector.to_vec();
            data.extend_from_slice(&service_id.to_word());
            data.extend_from_slice(&operator.to_word());
            data.extend_from_slice(&evidence.to_vec());
            let answer = Callee::at(peers.evidence).call_static::<96>(Access::View, &data)?;
            let (mut hash, mut share) = ([0; 32], [0; 2]);
            hash.copy_from_slice(&answer[..32]);
            share.copy_from_slice(&answer[94..]);
            // A share is a word below 2^16.
            ensure!(answer[64..94] == [0; 30], NotDecidedHere);
            Ok((hash, u16::from_be_bytes(share)))
        }
    }

    /// A share of points.
    fn part_of(points: u32, bps: u16) -> u32 {
        points.saturating_mul(bps.into()) / BPS
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for RuledManager {
        fn on_job_call(&mut self, call: OnJobCall) -> Result<()> {
            let OnJobCall {
                service_id,
                job,
                job_call_id,
                inputs,
            } = call;
            self.calls.set(&(service_id, job_call_id), &env::now());
            let proofs = self.decided_by().proofs;
            if !proofs.is_zero() {
                let inputs = inputs.keccak256();
                Proofs::at(proofs).record_call(service_id, job_call_id, job, inputs)?;
            }
            Ok(())
        }

        fn on_job_result(&mut self, call: OnJobResult) -> Result<()> {
            let OnJobResult {
                service_id,
                job_call_id,
                operator,
                outputs,
                ..
            } = call;
            let peers = self.decided_by();
            if !peers.proofs.is_zero() {
                let output = outputs.keccak256();
                let proofs = Proofs::at(peers.proofs);
                proofs.record_result(service_id, job_call_id, operator, output)?;
                // Now, so that no account chooses the moment by judging it.
                let points = self.points_of(service_id, job_call_id, operator)?;
                self.earned
                    .set(&(service_id, job_call_id, operator), &points);
            } else if !peers.services.is_zero() {
                let points = self.points_of(service_id, job_call_id, operator)?;
                let services = Services::at(peers.services);
                services.judge_result(service_id, job_call_id, operator, true, points)?;
            }
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IQualityVerifier for RuledManager {
        /// An error of `propose_slash` passes: the report fails, and can be made again.
        fn verify_quality_report(
            &mut self,
            service_id: u64,
            kind: u8,
            participant: Bytes,
            evidence: Bytes,
        ) -> Result<()> {
            let received_length = participant.len();
            let invalid = InvalidParticipant {
                expected_length: 20,
                received_length,
            };
            let operator = participant.to_array::<20>().ok_or(invalid)?.into();
            let (hash, share_bps) = self.offence(service_id, kind, operator, &evidence)?;
            let services = Services::at(self.decided_by().services);
            services.propose_slash(service_id, operator, OFFENCE, share_bps, hash)?;
            Ok(())
        }
    }

    #[unguarded]
    impl IRuledManager for RuledManager {
        fn judge(&mut self, service_id: u64, job_call_id: u64, operator: Address) -> Result<()> {
            let peers = self.decided_by();
            ensure!(!peers.proofs.is_zero(), NotDecidedHere);
            let proofs = Proofs::at(peers.proofs);
            let (verdict, _) = proofs.verdict_of(service_id, job_call_id, operator)?;
            let right = verdict == RIGHT;
            ensure!(right || verdict == WRONG, NotDecided { verdict });
            let earned = self.earned.get(&(service_id, job_call_id, operator));
            let points = earned.filter(|_| right).unwrap_or_default();
            let services = Services::at(peers.services);
            services.judge_result(service_id, job_call_id, operator, right, points)?;
            Ok(())
        }

        fn take_role(&mut self, from: Address, role: u8) -> Result<()> {
            let failed = PeerFailed { peer: from };
            // A contract that calls itself fails without an error's name.
            ensure!(from != env::this(), failed);
            let taken = Roles::at(from).accept_role(role);
            taken.map_err(|error| error.or(PeerFailed { peer: from }))
        }

        fn points_of(&self, service_id: u64, job_call_id: u64, operator: Address) -> Result<u32> {
            let called_at = self.calls.get(&(service_id, job_call_id));
            let called_at = called_at.ok_or(UnknownJobCall {
                service_id,
                job_call_id,
            })?;
            self.points(&self.decided_by(), called_at, (service_id, operator))
        }

        fn peers(&self) -> (Address, Address, Address, Address, Address) {
            let peers = self.decided_by();
            (
                peers.services,
                peers.rulebook,
                peers.reputation,
                peers.proofs,
                peers.evidence,
            )
        }
    }
}
