use crate::service_levels::*;
use blueprint_hooks::{Bytes, List, Result, Text};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const STRANGER: Address = ink::H160([3; 20]);
const SERVICE: u64 = 7;

fn terms() -> Terms {
    Terms {
        start: 1_000_000,
        window: 60,
        answer_period: 30,
        excuse_period: 30,
        longest_bill: 600,
        retention: 10_000,
        min_expected: 1,
        floor_bps: 2_000,
        fresh_blocks: 5,
    }
}

fn levels() -> ServiceLevels {
    let mut levels = ServiceLevels::default();
    test::set_block_timestamp::<DefaultEnvironment>(999_000);
    levels
        .constructor(RUNTIME, GUARDIAN, 86_400, 1_000_000)
        .unwrap();
    levels
}

fn tier() -> Tier {
    Tier {
        least_weight_bps: 0,
        target_bps: 9_000,
        bottom_bps: 5_000,
    }
}

fn probe() -> Probe {
    Probe {
        target: STRANGER,
        data: Bytes::from(vec![1, 2, 3, 4]),
        word: 0,
        comparison: 3,
        bound: U256::one(),
        ref_time: 1,
        proof_size: 1,
    }
}

fn open(levels: &mut ServiceLevels, weights: Vec<u16>) -> Result<()> {
    let (terms, operators) = (TermsCalldata::from(terms()), List::from(vec![OPERATOR]));
    levels.open_service(
        SERVICE,
        terms,
        vec![tier()].into(),
        operators,
        weights.into(),
    )
}

#[ink::test]
fn runtime_alone_sets_terms_operators_and_probe() {
    let mut levels = levels();
    for caller in [STRANGER, GUARDIAN, OPERATOR] {
        test::set_caller(caller);
        let (expected, received) = (RUNTIME, caller);
        let refused = || Err(CallerNotRuntime { expected, received }.into());
        assert_eq!(open(&mut levels, vec![5_000]), refused());
        assert_eq!(levels.set_probe(SERVICE, 1, probe().into()), refused());
        assert_eq!(levels.join(SERVICE, OPERATOR, 1, 1), refused());
        assert_eq!(levels.leave(SERVICE, OPERATOR, 1), refused());
    }
    test::set_caller(RUNTIME);
    let mismatch = LengthMismatch {
        expected: 1,
        received: 0,
    };
    assert_eq!(open(&mut levels, vec![]), Err(mismatch.into()));
    assert_eq!(open(&mut levels, vec![5_000]), Ok(()));
    assert_eq!(levels.set_probe(SERVICE, 1, probe().into()), Ok(()));
    assert_eq!(levels.terms_of(SERVICE), Ok((terms(), vec![tier()], 120)));
    assert_eq!(levels.probe_of(SERVICE), Ok(probe()));
    let party = |account, weight_bps| Party {
        account,
        weight_bps,
        from: 0,
        until: u32::MAX,
    };
    let parties = [party(OPERATOR, 5_000), party(Address::zero(), 1)];
    assert_eq!(levels.parties_of(SERVICE), parties);
}

#[ink::test]
fn guardian_alone_excuses() {
    let mut levels = levels();
    for caller in [STRANGER, RUNTIME, OPERATOR] {
        test::set_caller(caller);
        let refused = NotEntitled {
            role: 1,
            received: caller,
        };
        let excused = levels.excuse(SERVICE, 0, 1, Text::from("mine"));
        assert_eq!(excused, Err(refused.into()));
    }
    test::set_caller(GUARDIAN);
    let service_id = SERVICE;
    let excused = levels.excuse(SERVICE, 0, 1, Text::from("halt"));
    assert_eq!(excused, Err(UnknownService { service_id }.into()));
}
