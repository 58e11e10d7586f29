//! What each benchmark of the pallet took. Written by `make weights`: do not edit.
//!
//! 20 steps, 10 repeats, on AMD EPYC, 2026-11-28.

use pallet_services::weights::Cost;

/// `delegate`.
pub const fn delegate() -> Cost {
    Cost {
        time: 2_788_464_000,
        proof: 248_202,
        reads: 181,
        writes: 179,
    }
}

/// `undelegate`.
pub const fn undelegate() -> Cost {
    Cost {
        time: 2_769_967_000,
        proof: 248_202,
        reads: 174,
        writes: 176,
    }
}

/// `withdraw`.
pub const fn withdraw() -> Cost {
    Cost {
        time: 93_278_000,
        proof: 6_208,
        reads: 7,
        writes: 5,
    }
}

/// `withdraw_to`.
pub const fn withdraw_to() -> Cost {
    Cost {
        time: 96_824_000,
        proof: 6_208,
        reads: 8,
        writes: 6,
    }
}

/// `sweep`.
pub const fn sweep() -> Cost {
    Cost {
        time: 2_463_481_000,
        proof: 248_202,
        reads: 174,
        writes: 176,
    }
}

/// `claim`.
pub const fn claim() -> Cost {
    Cost {
        time: 2_865_438_000,
        proof: 248_202,
        reads: 179,
        writes: 181,
    }
}

/// `delegate_settled`.
pub const fn delegate_settled() -> Cost {
    Cost {
        time: 148_470_000,
        proof: 6_208,
        reads: 12,
        writes: 6,
    }
}

/// `claim_settled`.
pub const fn claim_settled() -> Cost {
    Cost {
        time: 205_736_000,
        proof: 14_182,
        reads: 13,
        writes: 12,
    }
}

/// `settle_rewards`, `n` from 1 to 16.
pub const fn settle_rewards(n: u32) -> Cost {
    Cost {
        time: 2_524_993_709,
        proof: 248_202,
        reads: 181,
        writes: 175,
    }
    .time_each(n, 195_564_978)
}

/// `set_destination`.
pub const fn set_destination() -> Cost {
    Cost {
        time: 16_775_000,
        proof: 3_563,
        reads: 1,
        writes: 1,
    }
}

/// `set_commission`.
pub const fn set_commission() -> Cost {
    Cost {
        time: 21_773_000,
        proof: 3_563,
        reads: 3,
        writes: 1,
    }
}

/// `fund`.
pub const fn fund() -> Cost {
    Cost {
        time: 99_428_000,
        proof: 6_196,
        reads: 6,
        writes: 5,
    }
}

/// `settle_operator`.
pub const fn settle_operator() -> Cost {
    Cost {
        time: 3_237_181_000,
        proof: 248_202,
        reads: 173,
        writes: 175,
    }
}

/// `close_era`, `n` from 1 to 100.
pub const fn close_era(n: u32) -> Cost {
    Cost {
        time: 55_185_002,
        proof: 3_933,
        reads: 4,
        writes: 1,
    }
    .time_each(n, 4_995_557)
    .proof_each(n, 2_814)
    .reads_each(n, 1)
    .writes_each(n, 1)
}

/// `add_asset`.
pub const fn add_asset() -> Cost {
    Cost {
        time: 6_400_000,
        proof: 1_738,
        reads: 1,
        writes: 1,
    }
}

/// `set_price`.
pub const fn set_price() -> Cost {
    Cost {
        time: 9_294_000,
        proof: 1_738,
        reads: 2,
        writes: 1,
    }
}

/// `activate_blueprint`.
pub const fn activate_blueprint() -> Cost {
    Cost {
        time: 17_807_000,
        proof: 3_607,
        reads: 3,
        writes: 1,
    }
}

/// `deactivate_blueprint`.
pub const fn deactivate_blueprint() -> Cost {
    Cost {
        time: 15_263_000,
        proof: 3_489,
        reads: 2,
        writes: 1,
    }
}

/// `points`.
pub const fn points() -> Cost {
    Cost {
        time: 63_234_000,
        proof: 8_384,
        reads: 7,
        writes: 3,
    }
}

/// `absence`.
pub const fn absence() -> Cost {
    Cost {
        time: 36_784_000,
        proof: 6_618,
        reads: 4,
        writes: 2,
    }
}

/// `end_era`.
pub const fn end_era() -> Cost {
    Cost {
        time: 27_882_000,
        proof: 3_933,
        reads: 3,
        writes: 2,
    }
}

/// `commit`.
pub const fn commit() -> Cost {
    Cost {
        time: 48_623_000,
        proof: 8_384,
        reads: 3,
        writes: 3,
    }
}

/// `capture`.
pub const fn capture() -> Cost {
    Cost {
        time: 58_938_000,
        proof: 8_384,
        reads: 3,
        writes: 4,
    }
}

/// `free`.
pub const fn free() -> Cost {
    Cost {
        time: 56_634_000,
        proof: 8_384,
        reads: 5,
        writes: 3,
    }
}

/// `slash`.
pub const fn slash() -> Cost {
    Cost {
        time: 5_211_595_000,
        proof: 473_742,
        reads: 272,
        writes: 278,
    }
}
