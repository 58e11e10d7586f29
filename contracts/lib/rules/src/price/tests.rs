use super::*;
use proptest::prelude::*;

const NOW: u64 = 1_000_000;

fn u(value: u64) -> U256 {
    value.into()
}

fn round(answer: u64) -> RoundData {
    RoundData {
        round_id: 7,
        answer: Answer::positive(u(answer)),
        updated_at: NOW - 10,
        answered_in_round: 7,
        decimals: 8,
    }
}

fn terms() -> FeedTerms {
    FeedTerms {
        min_answer: u(100),
        max_answer: u(1_000_000),
        last_round: 7,
        ..FeedTerms::unbounded(8)
    }
}

#[test]
fn good_answer_is_scaled_to_18_decimals() {
    let price = check_round(&round(200), &terms(), NOW);
    assert_eq!(price, Ok(u(200) * 10_000_000_000u64));
}

#[test]
fn answer_at_a_bound_of_the_aggregator_is_refused() {
    let low = PriceError::AtMinimum {
        expected_above: u(100),
        received: u(100),
    };
    let high = PriceError::AtMaximum {
        expected_below: u(1_000_000),
        received: u(1_000_000),
    };
    assert_eq!(check_round(&round(100), &terms(), NOW), Err(low));
    assert_eq!(check_round(&round(1_000_000), &terms(), NOW), Err(high));
    assert!(check_round(&round(101), &terms(), NOW).is_ok());
    assert!(check_round(&round(999_999), &terms(), NOW).is_ok());
}

#[test]
fn answer_goes_stale_one_second_after_its_age() {
    let mut aged = round(200);
    aged.updated_at = NOW - 3_600;
    assert!(check_round(&aged, &terms(), NOW).is_ok());
    let stale = PriceError::Stale {
        expected_since: NOW + 1 - 3_600,
        received: NOW - 3_600,
    };
    assert_eq!(check_round(&aged, &terms(), NOW + 1), Err(stale));
}

#[test]
fn answer_from_the_future_is_refused() {
    let mut early = round(200);
    early.updated_at = NOW + 1;
    let refused = PriceError::Early {
        expected_at_most: NOW,
        received: NOW + 1,
    };
    assert_eq!(check_round(&early, &terms(), NOW), Err(refused));
}

#[test]
fn rounds_that_are_carried_over_or_go_back_are_refused() {
    let mut carried = round(200);
    carried.answered_in_round = 6;
    let refused = PriceError::IncompleteRound {
        expected: 7,
        received: 6,
    };
    assert_eq!(check_round(&carried, &terms(), NOW), Err(refused));
    let mut older = round(200);
    older.round_id = 6;
    let refused = PriceError::RoundWentBack {
        expected_at_least: 7,
        received: 6,
    };
    assert_eq!(check_round(&older, &terms(), NOW), Err(refused));
}

#[test]
fn feed_that_changed_its_decimals_is_refused() {
    let mut changed = round(200);
    changed.decimals = 18;
    let refused = PriceError::WrongDecimals {
        expected: 8,
        received: 18,
    };
    assert_eq!(check_round(&changed, &terms(), NOW), Err(refused));
}

#[test]
fn answer_that_is_not_positive_is_refused() {
    for received in [
        Answer::positive(u(0)),
        Answer::from_word(U256::MAX),
        Answer::from_word(U256::one() << 255),
    ] {
        let mut bad = round(1);
        bad.answer = received;
        let refused = Err(PriceError::NotPositive { received });
        assert_eq!(check_round(&bad, &terms(), NOW), refused);
        let value = chainlink_usd_value(u(1), 18, received, 8);
        assert_eq!(value, Err(PriceError::NotPositive { received }));
    }
}

#[test]
fn word_with_the_sign_bit_is_negative() {
    let minus_one = Answer {
        negative: true,
        magnitude: u(1),
    };
    assert_eq!(Answer::from_word(U256::MAX), minus_one);
    assert_eq!(Answer::from_word(u(5)), Answer::positive(u(5)));
    let least = Answer::from_word(U256::one() << 255);
    assert_eq!(least.magnitude, U256::one() << 255);
}

#[test]
fn sequencer_must_have_been_up_for_the_grace() {
    assert_eq!(check_sequencer(Some(100), 3_600, 3_700), Ok(()));
    let refused = PriceError::SequencerUnsettled {
        expected_since: 3_700,
        received: 3_699,
    };
    assert_eq!(check_sequencer(Some(100), 3_600, 3_699), Err(refused));
    assert!(check_sequencer(None, 3_600, NOW).is_err());
}

#[test]
fn value_at_a_feed_with_more_than_18_decimals_divides() {
    let answer = Answer::positive(u(15) * U256::exp10(19));
    let value = chainlink_usd_value(U256::exp10(18), 18, answer, 20).unwrap();
    assert_eq!(value.price_e18, u(1_500_000_000_000_000_000));
    assert_eq!(value.usd_e18, value.price_e18);
}

#[test]
fn value_overflows_where_the_source_reverts() {
    let answer = Answer::positive(u(1));
    let over = Err(PriceError::Overflow);
    assert_eq!(chainlink_usd_value(U256::MAX, 18, answer, 8), over);
    assert_eq!(chainlink_usd_value(u(1), 78, answer, 8), over);
    assert_eq!(chainlink_usd_value(u(1), 0, answer, 255), over);
    let huge = Answer::positive(U256::MAX);
    assert_eq!(chainlink_usd_value(u(1), 0, huge, 0), over);
    // Our own rule takes the product in 512 bits.
    assert_eq!(usd_value(U256::MAX, 18, u(USD)), Ok(U256::MAX));
}

#[test]
fn fixed_penalty_in_usd_is_never_nothing() {
    // 1e-18 USD at 3 USD per token without decimals.
    assert_eq!(tokens_for_usd(u(1), 0, u(3) * USD), Ok(u(1)));
    assert_eq!(tokens_for_usd(u(0), 0, u(3) * USD), Ok(u(0)));
    assert!(tokens_for_usd(u(1), 0, u(0)).is_err());
}

#[test]
fn slashing_fails_closed_and_rewards_fall_back() {
    let bad = Err(PriceError::Overflow);
    let last = Some(Snapshot {
        price_e18: u(9),
        taken_at: NOW - 50,
    });
    let rewards = PriceUse::Rewards { max_age: 50 };
    assert_eq!(price_for(PriceUse::Slashing, bad, last, NOW), bad);
    assert_eq!(price_for(rewards, bad, last, NOW), Ok(u(9)));
    assert_eq!(price_for(rewards, bad, last, NOW + 1), bad);
    assert_eq!(price_for(rewards, bad, None, NOW), bad);
    assert_eq!(price_for(rewards, Ok(u(4)), last, NOW), Ok(u(4)));
}

#[test]
fn several_assets_weigh_what_they_are_worth() {
    let stable = AssetStake {
        amount: u(3_000_000),
        decimals: 6,
        price_e18: u(USD),
    };
    let other = AssetStake {
        amount: U256::exp10(18),
        decimals: 18,
        price_e18: u(2) * USD,
    };
    assert_eq!(stake_usd([stable, other]), Ok(u(5) * USD));
    assert_eq!(usd_part(u(11), u(3) * USD, u(5) * USD), u(6));
    assert_eq!(usd_part(u(11), u(0), u(0)), u(0));
}

proptest! {
    #[test]
    fn parts_of_all_assets_never_exceed_the_amount(
        amount in any::<u64>(),
        values in prop::collection::vec(any::<u64>(), 0..8),
    ) {
        let total = values.iter().fold(u(0), |sum, value| sum + *value);
        let parts = values
            .iter()
            .fold(u(0), |sum, value| sum + usd_part(u(amount), u(*value), total));
        prop_assert!(parts <= u(amount));
        prop_assert!(total.is_zero() || u(amount) - parts < u(values.len() as u64));
    }

    #[test]
    fn tokens_for_a_value_are_worth_at_least_it(
        usd in any::<u64>(),
        price in 1u64..,
        decimals in 0u8..=30,
    ) {
        let tokens = tokens_for_usd(u(usd), decimals, u(price)).unwrap();
        // Rounded down again, the value may lose less than a unit's price.
        let value = usd_value(tokens, decimals, u(price)).unwrap();
        prop_assert!(value >= u(usd));
    }
}

fn accepted(price: u64, taken_at: u64) -> Snapshot {
    Snapshot {
        price_e18: price.into(),
        taken_at,
    }
}

#[test]
fn price_of_an_era_is_the_last_accepted_until_its_end() {
    let mut history = PriceHistory::default();
    assert_eq!(history.at_end_of(5), U256::zero());
    assert_eq!(history.last(), None);
    history.accept(3, accepted(30, 300));
    history.accept(3, accepted(31, 310));
    history.accept(6, accepted(60, 600));
    // Era 2 has the oldest price known, 4 and 5 the last one before them.
    let prices = [2, 3, 4, 5, 6, 7].map(|era| history.at_end_of(era).as_u64());
    assert_eq!(prices, [31, 31, 31, 31, 60, 60]);
    assert_eq!(history.last(), Some(accepted(60, 600)));
}

#[test]
fn prices_of_eight_eras_back_are_known_whatever_was_accepted_since() {
    let mut history = PriceHistory::default();
    for era in 0..30 {
        history.accept(era, accepted(100 + era, era));
        for back in 0..=8u64.min(era) {
            let price = history.at_end_of(era - back);
            assert_eq!(price, U256::from(100 + era - back));
        }
    }
}

#[test]
fn answer_follows_the_last_price_and_is_of_no_time_to_come() {
    let at = |taken_at| Snapshot {
        price_e18: u(1),
        taken_at,
    };
    assert_eq!(at(NOW).follows(None, NOW), Ok(()));
    assert_eq!(at(NOW).follows(Some(at(NOW - 1)), NOW), Ok(()));
    let not_newer = Err(SnapshotError::NotNewer);
    assert_eq!(at(NOW).follows(Some(at(NOW)), NOW), not_newer);
    assert_eq!(at(NOW - 1).follows(Some(at(NOW)), NOW), not_newer);
    assert_eq!(at(NOW + 1).follows(None, NOW), Err(SnapshotError::Ahead));
}
