//! What the records of the court, downtime, jobs, reports and points take up in storage.
#![cfg(feature = "scale")]

use blueprint_rules::{
    court, downtime, jobs, points,
    qos::{liveness_challenge, panel, usage},
    receipt::agreement::Agreement,
    reports,
};
use codec::{Decode, Encode, MaxEncodedLen};

/// A storage cell of a contract holds this many bytes, key and overhead taken off.
const CELL: usize = 416;

#[test]
fn records_in_scale_fit_a_cell() {
    let sizes = [
        ("Proposal", court::Proposal::max_encoded_len(), 271),
        ("Capture", court::Capture::max_encoded_len(), 92),
        ("OpenProposals", court::OpenProposals::max_encoded_len(), 4),
        ("Policy", court::Policy::max_encoded_len(), 69),
        ("Bonds", court::Bonds::max_encoded_len(), 64),
        ("SinkLedger", court::SinkLedger::max_encoded_len(), 64),
        ("Presence", downtime::Presence::max_encoded_len(), 29),
        ("Limits", downtime::Limits::max_encoded_len(), 17),
        ("Call", jobs::Call::max_encoded_len(), 104),
        ("Terms", jobs::Terms::max_encoded_len(), 20),
        ("Tally", jobs::Tally::max_encoded_len(), 4),
        ("Report", reports::Report::max_encoded_len(), 146),
        ("Cursor", reports::Cursor::max_encoded_len(), 24),
        ("Rules", reports::Rules::max_encoded_len(), 49),
        (
            "OperatorTally",
            points::OperatorTally::max_encoded_len(),
            32,
        ),
        ("EraTotals", points::EraTotals::max_encoded_len(), 48),
        (
            "HeartbeatRecord",
            points::HeartbeatRecord::max_encoded_len(),
            28,
        ),
        ("Race", points::Race::max_encoded_len(), 108),
        ("Commitment", points::Commitment::max_encoded_len(), 37),
        ("SignedRound", points::SignedRound::max_encoded_len(), 64),
        ("Weights", points::Weights::max_encoded_len(), 24),
        ("Agreement", Agreement::max_encoded_len(), 248),
        ("Session", usage::Session::max_encoded_len(), 192),
        ("ClientPeriod", panel::ClientPeriod::max_encoded_len(), 152),
        ("Panel", panel::Panel::max_encoded_len(), 395),
        ("Record", liveness_challenge::Record::max_encoded_len(), 236),
        (
            "Excuses",
            liveness_challenge::Excuses::max_encoded_len(),
            128,
        ),
        ("VerdictTerms", panel::VerdictTerms::max_encoded_len(), 17),
    ];
    for (name, size, expected) in sizes {
        assert_eq!(size, expected, "{name}");
        assert!(size < CELL, "{name}");
    }
}

#[test]
fn states_in_scale_are_their_abi_values() {
    assert_eq!(court::State::None.encode(), [0]);
    assert_eq!(court::State::Expired.encode(), [7]);
    assert_eq!(court::Charge::SecurityBreach.encode(), [3]);
    assert_eq!(jobs::CallState::Completed.encode(), [2]);
    assert_eq!(reports::ReportState::Lapsed.encode(), [4]);
    assert_eq!(reports::Kind::QualityOfService.encode(), [2]);
    assert_eq!(downtime::Status::Frozen.encode(), [2]);
}

#[test]
fn records_of_zero_bytes_are_nobodys() {
    // What a cell that was never written would read as, if it were read as a record.
    let zeros = [0_u8; CELL];
    let proposal = court::Proposal::decode(&mut &zeros[..]).unwrap();
    assert_eq!(proposal, court::Proposal::default());
    assert_eq!(proposal.state, court::State::None);
    let call = jobs::Call::decode(&mut &zeros[..]).unwrap();
    assert_eq!(call.state, jobs::CallState::None);
    let report = reports::Report::decode(&mut &zeros[..]).unwrap();
    assert_eq!(report.state, reports::ReportState::None);
    let presence = downtime::Presence::decode(&mut &zeros[..]).unwrap();
    assert_eq!(presence.status, downtime::Status::None);
}
