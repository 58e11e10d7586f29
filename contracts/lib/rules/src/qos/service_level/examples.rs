//! Examples of the rules.

use super::*;
use primitive_types::H160;

const OPERATOR: H160 = H160([7; 20]);
const DAY: u32 = 86_400;

pub(super) const fn tier(least_weight_bps: u16, target_bps: u16, bottom_bps: u16) -> Tier {
    Tier {
        least_weight_bps,
        target_bps,
        bottom_bps,
    }
}

/// Windows of an hour, answered for ten minutes and excused for a day; bills of 30 days.
fn hourly() -> Terms {
    Terms {
        start: 1_000_000,
        window: 3_600,
        answer: 600,
        excuse: DAY,
        longest_bill: 30 * DAY,
        retention: 90 * DAY,
        min_expected: 24,
        floor_bps: 5_000,
        fresh_blocks: 20,
        tiers: Tiers::new(&[tier(0, 9_000, 5_000), tier(500, 9_500, 6_000)]).unwrap(),
    }
}

pub(super) fn tally(expected: u32, kept: u32) -> Tally {
    Tally {
        due: expected,
        unexcused: expected,
        expected,
        kept,
    }
}

fn checked(change: impl FnOnce(&mut Terms)) -> Result<(), TermsError> {
    let mut terms = hourly();
    change(&mut terms);
    terms.check(999_999, 10_000_000)
}

#[test]
fn terms_are_accepted_before_their_start() {
    let terms = hourly();
    assert_eq!(terms.check(terms.start - 1, 10_000_000), Ok(()));
    let (start, now) = (terms.start, terms.start);
    let late = TermsError::StartsInPast { start, now };
    assert_eq!(terms.check(now, 10_000_000), Err(late));
}

#[test]
fn terms_out_of_bounds_are_refused_with_the_bound() {
    use TermsError::*;
    let least = SHORTEST_WINDOW;
    let received = least - 1;
    let short = WindowTooShort { least, received };
    assert_eq!(checked(|it| it.window = received), Err(short));
    assert_eq!(checked(|it| it.excuse = 0), Err(NoTimeToExcuse));
    let (least, received) = (3_600, 3_599);
    let short = BillTooShort { least, received };
    assert_eq!(checked(|it| it.longest_bill = received), Err(short));
    let least = u64::from(3_600 + 600 + DAY + 60 * DAY);
    let received = least as u32 - 1;
    let short = RetentionTooShort { least, received };
    assert_eq!(checked(|it| it.retention = received), Err(short));
    assert_eq!(checked(|it| it.retention = received + 1), Ok(()));
    for received in [0, 721] {
        let most = 720;
        let refused = checked(|it| it.min_expected = received);
        assert_eq!(refused, Err(MinExpected { most, received }));
    }
    assert_eq!(checked(|it| it.fresh_blocks = 0), Err(NoFreshBlocks));
    let received = 10_001;
    let above = Err(AboveWhole { received });
    assert_eq!(checked(|it| it.floor_bps = received), above);
}

#[test]
fn tiers_ask_more_of_those_with_more_responsibility() {
    let refused = |tiers: &[Tier]| Tiers::new(tiers).unwrap_err();
    let count = |received| TermsError::TierCount { most: 3, received };
    assert_eq!(refused(&[]), count(0));
    assert_eq!(refused(&[tier(0, 1, 0); 4]), count(4));
    let order = |tier| TermsError::TierOrder { tier };
    assert_eq!(refused(&[tier(1, 9_000, 0)]), order(0));
    assert_eq!(refused(&[tier(0, 9_000, 9_000)]), order(0));
    assert_eq!(refused(&[tier(0, 9_000, 0), tier(0, 9_000, 0)]), order(1));
    assert_eq!(refused(&[tier(0, 9_000, 0), tier(1, 8_999, 0)]), order(1));
    assert_eq!(refused(&[tier(0, 9_000, 2), tier(1, 9_000, 1)]), order(1));
    let terms = hourly();
    assert_eq!(party_bps(&terms, 499, &tally(100, 92)), 10_000);
    assert_eq!(party_bps(&terms, 500, &tally(100, 92)), 9_572);
}

#[test]
fn part_of_a_bill_falls_from_the_target_to_the_floor() {
    let terms = hourly();
    let cases = [
        (100, 10_000),
        (90, 10_000),
        (89, 9_875),
        (70, 7_500),
        (51, 5_125),
        (50, 5_000),
        (0, 5_000),
    ];
    for (kept, due) in cases {
        assert_eq!(party_bps(&terms, 0, &tally(100, kept)), due, "{kept}");
    }
    assert_eq!(
        party_bps(&terms, 0, &tally(23, 0)),
        10_000,
        "too few windows"
    );
    assert_eq!(party_bps(&terms, 0, &tally(24, 0)), 5_000);
}

#[test]
fn gas_of_the_longest_bill_is_below_the_cap_or_refused_with_both() {
    let terms = hourly();
    assert_eq!((terms.most_windows(), terms.most_pages()), (720, 4));
    let worst = bill_gas(4);
    assert_eq!(terms.check(0, worst), Ok(()));
    let cap = worst - 1;
    let refused = TermsError::TooMuchGas { cap, worst };
    assert_eq!(terms.check(0, cap), Err(refused));
}

#[test]
fn window_is_answered_then_excused_then_billed() {
    let terms = hourly();
    let begins = terms.begins(3);
    assert_eq!(begins, 1_010_800);
    assert!(!terms.answers(3, begins - 1) && terms.answers(3, begins));
    assert!(terms.answers(3, begins + 4_199) && !terms.answers(3, begins + 4_200));
    let last = terms.excuses_end(3);
    assert_eq!(last, begins + 4_200 + u64::from(DAY));
    assert_eq!(
        (terms.final_below(last), terms.final_below(last + 1)),
        (3, 4)
    );
    // The first bill that can be for it is one of a period that ends after this second.
    assert_eq!(terms.billed(last - 10, last), Some(3..3));
    assert_eq!(terms.billed(last, last + 1), Some(3..4));
    assert_eq!(terms.billed(last, last), None);
    assert_eq!(terms.billed(last, last - 1), None);
}

#[test]
fn operators_join_and_leave_with_windows_that_have_not_begun() {
    let terms = hourly();
    let now = terms.begins(5);
    let join = |parties: Parties, account, from| parties.join(&terms, account, 5_000, from, now);
    let began = PartyError::WindowBegan {
        least: 6,
        received: 5,
    };
    let none = Parties::default();
    assert_eq!(join(none, OPERATOR, 5), Err(began));
    assert_eq!(join(none, H160::zero(), 6), Err(PartyError::ZeroAccount));
    let one = join(none, OPERATOR, 6).unwrap();
    let account = OPERATOR;
    assert_eq!(
        join(one, account, 9),
        Err(PartyError::AlreadyServes { account })
    );
    assert_eq!((one.row(account, 5), one.row(account, 6)), (None, Some(0)));
    assert_eq!(one.leave(&terms, account, 5, now), Err(began));
    let left = one.leave(&terms, account, 8, now).unwrap();
    assert_eq!(
        (left.row(account, 7), left.row(account, 8)),
        (Some(0), None)
    );
    let again = left.leave(&terms, account, 9, now);
    assert_eq!(again, Err(PartyError::NotServing { account }));
    let back = join(left, account, 10).unwrap();
    assert_eq!(
        (back.row(account, 7), back.row(account, 10)),
        (Some(0), Some(1))
    );
    for received in [0, 10_001] {
        let refused = none.join(&terms, account, received, 6, now);
        assert_eq!(refused, Err(PartyError::Weight { received }));
    }
}

/// A window that was named by mistake takes no row, and keeps no operator out.
#[test]
fn party_that_leaves_before_it_begins_never_served() {
    let terms = hourly();
    let (now, account) = (terms.begins(5), OPERATOR);
    let join = |parties: Parties, from| parties.join(&terms, account, 5_000, from, now);
    for from in [9, u32::MAX] {
        let late = join(Parties::default(), from).unwrap();
        let left = late.leave(&terms, account, from.min(7), now).unwrap();
        assert_eq!(left, Parties::default());
        assert_eq!(join(left, 6).unwrap().row(account, 6), Some(0));
    }
}

/// A probe whose target is gone does not lower bills for good.
#[test]
fn probe_leaves_from_a_window_that_has_not_begun() {
    let terms = hourly();
    let (now, account) = (terms.begins(5), H160::zero());
    let with = Parties::default().with_probe(100).unwrap();
    let began = PartyError::WindowBegan {
        least: 6,
        received: 5,
    };
    assert_eq!(with.leave(&terms, account, 5, now), Err(began));
    let left = with.leave(&terms, account, 6, now).unwrap();
    assert_eq!(
        (left.row(account, 5), left.row(account, 6)),
        (Some(PROBE_ROW), None)
    );
    let none = Parties::default().leave(&terms, account, 6, now);
    assert_eq!(none, Err(PartyError::NotServing { account }));
}

#[test]
fn row_is_given_again_once_its_windows_are_forgotten() {
    let terms = hourly();
    let account = |number| H160::from_low_u64_be(number);
    let mut parties = Parties::default().with_probe(100).unwrap();
    for number in 1..=MOST_OPERATORS as u64 {
        parties = parties.join(&terms, account(number), 1, 0, 0).unwrap();
    }
    let most = MOST_OPERATORS as u32;
    let another = |parties: Parties, from, now| parties.join(&terms, account(99), 1, from, now);
    assert_eq!(another(parties, 0, 0), Err(PartyError::TooMany { most }));
    let left = parties.leave(&terms, account(3), 40, 0).unwrap();
    // Window 39 is forgotten a second after its retention.
    let kept = terms.begins(39) + u64::from(terms.retention);
    let from = terms.begun(kept + 1);
    assert_eq!(another(left, from, kept), Err(PartyError::TooMany { most }));
    let joined = another(left, from, kept + 1).unwrap();
    assert_eq!(joined.row(account(99), from), Some(2));
    assert_eq!(joined.row(H160::zero(), from), Some(PROBE_ROW));
}

#[test]
fn page_of_one_bit_has_it_where_it_was_set() {
    let mut page = Page::default();
    assert!(page.keep(3, 200) && !page.keep(3, 200));
    assert!(page.is_kept(3, 200) && !page.is_kept(3, 199) && !page.is_kept(2, 200));
    assert!(!page.keep(ROWS, 0), "there is no such row");
    assert!(page.excuse(&(190..201)) && !page.excuse(&(195..196)));
    let counted = Tally {
        due: 256,
        unexcused: 245,
        expected: 246,
        kept: 1,
    };
    assert_eq!(page.tally(3, &(0..256)), counted);
}

/// A record of pallet-revive has at most 416 bytes.
#[cfg(feature = "scale")]
#[test]
fn records_fit_and_a_page_comes_back() {
    use codec::{Decode, Encode, MaxEncodedLen};
    assert!(Page::max_encoded_len() <= 416 && Parties::max_encoded_len() <= 416);
    assert!(Terms::max_encoded_len() <= 416);
    let mut page = Page::default();
    for (row, length) in [(0, 64), (4, 192), (ROWS - 1, 416)] {
        page.keep(row, 5);
        let encoded = page.encode();
        assert_eq!(encoded.len(), length);
        assert_eq!(Page::decode(&mut &encoded[..]), Ok(page.clone()));
    }
}
