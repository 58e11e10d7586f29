//! Consensus participation: how often a validator authored less than its share of an era's blocks. Its interface is
//! `abi/solidity/library/IConsensusParticipation.sol`.
//!
//! There are no roles: any account settles what the chain counted.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IConsensusParticipation.sol")]
pub mod consensus_participation {
    use blueprint_components::prelude::*;

    /// The staking of the chain, and what was counted.
    #[derive(Default)]
    pub struct ConsensusParticipation {
        participation: blueprint_components::ConsensusParticipation,
    }

    impl ConsensusParticipation {
        /// `staking` is an IStaking. `least_bps` is the share of the average that is required of a validator, in basis points, 1 to
        /// 10,000.
        pub fn constructor(&mut self, staking: Address, least_bps: u16) -> Result<()> {
            self.participation.init(staking, least_bps)
        }
    }

    #[unguarded]
    impl IConsensusParticipation for ConsensusParticipation {
        fn settle(&mut self, stash: [u8; 32]) -> Result<u32> {
            self.participation.settle(stash)
        }

        fn measured(&self, operator: Address) -> Result<(bool, u32, u32)> {
            self.participation.measured(operator)
        }

        fn record_of(&self, operator: Address) -> Record {
            let known = self.participation.participant(operator);
            Record {
                next: known.next,
                eras: known.counts.eras,
                missed: known.counts.missed,
                unknown: known.counts.unknown,
                points: known.counts.points,
                stash: known.stash,
            }
        }

        fn terms(&self) -> (Address, u16) {
            self.participation.terms()
        }
    }
}
