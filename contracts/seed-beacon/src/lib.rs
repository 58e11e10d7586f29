//! Seeds that no account chooses: the rounds of a randomness beacon, verified by pairings. Its interface is
//! `abi/solidity/library/ISeedBeacon.sol`.
//!
//! There are no roles: any account submits what the network signed.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/ISeedBeacon.sol")]
pub mod seed_beacon {
    use blueprint_components::{
        prelude::*,
        seed_beacon::{points, Network, Schedule},
    };

    /// The network, and the seeds of its rounds.
    #[derive(Default)]
    pub struct SeedBeacon {
        beacon: blueprint_components::SeedBeacon,
    }

    impl SeedBeacon {
        /// `genesis` is the second of round 1, `period` the seconds from one to the next. `margin` is how many seconds
        /// the chain's clock can be behind the network's. `patience` seconds after a round's time its fallback can be
        /// opened; `retention` seconds after it the round is forgotten. The key is a point of the second group.
        #[allow(clippy::too_many_arguments)]
        pub fn constructor(
            &mut self,
            genesis: u64,
            period: u32,
            margin: u32,
            patience: u32,
            retention: u32,
            key_x_imaginary: [u8; 32],
            key_x_real: [u8; 32],
            key_y_imaginary: [u8; 32],
            key_y_real: [u8; 32],
        ) -> Result<()> {
            self.beacon.init(&Network {
                schedule: Schedule {
                    genesis,
                    period,
                    margin,
                },
                patience,
                retention,
                key: [key_x_imaginary, key_x_real, key_y_imaginary, key_y_real],
            })
        }
    }

    #[unguarded]
    impl ISeedBeacon for SeedBeacon {
        fn submit(&mut self, round: u64, signature: Bytes) -> Result<()> {
            self.beacon.submit(round, &signature)
        }

        fn open_fallback(&mut self, round: u64) -> Result<()> {
            self.beacon.open_fallback(round)
        }

        fn close_fallback(&mut self, round: u64) -> Result<()> {
            self.beacon.close_fallback(round)
        }

        fn clear(&mut self, rounds: List<u64>) -> Result<()> {
            self.beacon.clear(&rounds)
        }

        fn seed_of(&self, round: u64) -> ([u8; 32], u8) {
            let seed = self.beacon.seed(round);
            (seed.value, seed.source)
        }

        fn seed_after(&self, time: u64) -> (u64, [u8; 32], u8) {
            let round = self.beacon.network().schedule.round_after(time);
            let seed = self.beacon.seed(round);
            (round, seed.value, seed.source)
        }

        fn round_after(&self, time: u64) -> u64 {
            self.beacon.network().schedule.round_after(time)
        }

        fn signed_at(&self, round: u64) -> u64 {
            self.beacon.network().schedule.signed_at(round)
        }

        fn fallback_of(&self, round: u64) -> u64 {
            self.beacon.fallback(round)
        }

        fn message_of(&self, round: u64) -> Result<([u8; 32], [u8; 32], [u8; 32], [u8; 32])> {
            let [[first_x, first_y], [second_x, second_y]] = points(round)?;
            Ok((first_x, first_y, second_x, second_y))
        }

        fn network(&self) -> (u64, u32, u32, u32, u32) {
            let network = self.beacon.network();
            let schedule = network.schedule;
            (
                schedule.genesis,
                schedule.period,
                schedule.margin,
                network.patience,
                network.retention,
            )
        }

        fn key(&self) -> ([u8; 32], [u8; 32], [u8; 32], [u8; 32]) {
            self.beacon.network().key.into()
        }
    }
}
