//! The reviewed figures, in the file that the project names.

use super::{Build, Project, Row};
use std::{collections::BTreeMap, fs, io, path::PathBuf};

/// Growth that needs no review, in percent.
pub const TOLERANCE_PERCENT: u64 = 2;

/// Why the snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// It holds no list of rows.
    #[error("{0}: expected a list of rows, received {1}")]
    Format(PathBuf, serde_json::Error),
}

/// The reviewed rows of a project.
///
/// # Errors
/// If there are none.
pub fn load(project: &Project) -> Result<Vec<Row>, SnapshotError> {
    let path = project.snapshot();
    let text = fs::read_to_string(&path);
    let text = text.map_err(|error| SnapshotError::File(path.clone(), error))?;
    blueprint_strict::json::read(&text).map_err(|error| SnapshotError::Format(path, error))
}

/// Makes `rows` the reviewed ones.
///
/// # Errors
/// If they cannot be written.
pub fn save(project: &Project, rows: &[Row]) -> Result<(), SnapshotError> {
    // One row a line: a review reads the difference.
    let lines: Vec<String> = rows
        .iter()
        .filter_map(|row| serde_json::to_string(row).ok())
        .collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    let path = project.snapshot();
    fs::write(&path, text).map_err(|error| SnapshotError::File(path, error))
}

/// Unreviewed changes: rows that came, rows that went, figures that grew by more than 2 percent.
pub fn compare(reviewed: &[Row], measured: &[Row]) -> Vec<String> {
    let key = |row: &Row| (row.contract.clone(), row.hook.clone(), row.build);
    let mut old: BTreeMap<(String, String, Build), &Row> =
        reviewed.iter().map(|row| (key(row), row)).collect();
    let mut complaints = Vec::new();
    for row in measured {
        let name = format!("{} {} ({})", row.contract, row.hook, row.build);
        let Some(before) = old.remove(&key(row)) else {
            complaints.push(format!("{name}: not in the snapshot"));
            continue;
        };
        for (figure, before, now) in [
            (
                "code_bytes",
                before.code_bytes.into(),
                row.code_bytes.into(),
            ),
            ("ref_time", before.ref_time.into(), row.ref_time.into()),
            (
                "proof_size",
                before.proof_size.into(),
                row.proof_size.into(),
            ),
            ("deposit", i128::from(before.deposit), row.deposit.into()),
        ] {
            if grew(before, now) {
                complaints.push(format!("{name}: {figure} grew from {before} to {now}"));
            }
        }
    }
    complaints.extend(
        old.into_keys()
            .map(|(contract, hook, build)| format!("{contract} {hook} ({build}): not measured")),
    );
    complaints
}

fn grew(before: i128, now: i128) -> bool {
    (now - before) * 100 > before.abs() * i128::from(TOLERANCE_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ref_time: u64) -> Row {
        Row {
            contract: "counter".into(),
            hook: "verifyReport".into(),
            build: Build::Ink,
            code_bytes: 1_000,
            ref_time,
            proof_size: 0,
            deposit: -5,
        }
    }

    #[test]
    fn growth_of_two_percent_passes_and_of_more_does_not() {
        assert!(compare(&[row(1_000)], &[row(1_020)]).is_empty());
        assert_eq!(
            compare(&[row(1_000)], &[row(1_021)]),
            ["counter verifyReport (ink): ref_time grew from 1000 to 1021"]
        );
        assert!(compare(&[row(1_000)], &[row(10)]).is_empty());
    }

    #[test]
    fn growth_from_nothing_and_of_a_refund_is_growth() {
        let more = Row {
            proof_size: 1,
            deposit: -4,
            ..row(1)
        };
        assert_eq!(compare(&[row(1)], &[more]).len(), 2);
    }

    #[test]
    fn rows_that_came_or_went_are_reported() {
        assert_eq!(
            compare(&[], &[row(1)]),
            ["counter verifyReport (ink): not in the snapshot"]
        );
        assert_eq!(
            compare(&[row(1)], &[]),
            ["counter verifyReport (ink): not measured"]
        );
    }
}
