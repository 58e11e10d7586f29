//! Tables: comma-separated for machines, aligned for people.

use std::fmt::Write;

use comfy_table::{presets::ASCII_MARKDOWN, CellAlignment, Table};

use super::amount::{percent, share_bps, tokens};
use super::offence::Kind;
use super::record::{AttackCost, AttackCosts, Record};
use super::stats::{inequality, loss_by_wealth, survival, Inequality, LossByWealth, Survival};

/// Columns of the table of runs.
pub const SUMMARY_HEADER: &str = "preset,offence,stake,operators,eras,seed,offences,\
    slashed_tokens,slashed_bps,loss_poorer_half_bps,loss_middle_bps,loss_richest_tenth_bps,\
    marked,marked_surviving_bps,marked_median_era,marked_loss_bps,marked_relative_reward_bps,\
    attack_alone_bps,attack_third_bps,attack_richest_third_bps,attack_richest_third_tokens,\
    attack_hundredth_bps,attack_hundredth_in_parts_bps,\
    gini_before,gini_after,gini_with_rewards,reward_tokens";

/// Columns of the table of eras.
pub const ERAS_HEADER: &str = "era,active,offenders,out,slashed_tokens,stake_tokens,reward_tokens";

/// Columns of the table of operators.
pub const OPERATORS_HEADER: &str = "operator,marked,stake_before_tokens,stake_after_tokens,\
    slashed_tokens,offences,unpaid_eras,reward_tokens,halved_at,out_at";

/// What attackers lose of their stake, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttackShares {
    /// One of median stake.
    pub alone: u64,
    /// A third of the stake, at random.
    pub third: u64,
    /// The fewest with a third of the stake.
    pub richest_third: u64,
    /// One with a hundredth of the stake.
    pub hundredth: u64,
    /// The same in a hundred parts.
    pub hundredth_in_parts: u64,
}

impl AttackShares {
    fn of(costs: &AttackCosts) -> Self {
        let share = |cost: AttackCost| share_bps(cost.taken, cost.stake);
        Self {
            alone: share(costs.alone),
            third: share(costs.third),
            richest_third: share(costs.richest_third),
            hundredth: share(costs.hundredth),
            hundredth_in_parts: share(costs.hundredth_in_parts),
        }
    }
}

/// A run in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Name of the preset.
    pub preset: String,
    /// What went wrong.
    pub kind: Kind,
    /// Offences of operators in service.
    pub offences: u64,
    /// Taken of all stake, in basis points.
    pub slashed_bps: u64,
    /// Who paid.
    pub loss: LossByWealth,
    /// How the singled-out operators fared.
    pub survival: Survival,
    /// What attackers lose of their stake; `None` when the scenario is not about attacks.
    pub attacks: Option<AttackShares>,
    /// Inequality of the stakes.
    pub inequality: Inequality,
    line: String,
}

impl Summary {
    /// Sums up a run.
    pub fn of(record: &Record) -> Self {
        let mut summary = Self {
            preset: record.preset.clone(),
            kind: record.kind,
            offences: record.operators.iter().map(|o| u64::from(o.offences)).sum(),
            slashed_bps: share_bps(record.slashed(), record.stake_before()),
            loss: loss_by_wealth(record),
            survival: survival(record),
            attacks: record.attacks.as_ref().map(AttackShares::of),
            inequality: inequality(record),
            line: String::new(),
        };
        summary.line = summary.csv(record);
        summary
    }

    /// The line of the table of runs, without its end.
    pub fn line(&self) -> &str {
        &self.line
    }

    fn csv(&self, record: &Record) -> String {
        let tokens = |amount| tokens(amount, record.decimals);
        let optional = |number: Option<u64>| number.map_or(String::new(), |n| n.to_string());
        let attack = |of: fn(&AttackShares) -> u64| optional(self.attacks.as_ref().map(of));
        let Survival {
            marked,
            surviving,
            median_era,
            loss,
            relative_reward,
        } = self.survival;
        [
            self.preset.clone(),
            self.kind.name().to_string(),
            record.distribution.name().to_string(),
            record.operators.len().to_string(),
            record.eras.len().to_string(),
            record.seed.to_string(),
            self.offences.to_string(),
            tokens(record.slashed()),
            self.slashed_bps.to_string(),
            self.loss.poorer_half.to_string(),
            self.loss.middle.to_string(),
            self.loss.richest_tenth.to_string(),
            marked.to_string(),
            surviving.to_string(),
            optional(median_era.map(u64::from)),
            loss.to_string(),
            relative_reward.to_string(),
            attack(|shares| shares.alone),
            attack(|shares| shares.third),
            attack(|shares| shares.richest_third),
            record
                .attacks
                .map_or(String::new(), |costs| tokens(costs.richest_third.taken)),
            attack(|shares| shares.hundredth),
            attack(|shares| shares.hundredth_in_parts),
            format!("{:.4}", self.inequality.before),
            format!("{:.4}", self.inequality.after),
            format!("{:.4}", self.inequality.with_rewards),
            tokens(record.rewards.paid),
        ]
        .join(",")
    }
}

/// The table of runs, with its header.
pub fn summary_csv(summaries: &[Summary]) -> String {
    lines(
        SUMMARY_HEADER,
        summaries.iter().map(|summary| summary.line.clone()),
    )
}

/// The table of a run's eras, with its header.
pub fn eras_csv(record: &Record) -> String {
    let rows = record.eras.iter().map(|era| {
        format!(
            "{},{},{},{},{},{},{}",
            era.era,
            era.active,
            era.offenders,
            era.out,
            tokens(era.slashed, record.decimals),
            tokens(era.stake, record.decimals),
            tokens(era.reward, record.decimals),
        )
    });
    lines(ERAS_HEADER, rows)
}

/// The table of a run's operators, with its header.
pub fn operators_csv(record: &Record) -> String {
    let optional = |era: Option<u32>| era.map_or(String::new(), |era| era.to_string());
    let rows = record
        .operators
        .iter()
        .enumerate()
        .map(|(number, operator)| {
            format!(
                "{number},{},{},{},{},{},{},{},{},{}",
                u8::from(operator.marked),
                tokens(operator.stake_before, record.decimals),
                tokens(operator.stake_after, record.decimals),
                tokens(operator.slashed, record.decimals),
                operator.offences,
                operator.unpaid_eras,
                tokens(operator.reward, record.decimals),
                optional(operator.halved_at),
                optional(operator.out_at),
            )
        });
    lines(OPERATORS_HEADER, rows)
}

fn lines(header: &str, rows: impl Iterator<Item = String>) -> String {
    let mut text = String::from(header);
    text.push('\n');
    for row in rows {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{row}");
    }
    text
}

/// The runs of one kind of offence, aligned.
pub fn table(kind: Kind, summaries: &[Summary]) -> String {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN);
    let mut header = vec!["preset", "slashed %", "poorer half %", "richest tenth %"];
    header.extend(match kind {
        Kind::RareBug => &["Gini before", "Gini after"][..],
        Kind::CorrelatedOutage => &["provider's loss %", "their reward %", "still there %"],
        Kind::Attack => &[
            "alone %",
            "a third %",
            "richest third %",
            "1/100 whole %",
            "1/100 in parts %",
        ],
        Kind::Flapping => &["still there %", "half gone by era", "loss %", "reward %"],
    });
    table.set_header(header);
    for summary in summaries.iter().filter(|summary| summary.kind == kind) {
        let mut row = vec![
            summary.preset.clone(),
            percent(summary.slashed_bps),
            percent(summary.loss.poorer_half),
            percent(summary.loss.richest_tenth),
        ];
        let survival = &summary.survival;
        let gini = [
            format!("{:.3}", summary.inequality.before),
            format!("{:.3}", summary.inequality.after),
        ];
        match kind {
            Kind::RareBug => row.extend(gini),
            Kind::CorrelatedOutage => row.extend([
                percent(survival.loss),
                percent(survival.relative_reward),
                percent(survival.surviving),
            ]),
            Kind::Attack => {
                let parts: [fn(&AttackShares) -> u64; 5] = [
                    |shares| shares.alone,
                    |shares| shares.third,
                    |shares| shares.richest_third,
                    |shares| shares.hundredth,
                    |shares| shares.hundredth_in_parts,
                ];
                row.extend(parts.map(|part| {
                    summary
                        .attacks
                        .as_ref()
                        .map_or(String::new(), |shares| percent(part(shares)))
                }));
            }
            Kind::Flapping => row.extend([
                percent(survival.surviving),
                survival
                    .median_era
                    .map_or("never".to_string(), |era| era.to_string()),
                percent(survival.loss),
                percent(survival.relative_reward),
            ]),
        }
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{presets, run, Config, Distribution};

    fn record(kind: Kind) -> Record {
        let config = Config {
            operators: 50,
            eras: 100,
            seed: 1,
            distribution: Distribution::Uniform,
            kind,
        };
        let preset = presets::named("cosmos").expect("a preset");
        run(&preset, &config, |_| ()).expect("a record")
    }

    /// Header as given, as many rows as said, every row as wide as the header.
    fn check(text: &str, header: &str, rows: usize) {
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(header));
        let columns = header.split(',').count();
        assert!(lines.clone().all(|line| line.split(',').count() == columns));
        assert_eq!(lines.count(), rows);
        assert!(text.ends_with('\n'));
    }

    #[test]
    fn tables_have_their_header_and_a_row_each() {
        let records = Kind::ALL.map(record);
        let summaries = records.each_ref().map(Summary::of);
        check(&summary_csv(&summaries), SUMMARY_HEADER, 4);
        for record in &records {
            check(&eras_csv(record), ERAS_HEADER, 100);
            check(&operators_csv(record), OPERATORS_HEADER, 50);
        }
    }

    #[test]
    fn header_names_are_unique_words() {
        for header in [SUMMARY_HEADER, ERAS_HEADER, OPERATORS_HEADER] {
            let mut names: Vec<&str> = header.split(',').collect();
            let count = names.len();
            assert!(names
                .iter()
                .all(|name| !name.is_empty() && !name.contains(' ')));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn aligned_table_has_a_row_per_run_of_its_kind() {
        let summaries = Kind::ALL.map(record).each_ref().map(Summary::of);
        for kind in Kind::ALL {
            let table = table(kind, &summaries);
            assert_eq!(table.matches("cosmos").count(), 1);
        }
    }

    #[test]
    fn attack_columns_are_empty_without_an_attack() {
        let quiet = Summary::of(&record(Kind::RareBug));
        assert_eq!(quiet.attacks, None);
        assert!(quiet.line().contains(",,,,,,"));
        let attacks = Summary::of(&record(Kind::Attack)).attacks.expect("attacks");
        // The SDK's 5 % for signing twice, independent of others.
        assert_eq!((attacks.alone, attacks.hundredth), (500, 500));
    }
}
