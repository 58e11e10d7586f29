//! drand's network evmnet: what a contract that takes its rounds is deployed with, and known answers. All hexadecimal
//! numbers are big endian.

/// The second of round 1.
pub const GENESIS: u64 = 1_727_521_075;
/// Seconds from one round to the next.
pub const PERIOD: u32 = 3;
/// The key: x and y of a point of the second group, of each the imaginary part first, as the network publishes it and
/// as the precompile for pairings takes it.
pub const KEY: [&str; 4] = [
    "07e1d1d335df83fa98462005690372c643340060d205306a9aa8106b6bd0b382",
    "0557ec32c2ad488e4d4f6008f89a346f18492092ccc0d594610de2732c8b808f",
    "0095685ae3a85ba243747b1b2f426049010f6b73a0cf1d389351d5aaaa1047f6",
    "297d3a4f9749b33eb2d904c9d9ebf17224150ddd7abd7567a9bec6c74480ee0b",
];

/// What the network published of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number.
    pub number: u64,
    /// Its signature: x and y of a point of the first group.
    pub signature: [&'static str; 2],
    /// SHA-256 of the signature, which the network calls the randomness.
    pub randomness: &'static str,
}

/// Rounds for tests.
pub const ROUNDS: [Round; 5] = [
    Round {
        number: 10_000_000,
        signature: [
            "2c7b65b5acfe55256910ca71cf0a0fa71ac34c2a1167f86a22930a03e70ebec0",
            "0f7a530796e7ee38600b06da0390634a9b154e3eebc3b323dde2111e1c8ebdf3",
        ],
        randomness: "8b8535f192275f32bc8532d19f0465f25abc4cb762697236a29665bc5248aa6c",
    },
    Round {
        number: 10_000_001,
        signature: [
            "0d23588d3b2457cf1e7a823d0781c3cf67216f7e2500e0048dd82d88b5dbe6c5",
            "227d5ed98879a9abd1dda134cb4cc8240284429913029ce22de1a6aa9d548ea9",
        ],
        randomness: "6dfeabe1216ebf621d2b04b3a42b4a6606caefaefd246dd494fe5280ad2ef1c9",
    },
    Round {
        number: 10_000_002,
        signature: [
            "04edcf1080e8c3c542251b0439384fb67fdf559813fbfa9a14a3a49a63e8f3af",
            "17e79ae47a98f834043501463cf3676d0c681031d62d8204b635095590258ef5",
        ],
        randomness: "093a0901d41f53cad4f64f6144bdb3dee25b3fb30cbd42a2d4832f01fed343ee",
    },
    Round {
        number: 10_000_003,
        signature: [
            "00a6811e9880bc99c3f130140f332ca0e4faade2d187896c0272b7d05d27271d",
            "2997197cf37eed8d84fc5293f80a2d0c56e1fc2285317db33d1671f86e7c4d22",
        ],
        randomness: "1b6b0db014634bac4210d334381494107e43d2c010e88359085d94d78debd3d6",
    },
    Round {
        number: 20_555_219,
        signature: [
            "04f261d0bf2f7532b25f2ccc042c093f3e7c8edde5db96e67738ed123466256e",
            "0ddc80f9dd0cd9481cd9381ecde4df1ff924d2e0bdb426492b9d49cc46ec58b1",
        ],
        randomness: "eeb87a6d889d626079ffbf0d6e211ffc76aa22ac04ec020ea0ade625c8d7e58a",
    },
];
