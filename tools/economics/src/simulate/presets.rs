//! The systems that the penalties were taken from, and the rule that this project recommends.
//!
//! Where a system leaves the amount to the proposer of a slash, the preset requests 5 % for a
//! wrong result and for everything for an attack.

use blueprint_rules::math::{BPS, U256, WAD};
use blueprint_rules::penalty::{
    AdaptivePercentage, CasperFfg, Cosmos, Doubling, DoublingByAmount, EigenLayer, Equivocation,
    FixedPlusPercent, Fork, Linear, Livepeer, NuCypher, Reading, Requested, Rule, Share, Step,
    TanglePallet, TntCore, Unresponsiveness, WholeDeposit,
};
use blueprint_rules::rewards::Weighting;

use super::offence::Class::{Attack, Unresponsive, WrongResult};
use super::preset::{Forgiveness, Preset};
use crate::parameters::Parameters;

/// Name of the rule that this project recommends.
pub const RECOMMENDED: &str = "recommended";

/// Every preset, the recommended one first.
pub fn all() -> Vec<Preset> {
    let mut presets = vec![recommended(), Parameters::recommended().preset()];
    presets.extend(research());
    presets.extend(substrate());
    presets.extend(stake_chains());
    presets.extend(restaking());
    presets
}

/// The preset of that name.
pub fn named(name: &str) -> Option<Preset> {
    all().into_iter().find(|preset| preset.name == name)
}

fn take(rule: Rule) -> [Step; 1] {
    [Step::Take(rule)]
}

fn tokens(amount: u64, decimals: usize) -> U256 {
    U256::from(amount) * U256::exp10(decimals)
}

/// Absence costs the rewards of the era and no stake. A wrong result costs 1 %, more when many are
/// wrong together, at most 10 %. An attack costs 10 % alone and everything from a third of the
/// stake on. The curve counts seats by stake, so that splitting an operator changes nothing.
fn recommended() -> Preset {
    let curve = Rule::Equivocation(Equivocation);
    let mistake = [
        Step::Take(curve),
        Step::Floor(Rule::Share(Share(100))),
        Step::Cap(Rule::Share(Share(1_000))),
    ];
    let attack = [Step::Take(curve), Step::Floor(Rule::Share(Share(1_000)))];
    Preset {
        ejects: [false, false, true],
        freezes: [true; 3],
        seats: Some(BPS as u32),
        ..Preset::soft(
            RECOMMENDED,
            "1 % to 10 % for mistakes by correlation, 10 % to all for attacks",
        )
    }
    .taking(WrongResult, mistake)
    .taking(Attack, attack)
}

/// The designs that the NuCypher discussion compares, and its own.
fn research() -> Vec<Preset> {
    let on_proof = |preset: Preset, rule: Rule| {
        preset
            .taking(WrongResult, take(rule))
            .taking(Attack, take(rule))
    };
    let combination = |reading| {
        Rule::FixedPlusPercent(FixedPlusPercent {
            fixed_usd: 100.into(),
            price_usd_e18: WAD.into(),
            token_decimals: 18,
            percentage_bps: 500.into(),
            threshold_numerator: 1.into(),
            threshold_denominator: BPS.into(),
            reading,
        })
    };
    let livepeer = Preset {
        ejects: [true; 3],
        ..Preset::soft("livepeer", "0.0001 %, 0.5 % or 3 % of the bond, and out")
    }
    .taking(
        WrongResult,
        take(Rule::Livepeer(Livepeer::FAILED_VERIFICATION)),
    )
    .taking(
        Unresponsive,
        take(Rule::Livepeer(Livepeer::MISSED_VERIFICATION)),
    )
    .taking(Attack, take(Rule::Livepeer(Livepeer::DOUBLE_CLAIM_SEGMENT)));
    let casper = Preset {
        ejects: [true, false, true],
        // Twice the planned withdrawal delay of 15,000 epochs.
        window: 260,
        ..Preset::soft(
            "casper-ffg",
            "three times the share slashed around it, and out",
        )
    };
    vec![
        on_proof(
            Preset::soft(
                "nucypher",
                "100 base units and 10 per earlier offence, at most 1/8",
            ),
            Rule::NuCypher(NuCypher::ORIGINAL),
        ),
        on_proof(
            Preset::soft("nucypher-genesis", "2 base units, at most 1/100,000"),
            Rule::NuCypher(NuCypher::GENESIS),
        ),
        on_proof(
            Preset::soft(
                "fixed-plus-percent",
                "$100, and 5 % of stakes below 0.01 % (literal)",
            ),
            combination(Reading::Literal),
        ),
        on_proof(
            Preset::soft(
                "fixed-plus-percent-monotone",
                "$100, and 5 % of the first 0.01 %",
            ),
            combination(Reading::Monotone),
        ),
        livepeer,
        on_proof(casper, Rule::Casper(CasperFfg::ORIGINAL)),
        on_proof(
            Preset {
                decimals: 6,
                ..Preset::soft("tezos-2019", "the whole deposit")
            },
            Rule::WholeDeposit(WholeDeposit),
        ),
    ]
}

/// Polkadot's rules, from the first test network to today's.
fn substrate() -> Vec<Preset> {
    let any_offence = |preset: Preset, rule: Rule| {
        [WrongResult, Unresponsive, Attack]
            .into_iter()
            .fold(preset, |preset, class| preset.taking(class, take(rule)))
    };
    let doubling = |name, about| Preset {
        forgiveness: Forgiveness::OnePerGoodEra,
        weighting: Weighting::Points,
        ..Preset::soft(name, about)
    };
    let poc1 = Preset {
        network_history: true,
        ..doubling(
            "polkadot-poc1",
            "1 token more with every bad era in a row, for all offenders",
        )
    };
    let poc2 = Preset {
        ejects_at: [4; 3],
        ..doubling(
            "polkadot-poc2",
            "1,000 tokens, doubling; a good era takes one doubling back",
        )
    };
    vec![
        any_offence(
            poc1,
            Rule::Linear(Linear {
                early_era_slash: tokens(1, 18),
            }),
        ),
        any_offence(
            poc2,
            Rule::Doubling(Doubling {
                base: tokens(1_000, 18),
                grace: 0,
            }),
        ),
        any_offence(
            doubling(
                "polkadot-doubling",
                "0.001 tokens, doubling; a good era halves it",
            ),
            Rule::DoublingByAmount(DoublingByAmount {
                base: tokens(1, 15),
                floor: tokens(1, 15),
            }),
        ),
        Preset {
            decimals: 10,
            weighting: Weighting::Points,
            ..Preset::soft(
                "polkadot",
                "the square of three times the share of offenders",
            )
        }
        .taking(WrongResult, take(Rule::Equivocation(Equivocation)))
        .taking(Unresponsive, take(Rule::Unresponsiveness(Unresponsiveness)))
        .taking(Attack, take(Rule::Equivocation(Equivocation))),
    ]
}

/// Proof-of-stake chains of today.
fn stake_chains() -> Vec<Preset> {
    let cosmos = |name, about, downtime| {
        Preset {
            decimals: 6,
            ejects: [true, false, true],
            ..Preset::soft(name, about)
        }
        .taking(WrongResult, take(Rule::Cosmos(Cosmos::DOUBLE_SIGN)))
        .taking(Unresponsive, take(Rule::Cosmos(downtime)))
        .taking(Attack, take(Rule::Cosmos(Cosmos::DOUBLE_SIGN)))
    };
    let ethereum = |name, about, fork| {
        Preset {
            decimals: 9,
            ejects: [true, false, true],
            // 8,192 epochs.
            window: 36,
            ..Preset::soft(name, about)
        }
        .taking(WrongResult, take(Rule::Ethereum(fork)))
        .taking(Attack, take(Rule::Ethereum(fork)))
    };
    let tezos = Rule::DoubleAttesting(AdaptivePercentage::MAINNET);
    let hub = Cosmos {
        slash_fraction: (WAD / 10_000).into(),
    };
    vec![
        cosmos("cosmos", "5 % and out; 1 % for absence", Cosmos::DOWNTIME),
        cosmos("cosmos-hub", "5 % and out; 0.01 % for absence", hub),
        ethereum(
            "ethereum-phase0",
            "1/128 and once the share slashed in 36 days",
            Fork::Phase0,
        ),
        ethereum(
            "ethereum",
            "1/4096 and three times the share slashed in 36 days",
            Fork::Electra,
        ),
        Preset {
            decimals: 6,
            seats: Some(7_000),
            ..Preset::soft(
                "tezos",
                "the square of three times the offenders' share of seats",
            )
        }
        .taking(WrongResult, take(tezos))
        .taking(Attack, take(tezos)),
    ]
}

/// Restaking, where the amount is the proposer's.
fn restaking() -> Vec<Preset> {
    let core = |slash_bps| {
        Rule::TntCore(TntCore {
            slash_bps,
            operator_exposure_bps: 10_000,
            max_slash_bps: 10_000,
            commitment_exposure_bps: 10_000,
        })
    };
    let wad = |wad: u64| {
        Rule::EigenLayer(EigenLayer {
            wad_to_slash: wad.into(),
        })
    };
    let percent = |slash_percent| Rule::TanglePallet(TanglePallet { slash_percent });
    let by_stake = |name, about| Preset {
        freezes: [false; 3],
        weighting: Weighting::Stake,
        ..Preset::soft(name, about)
    };
    vec![
        Preset::soft("eigenlayer", "the fraction proposed, compounding")
            .taking(WrongResult, take(wad(WAD / 20)))
            .taking(Attack, take(wad(WAD))),
        Preset::soft(
            "symbiotic",
            "the amount requested: 1,000 tokens, or everything",
        )
        .taking(
            WrongResult,
            take(Rule::Requested(Requested(tokens(1_000, 18)))),
        )
        .taking(Attack, take(Rule::Requested(Requested(U256::MAX)))),
        by_stake(
            "tangle-pallet",
            "the percentage proposed; 50 % for a heartbeat that comes late",
        )
        .taking(WrongResult, take(percent(5)))
        .taking(Unresponsive, take(percent(50)))
        .taking(Attack, take(percent(100))),
        by_stake("tnt-core", "the basis points proposed, of what is exposed")
            .taking(WrongResult, take(core(500)))
            .taking(Attack, take(core(10_000))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::preset::Cost;
    use blueprint_rules::penalty::{Correlation, Formula, Offence, OffenceFacts};

    #[test]
    fn names_are_unique_and_found() {
        let mut names: Vec<_> = all().into_iter().map(|preset| preset.name).collect();
        let count = names.len();
        assert!(names.iter().all(|name| named(name).is_some()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(named("unheard-of").is_none());
    }

    #[test]
    fn formulas_of_all_presets_are_well_formed() {
        for preset in all() {
            for cost in &preset.penalties {
                match cost {
                    Cost::Nothing => (),
                    Cost::Formula(steps) => {
                        assert_eq!(Formula(steps).check(), Ok(()), "{}", preset.name)
                    }
                    Cost::Terms(penalty) => assert!(penalty.amount.is_valid(), "{}", preset.name),
                }
            }
        }
    }

    #[test]
    fn recommended_absence_costs_no_stake_and_an_attack_of_a_third_everything() {
        let preset = recommended();
        let facts = |offenders, class: super::super::Class| OffenceFacts {
            stake: tokens(1, 18),
            offence: Offence {
                class: class as u16,
                severity: class.severity(),
            },
            correlation: Correlation {
                offenders,
                operators: 10_000,
                ..Correlation::default()
            },
            ..OffenceFacts::default()
        };
        let cost = |offenders, class| preset.penalty(class, &facts(offenders, class)).unwrap();
        let bps = |bps: u64| tokens(bps, 14);
        assert_eq!(cost(10_000, Unresponsive), U256::zero());
        assert_eq!(cost(1, WrongResult), bps(100));
        assert_eq!(cost(500, WrongResult), bps(225));
        assert_eq!(cost(3_334, WrongResult), bps(1_000));
        assert_eq!(cost(1, Attack), bps(1_000));
        assert_eq!(cost(3_334, Attack), bps(10_000));
    }
}
