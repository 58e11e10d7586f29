//! What each benchmark of the pallet took. Written by `make weights`: do not edit.
//!
//! 20 steps, 10 repeats, on AMD EPYC, 2026-11-28.

use crate::weights::Cost;

/// `join_operators`.
pub const fn join_operators() -> Cost {
    Cost {
        time: 56_354_000,
        proof: 3_658,
        reads: 4,
        writes: 4,
    }
}

/// `set_available`.
pub const fn set_available() -> Cost {
    Cost {
        time: 12_498_000,
        proof: 3_563,
        reads: 1,
        writes: 1,
    }
}

/// `leave_operators`.
pub const fn leave_operators() -> Cost {
    Cost {
        time: 12_609_000,
        proof: 3_563,
        reads: 2,
        writes: 1,
    }
}

/// `finish_leaving`.
pub const fn finish_leaving() -> Cost {
    Cost {
        time: 47_851_000,
        proof: 3_658,
        reads: 3,
        writes: 3,
    }
}

/// `create_blueprint`.
pub const fn create_blueprint() -> Cost {
    Cost {
        time: 21_753_000,
        proof: 3_593,
        reads: 3,
        writes: 3,
    }
}

/// `register`, `b` from 1024 to 32768.
pub const fn register(b: u32) -> Cost {
    Cost {
        time: 44_596_675,
        proof: 3_607,
        reads: 6,
        writes: 4,
    }
    .time_each(b, 328)
}

/// `set_instance_limit`.
pub const fn set_instance_limit() -> Cost {
    Cost {
        time: 15_343_000,
        proof: 3_542,
        reads: 2,
        writes: 1,
    }
}

/// `unregister`.
pub const fn unregister() -> Cost {
    Cost {
        time: 42_984_000,
        proof: 3_854,
        reads: 5,
        writes: 4,
    }
}

/// `request`, `o` from 1 to 128, `c` from 0 to 128, `a` from 0 to 8, `b` from 0 to 32768.
pub const fn request(o: u32, c: u32, _a: u32, b: u32) -> Cost {
    Cost {
        time: 251_984_000,
        proof: 6_196,
        reads: 8,
        writes: 9,
    }
    .time_each(o, 20_903_906)
    .time_each(c, 370_285)
    .time_each(b, 2_202)
    .proof_each(o, 2_864)
    .reads_each(o, 4)
    .writes_each(o, 2)
}

/// `approve`, `o` from 1 to 128.
pub const fn approve(o: u32) -> Cost {
    Cost {
        time: 185_372_828,
        proof: 12_166,
        reads: 10,
        writes: 12,
    }
    .time_each(o, 14_631_343)
    .proof_each(o, 2_573)
    .reads_each(o, 2)
    .writes_each(o, 2)
}

/// `reject`.
pub const fn reject() -> Cost {
    Cost {
        time: 112_787_000,
        proof: 12_166,
        reads: 5,
        writes: 3,
    }
}

/// `cancel_request`, `o` from 1 to 128.
pub const fn cancel_request(o: u32) -> Cost {
    Cost {
        time: 67_881_940,
        proof: 12_166,
        reads: 4,
        writes: 7,
    }
    .time_each(o, 7_504_475)
    .proof_each(o, 2_527)
    .reads_each(o, 1)
    .writes_each(o, 2)
}

/// `terminate`, `o` from 1 to 128.
pub const fn terminate(o: u32) -> Cost {
    Cost {
        time: 92_041_085,
        proof: 12_044,
        reads: 7,
        writes: 11,
    }
    .time_each(o, 10_130_135)
    .proof_each(o, 2_547)
    .reads_each(o, 1)
    .writes_each(o, 3)
}

/// `call`, `b` from 0 to 32768.
pub const fn call(b: u32) -> Cost {
    Cost {
        time: 129_507_068,
        proof: 12_044,
        reads: 8,
        writes: 5,
    }
    .time_each(b, 3_227)
}

/// `pay_job`, `o` from 1 to 128.
pub const fn pay_job(o: u32) -> Cost {
    Cost {
        time: 145_279_112,
        proof: 12_044,
        reads: 9,
        writes: 6,
    }
    .time_each(o, 44_651_660)
    .proof_each(o, 2_603)
    .reads_each(o, 1)
    .writes_each(o, 1)
}

/// `set_job_price`.
pub const fn set_job_price() -> Cost {
    Cost {
        time: 14_522_000,
        proof: 3_607,
        reads: 1,
        writes: 2,
    }
}

/// `submit_result`, `b` from 0 to 32768.
pub const fn submit_result(b: u32) -> Cost {
    Cost {
        time: 316_499_451,
        proof: 36_307,
        reads: 14,
        writes: 6,
    }
    .time_each(b, 2_945)
}

/// `complete_call`, `b` from 0 to 32768, `o` from 1 to 128.
pub const fn complete_call(b: u32, o: u32) -> Cost {
    Cost {
        time: 97_094_000,
        proof: 36_307,
        reads: 5,
        writes: 2,
    }
    .time_each(b, 1_216)
    .time_each(o, 11_063_911)
    .proof_each(o, 2_587)
    .reads_each(o, 3)
}

/// `update_preferences`, `b` from 1024 to 32768.
pub const fn update_preferences(b: u32) -> Cost {
    Cost {
        time: 36_488_835,
        proof: 3_854,
        reads: 4,
        writes: 1,
    }
    .time_each(b, 324)
}

/// `fix_heartbeat_terms`.
pub const fn fix_heartbeat_terms() -> Cost {
    Cost {
        time: 59_499_000,
        proof: 12_044,
        reads: 3,
        writes: 1,
    }
}

/// `prune_call`, `n` from 0 to 128.
pub const fn prune_call(n: u32) -> Cost {
    Cost {
        time: 127_347_478,
        proof: 3_658,
        reads: 4,
        writes: 4,
    }
    .time_each(n, 1_149_896)
    .proof_each(n, 2_587)
    .reads_each(n, 1)
    .writes_each(n, 1)
}

/// `limit_deposit`.
pub const fn limit_deposit() -> Cost {
    Cost {
        time: 15_583_000,
        proof: 3_563,
        reads: 1,
        writes: 1,
    }
}

/// `submit_report`, `b` from 0 to 32768.
pub const fn submit_report(b: u32) -> Cost {
    Cost {
        time: 213_716_674,
        proof: 36_307,
        reads: 11,
        writes: 4,
    }
    .time_each(b, 6_150)
}

/// `report_quality`, `b` from 0 to 32768.
pub const fn report_quality(b: u32) -> Cost {
    Cost {
        time: 208_225_905,
        proof: 12_044,
        reads: 10,
        writes: 5,
    }
    .time_each(b, 4_703)
}

/// `modify_request`, `o` from 1 to 128, `c` from 0 to 128, `a` from 0 to 8.
pub const fn modify_request(o: u32, _c: u32, a: u32) -> Cost {
    Cost {
        time: 176_973_000,
        proof: 36_253,
        reads: 5,
        writes: 1,
    }
    .time_each(o, 25_716_221)
    .time_each(a, 2_505_597)
    .proof_each(o, 2_864)
    .reads_each(o, 4)
    .writes_each(o, 2)
}

/// `heartbeat`.
pub const fn heartbeat() -> Cost {
    Cost {
        time: 70_234_000,
        proof: 12_044,
        reads: 8,
        writes: 3,
    }
}

/// `report_offline`.
pub const fn report_offline() -> Cost {
    Cost {
        time: 75_842_000,
        proof: 12_044,
        reads: 9,
        writes: 4,
    }
}

/// `propose_slash`.
pub const fn propose_slash() -> Cost {
    Cost {
        time: 187_269_000,
        proof: 12_044,
        reads: 14,
        writes: 9,
    }
}

/// `veto_slash`.
pub const fn veto_slash() -> Cost {
    Cost {
        time: 71_847_000,
        proof: 3_977,
        reads: 8,
        writes: 7,
    }
}

/// `execute_slash`.
pub const fn execute_slash() -> Cost {
    Cost {
        time: 144_615_000,
        proof: 8_799,
        reads: 14,
        writes: 9,
    }
}

/// `execute_slashes`, `n` from 1 to 100.
pub const fn execute_slashes(n: u32) -> Cost {
    Cost {
        time: 145_376_000,
        proof: 6_196,
        reads: 7,
        writes: 2,
    }
    .time_each(n, 119_756_236)
    .proof_each(n, 2_987)
    .reads_each(n, 7)
    .writes_each(n, 7)
}

/// `dispute_slash`.
pub const fn dispute_slash() -> Cost {
    Cost {
        time: 70_415_000,
        proof: 3_977,
        reads: 4,
        writes: 3,
    }
}

/// `resolve_slash`.
pub const fn resolve_slash() -> Cost {
    Cost {
        time: 110_715_000,
        proof: 6_326,
        reads: 10,
        writes: 9,
    }
}

/// `expire_slash`.
pub const fn expire_slash() -> Cost {
    Cost {
        time: 122_422_000,
        proof: 6_326,
        reads: 10,
        writes: 9,
    }
}

/// `veto_slashes`, `n` from 1 to 100.
pub const fn veto_slashes(n: u32) -> Cost {
    Cost {
        time: 6_605_931,
        proof: 3_658,
        reads: 4,
        writes: 3,
    }
    .time_each(n, 53_904_413)
    .proof_each(n, 2_987)
    .reads_each(n, 4)
    .writes_each(n, 4)
}

/// `pause_slashes`.
pub const fn pause_slashes() -> Cost {
    Cost {
        time: 5_518_000,
        proof: 1_493,
        reads: 1,
        writes: 1,
    }
}

/// `restore_bond`.
pub const fn restore_bond() -> Cost {
    Cost {
        time: 58_957_000,
        proof: 3_658,
        reads: 3,
        writes: 3,
    }
}

/// `leave_service`.
pub const fn leave_service() -> Cost {
    Cost {
        time: 152_667_000,
        proof: 12_044,
        reads: 13,
        writes: 16,
    }
}

/// `leave_service_that_goes_on`.
pub const fn leave_service_that_goes_on() -> Cost {
    Cost {
        time: 99_438_000,
        proof: 12_044,
        reads: 8,
        writes: 5,
    }
}

/// `invite_operator`.
pub const fn invite_operator() -> Cost {
    Cost {
        time: 45_929_000,
        proof: 12_044,
        reads: 2,
        writes: 1,
    }
}

/// `join_service`.
pub const fn join_service() -> Cost {
    Cost {
        time: 157_484_000,
        proof: 12_044,
        reads: 10,
        writes: 6,
    }
}

/// `schedule_exit`.
pub const fn schedule_exit() -> Cost {
    Cost {
        time: 99_067_000,
        proof: 12_044,
        reads: 7,
        writes: 1,
    }
}

/// `cancel_exit`.
pub const fn cancel_exit() -> Cost {
    Cost {
        time: 84_926_000,
        proof: 12_044,
        reads: 5,
        writes: 1,
    }
}

/// `cancel_leaving`.
pub const fn cancel_leaving() -> Cost {
    Cost {
        time: 14_862_000,
        proof: 3_563,
        reads: 2,
        writes: 1,
    }
}

/// `set_permitted_callers`, `c` from 0 to 128.
pub const fn set_permitted_callers(c: u32) -> Cost {
    Cost {
        time: 47_979_251,
        proof: 12_044,
        reads: 1,
        writes: 1,
    }
    .time_each(c, 54_098)
}

/// `offer_ownership`.
pub const fn offer_ownership() -> Cost {
    Cost {
        time: 45_267_000,
        proof: 12_044,
        reads: 1,
        writes: 1,
    }
}

/// `accept_ownership`.
pub const fn accept_ownership() -> Cost {
    Cost {
        time: 162_581_000,
        proof: 12_044,
        reads: 8,
        writes: 8,
    }
}

/// `judge_result`.
pub const fn judge_result() -> Cost {
    Cost {
        time: 85_347_000,
        proof: 12_044,
        reads: 9,
        writes: 4,
    }
}

/// `era_that_goes_on`.
pub const fn era_that_goes_on() -> Cost {
    Cost {
        time: 771_000,
        proof: 1_493,
        reads: 1,
        writes: 0,
    }
}

/// `era_that_ends`.
pub const fn era_that_ends() -> Cost {
    Cost {
        time: 1_142_000,
        proof: 1_493,
        reads: 1,
        writes: 1,
    }
}

/// `clean_step`.
pub const fn clean_step() -> Cost {
    Cost {
        time: 135_902_000,
        proof: 21_206,
        reads: 16,
        writes: 24,
    }
}

/// `clean_results`.
pub const fn clean_results() -> Cost {
    Cost {
        time: 128_741_000,
        proof: 42_382,
        reads: 30,
        writes: 17,
    }
}

/// `clean_calls`.
pub const fn clean_calls() -> Cost {
    Cost {
        time: 298_303_000,
        proof: 177_575,
        reads: 25,
        writes: 12,
    }
}
