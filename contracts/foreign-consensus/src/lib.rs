//! Foreign consensus: who misses its blocks on another chain, by that chain's signed headers alone. Its interface is
//! `abi/solidity/library/IForeignConsensus.sol`.
//!
//! There are no roles: any account brings headers and proofs, and an operator binds its own keys.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IForeignConsensus.sol")]
pub mod foreign_consensus {
    use blueprint_components::{
        foreign_consensus::{self as rules, binding},
        prelude::*,
    };

    /// The foreign chain, and what was counted.
    #[derive(Default)]
    pub struct ForeignConsensus {
        consensus: blueprint_components::ForeignConsensus,
    }

    impl ForeignConsensus {
        /// A final header of the foreign chain by its hash, number and slot, which has begun; the sr25519 keys that author after it, in their order, 1 to 32
        /// of 32 bytes each; and the terms, as `Terms` has them.
        #[allow(clippy::too_many_arguments)]
        pub fn constructor(
            &mut self,
            hash: [u8; 32],
            number: u32,
            slot: u64,
            authorities: Bytes,
            blocks_per_era: u16,
            least_bps: u16,
            slot_duration: u32,
            staleness: u32,
        ) -> Result<()> {
            let terms = rules::Terms {
                blocks_per_era,
                least_bps,
                slot_duration,
                staleness,
            };
            self.consensus
                .init((hash, number, slot), &authorities, &terms)
        }
    }

    #[unguarded]
    impl IForeignConsensus for ForeignConsensus {
        fn extend(&mut self, headers: List<Bytes>) -> Result<u32> {
            self.consensus.extend(&headers)
        }

        fn prove_equivocation(&mut self, key: [u8; 32], first: Bytes, second: Bytes) -> Result<()> {
            self.consensus.prove_equivocation(key, [&first, &second])
        }

        fn bind(&mut self, key: [u8; 32], until: u64, signature: Bytes) -> Result<()> {
            self.consensus.bind(key, until, &signature)
        }

        fn unbind(&mut self, key: [u8; 32]) -> Result<()> {
            self.consensus.unbind(key)
        }

        fn measured(&self, operator: Address) -> (bool, u32, u32) {
            self.consensus.measured(operator)
        }

        fn record_of(&self, operator: Address) -> Record {
            let counts = self.consensus.counts(operator);
            Record {
                eras: counts.eras,
                missed: counts.missed,
                blocks: counts.blocks,
                equivocations: counts.equivocations,
                last_equivocation: counts.last_equivocation,
            }
        }

        fn operator_of(&self, key: [u8; 32]) -> Address {
            self.consensus.operator_of(&key)
        }

        fn binding_of(&self, key: [u8; 32], operator: Address, until: u64) -> [u8; 32] {
            binding(&key, operator, until)
        }

        fn head(&self) -> Head {
            let state = self.consensus.state();
            Head {
                hash: state.hash,
                number: state.number,
                slot: state.slot,
                eras: state.era.number,
                blocks: state.era.blocks,
            }
        }

        fn authorities(&self) -> (Vec<[u8; 32]>, Vec<u16>) {
            let state = self.consensus.state();
            let keys = self.consensus.keys(state.authorities);
            let authored = state.era.authored.iter().take(keys.len());
            let authored = authored.copied().collect();
            (keys, authored)
        }

        fn terms(&self) -> Terms {
            let terms = self.consensus.terms();
            Terms {
                blocks_per_era: terms.blocks_per_era,
                least_bps: terms.least_bps,
                slot_duration: terms.slot_duration,
                staleness: terms.staleness,
            }
        }
    }
}
