//! What holds of every rule, whatever the numbers.

use proptest::prelude::*;

use super::*;
use crate::math::{BPS, U256, WAD};

/// The rules under their sources' parameters, and ours under some.
fn rules() -> Vec<Rule> {
    let monotone = FixedPlusPercent {
        fixed_usd: 100.into(),
        price_usd_e18: U256::from(WAD / 10),
        token_decimals: 18,
        percentage_bps: 500.into(),
        threshold_numerator: 1.into(),
        threshold_denominator: 10_000.into(),
        reading: Reading::Monotone,
    };
    let tnt = TntCore {
        slash_bps: 700,
        operator_exposure_bps: 5_000,
        max_slash_bps: 10_000,
        commitment_exposure_bps: 2_500,
    };
    vec![
        Rule::Fixed(Fixed(1_000.into())),
        Rule::Share(Share(1)),
        Rule::Share(Share(u16::MAX)),
        Rule::Graded(Graded(2_500)),
        Rule::NuCypher(NuCypher::ORIGINAL),
        Rule::NuCypher(NuCypher::GENESIS),
        Rule::Livepeer(Livepeer::FAILED_VERIFICATION),
        Rule::Livepeer(Livepeer::DOUBLE_CLAIM_SEGMENT),
        Rule::Casper(CasperFfg::ORIGINAL),
        Rule::Doubling(Doubling {
            base: 20.into(),
            grace: 2,
        }),
        Rule::DoublingByAmount(DoublingByAmount {
            base: 7.into(),
            floor: 5.into(),
        }),
        Rule::Linear(Linear {
            early_era_slash: 1_000.into(),
        }),
        Rule::Equivocation(Equivocation),
        Rule::Unresponsiveness(Unresponsiveness),
        Rule::WholeDeposit(WholeDeposit),
        Rule::DoubleBaking(DoubleBaking),
        Rule::DoubleAttesting(AdaptivePercentage::MAINNET),
        Rule::EigenLayer(EigenLayer {
            wad_to_slash: U256::from(WAD / 3),
        }),
        Rule::Requested(Requested(12_345.into())),
        Rule::Cosmos(Cosmos::DOUBLE_SIGN),
        Rule::Cosmos(Cosmos::DOWNTIME),
        Rule::Ethereum(Fork::Phase0),
        Rule::Ethereum(Fork::Altair),
        Rule::Ethereum(Fork::Bellatrix),
        Rule::Ethereum(Fork::Electra),
        Rule::TanglePallet(TanglePallet { slash_percent: 7 }),
        Rule::Escalating(Escalating {
            floor: 5,
            cap: 2_500,
            history: 5_000,
            correlation: 20_000,
        }),
        Rule::TntCore(tnt),
        Rule::FixedPlusPercent(monotone),
        Rule::FixedPlusPercent(FixedPlusPercent {
            reading: Reading::Literal,
            ..monotone
        }),
    ]
}

fn a_rule() -> impl Strategy<Value = Rule> {
    proptest::sample::select(rules())
}

/// Whether a greater stake never pays less. The literal reading is regressive by its own words.
fn is_monotone(rule: &Rule) -> bool {
    !matches!(
        rule,
        Rule::FixedPlusPercent(FixedPlusPercent {
            reading: Reading::Literal,
            ..
        })
    )
}

/// Whether the rule takes a share of the stake, whatever else it looks at.
fn is_share(rule: &Rule) -> bool {
    // Symbiotic's request is an amount that refuses an empty stake.
    !is_fixed(rule) && !matches!(rule, Rule::FixedPlusPercent(_) | Rule::Requested(_))
}

/// Whether the rule takes an amount that does not depend on the stake.
fn is_fixed(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Fixed(_) | Rule::Doubling(_) | Rule::DoublingByAmount(_) | Rule::Linear(_)
    )
}

/// The amount of the formula alone; `None` where its source refuses.
fn alone(rule: &Rule, facts: &OffenceFacts) -> Option<U256> {
    rule.assess(facts).ok()
}

/// The amount, where a source rejects dust, zero.
fn amount(rule: &impl PenaltyRule, facts: &OffenceFacts) -> U256 {
    match rule.penalty(facts) {
        Err(PenaltyError::NothingToSlash) => U256::zero(),
        // An empty total has no share; the sources that divide by it refuse.
        Err(PenaltyError::ZeroDivisor { .. }) if facts.correlation.total.is_zero() => U256::zero(),
        other => other.expect("the parameters are in range"),
    }
}

/// Amounts of every magnitude, the extremes among them.
fn amounts() -> impl Strategy<Value = U256> {
    prop_oneof![
        1 => Just(U256::zero()),
        1 => Just(U256::MAX),
        4 => any::<u64>().prop_map(U256::from),
        4 => any::<u128>().prop_map(U256::from),
        4 => (any::<[u64; 4]>(), 0u32..256).prop_map(|(limbs, shift)| U256(limbs) >> shift),
    ]
}

prop_compose! {
    fn cases()(
        stake in amounts(),
        class in any::<u16>(),
        severity in any::<u16>(),
        offences in prop_oneof![0u32..400, any::<u32>()],
        charged in prop_oneof![Just(U256::zero()), amounts()],
        offenders in prop_oneof![0u32..200, any::<u32>()],
        operators in prop_oneof![0u32..200, any::<u32>()],
        recently_slashed in amounts(),
        total in amounts(),
    ) -> OffenceFacts {
        OffenceFacts {
            stake,
            offence: Offence { class, severity },
            history: History { offences, charged },
            correlation: Correlation { offenders, operators, recently_slashed, total },
        }
    }
}

proptest! {
    // By the formula alone: the bound of the trait would hide a rule that takes too much.
    #[test]
    fn share_of_the_stake_is_at_most_the_stake_by_itself(facts in cases()) {
        // Ethereum's two penalties are taken one after the other, and are together bounded by the balance alone.
        let bounded = |rule: &&Rule| is_share(rule) && !matches!(rule, Rule::Ethereum(_));
        for rule in rules().iter().filter(bounded) {
            if let Some(alone) = alone(rule, &facts) {
                prop_assert!(alone <= facts.stake, "{rule:?}: {alone}");
            }
        }
    }

    #[test]
    fn share_of_no_stake_is_nothing_by_itself(facts in cases()) {
        let facts = OffenceFacts { stake: U256::zero(), ..facts };
        for rule in rules().iter().filter(|rule| is_share(rule)) {
            prop_assert_eq!(alone(rule, &facts).unwrap_or_default(), U256::zero(), "{:?}", rule);
        }
    }

    #[test]
    fn amount_that_is_no_share_does_not_depend_on_the_stake(facts in cases(), stake in amounts()) {
        let other = OffenceFacts { stake, ..facts };
        for rule in rules().iter().filter(|rule| is_fixed(rule)) {
            prop_assert_eq!(rule.assess(&facts), rule.assess(&other), "{:?}", rule);
        }
    }

    #[test]
    fn charged_stake_is_not_taken_again(facts in cases(), charged in amounts()) {
        let history = History { charged: charged.min(facts.stake), ..facts.history };
        let facts = OffenceFacts { history, ..facts };
        for rule in rules() {
            // What the formula says or what is left, whichever is less: not the formula less what was charged.
            let due = alone(&rule, &facts).unwrap_or_default();
            let left = facts.stake - history.charged;
            prop_assert_eq!(amount(&rule, &facts), due.min(left), "{:?}", rule);
        }
    }

    #[test]
    fn greater_stake_never_pays_less(facts in cases(), more in amounts()) {
        let greater = OffenceFacts { stake: facts.stake.saturating_add(more), ..facts };
        for rule in rules().iter().filter(|rule| is_monotone(rule)) {
            prop_assert!(amount(rule, &facts) <= amount(rule, &greater), "{rule:?}");
        }
    }

    #[test]
    fn graver_offence_never_pays_less(facts in cases(), severity in any::<u16>()) {
        let graver = Offence { severity: severity.max(facts.offence.severity), ..facts.offence };
        let graver = OffenceFacts { offence: graver, ..facts };
        for rule in rules() {
            prop_assert!(amount(&rule, &facts) <= amount(&rule, &graver), "{rule:?}");
        }
    }

    #[test]
    fn repeated_offence_never_pays_less(facts in cases(), more in any::<u32>()) {
        let offences = facts.history.offences.saturating_add(more);
        let repeated = OffenceFacts { history: History { offences, ..facts.history }, ..facts };
        for rule in rules() {
            prop_assert!(amount(&rule, &facts) <= amount(&rule, &repeated), "{rule:?}");
        }
    }

    #[test]
    fn company_in_the_offence_never_makes_it_cheaper(
        facts in cases(), others in any::<u32>(), stake in amounts(),
    ) {
        let correlation = Correlation {
            offenders: facts.correlation.offenders.saturating_add(others),
            recently_slashed: facts.correlation.recently_slashed.saturating_add(stake),
            ..facts.correlation
        };
        let correlated = OffenceFacts { correlation, ..facts };
        for rule in rules() {
            prop_assert!(amount(&rule, &facts) <= amount(&rule, &correlated), "{rule:?}");
        }
    }

    #[test]
    fn dust_never_escapes_our_own_rules(stake in 1u64..100, bps in 1u16..=10_000) {
        let offence = Offence { class: 0, severity: bps };
        let facts = OffenceFacts { stake: stake.into(), offence, ..OffenceFacts::default() };
        prop_assert!(!amount(&Share(bps), &facts).is_zero());
        prop_assert!(!amount(&Graded(bps), &facts).is_zero());
    }

    #[test]
    fn cap_and_floor_hold_for_every_rule(facts in cases(), low in 0u16..5_000, high in 5_000u16..) {
        let (floor, cap) = (Rule::Share(Share(low)), Rule::Share(Share(high)));
        let (least, most) = (amount(&floor, &facts), amount(&cap, &facts));
        for rule in rules() {
            if rule.assess(&facts).is_err_and(|error| error != PenaltyError::NothingToSlash) {
                continue;
            }
            let bounded = [Step::Take(rule), Step::Floor(floor), Step::Cap(cap)];
            let taken = amount(&Formula(&bounded), &facts);
            prop_assert!(least <= taken && taken <= most, "{rule:?}: {least} {taken} {most}");
        }
    }

    #[test]
    fn max_and_sum_are_at_least_each_term(facts in cases(), one in a_rule(), other in a_rule()) {
        let greatest = amount(&one, &facts).max(amount(&other, &facts));
        if one.assess(&facts).is_ok() && other.assess(&facts).is_ok() {
            for combine in [Step::Max, Step::Sum] {
                let steps = [Step::Take(one), Step::Take(other), combine];
                let taken = amount(&Formula(&steps), &facts);
                prop_assert!(greatest <= taken && taken <= facts.rest());
                let turned = [Step::Take(other), Step::Take(one), combine];
                prop_assert_eq!(taken, amount(&Formula(&turned), &facts));
            }
        }
    }

    #[test]
    fn vault_after_a_slash_holds_what_was_not_taken(
        amount in any::<u64>(), stakes in any::<[u32; 3]>(), current in any::<bool>(),
    ) {
        use super::symbiotic::Vault;
        let [active_stake, withdrawals_current, withdrawals_next] = stakes.map(U256::from);
        let vault = Vault { active_stake, withdrawals_current, withdrawals_next };
        let total = |v: &Vault| v.active_stake + v.withdrawals_current + v.withdrawals_next;
        let (slashed, after) = vault.on_slash(amount.into(), current);
        prop_assert_eq!(total(&after) + slashed, total(&vault));
        prop_assert!(!current || after.withdrawals_current == withdrawals_current);
    }

    #[test]
    fn captures_slashed_in_any_amounts_never_lose_more_than_the_stake(
        stake in any::<u64>(), requests in proptest::collection::vec(any::<u64>(), 1..8),
    ) {
        use super::symbiotic::Capture;
        let mut taken = U256::zero();
        for requested in requests {
            let capture = Capture {
                stake: stake.into(),
                cumulative_now: taken,
                cumulative_at_capture: U256::zero(),
                now: 2,
                captured_at: 1,
                epoch_duration: 10,
                latest_slashed: 1,
            };
            taken += capture.slash(requested.into()).unwrap_or_default();
        }
        prop_assert!(taken <= U256::from(stake));
    }

    #[test]
    fn allocation_slashed_again_and_again_never_underflows(
        shares in amounts(), fractions in proptest::collection::vec(1u64..=WAD, 1..8),
    ) {
        use super::eigenlayer::Allocation;
        let mut allocation = Allocation {
            current_magnitude: U256::from(WAD / 3),
            max_magnitude: U256::from(WAD),
            encumbered_magnitude: U256::from(WAD / 2),
            pending_deallocation: U256::from(WAD / 7),
            operator_shares: shares,
            queued_scaled_shares: shares,
        };
        for fraction in fractions {
            let slash = allocation.slash(fraction.into()).expect("in range");
            prop_assert!(slash.after.operator_shares <= allocation.operator_shares);
            prop_assert!(slash.queue_shares_slashed <= shares);
            prop_assert!(slash.wad_slashed <= U256::from(WAD));
            allocation = slash.after;
        }
    }
}

#[test]
fn rules_at_the_greatest_values_saturate() {
    let most = U256::MAX;
    let facts = OffenceFacts {
        stake: most,
        offence: Offence {
            class: u16::MAX,
            severity: u16::MAX,
        },
        history: History {
            offences: u32::MAX,
            charged: U256::zero(),
        },
        correlation: Correlation {
            offenders: u32::MAX,
            operators: u32::MAX,
            recently_slashed: most,
            total: most,
        },
    };
    // Half of everything: no rule wraps around between the two.
    let half = OffenceFacts {
        stake: most >> 1,
        correlation: Correlation {
            recently_slashed: most >> 1,
            ..facts.correlation
        },
        ..facts
    };
    for rule in rules().iter().filter(|rule| is_monotone(rule)) {
        assert!(amount(rule, &half) <= amount(rule, &facts), "{rule:?}");
    }
    // All that offend together, with all of the stake, at the greatest severity.
    for rule in [
        Rule::Casper(CasperFfg::ORIGINAL),
        Rule::DoubleAttesting(AdaptivePercentage::MAINNET),
        Rule::Ethereum(Fork::Electra),
        Rule::WholeDeposit(WholeDeposit),
    ] {
        assert_eq!(amount(&rule, &facts), most, "{rule:?}");
    }
    assert_eq!(amount(&Graded(2_500), &facts), (most >> 2) + 1);
    assert_eq!(amount(&Share(BPS as u16), &facts), most);
    assert_eq!(
        amount(
            &Doubling {
                base: most,
                grace: 0
            },
            &facts
        ),
        most
    );
    assert_eq!(amount(&Equivocation, &facts), most);
}
