use super::*;
use crate::slashing_court::abi as court;
use blueprint_hooks::call::mock;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Book = Rulebook<ManualKey<93>>;

const SERVICE: u64 = 7;
const RULE: u8 = 2;
const OPERATOR: Address = ink::H160([2; 20]);
const COURT: Address = ink::H160([5; 20]);
const START: u64 = 1_000_000;
const SPAN: u64 = 3_600;
const WINDOW: u32 = 1;
/// The end of the window.
const MOMENT: u64 = START + 2 * SPAN;
const SHARE_BPS: u16 = 1_000;

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

/// A rule that takes stake, and a share that is due for a window.
fn book() -> Book {
    at(MOMENT);
    let mut book = Book::default();
    let rule = Rule {
        condition: Condition::ResourceMisuse,
        court: COURT,
        schedule: Schedule {
            start: START,
            window: SPAN,
            ..Default::default()
        },
        ..Default::default()
    };
    book.rules.set(&(SERVICE, RULE), &rule);
    book.due.set(&(SERVICE, RULE, OPERATOR, WINDOW), &SHARE_BPS);
    book
}

fn propose(book: &mut Book) -> Result<u64> {
    book.propose(SERVICE, RULE, OPERATOR, WINDOW)
}

fn due(book: &Book) -> u16 {
    book.due(SERVICE, RULE, OPERATOR, WINDOW)
}

/// What the court says of the moment.
fn captured(known: bool, exposure: u64) {
    court::Client::encode_liability_of(SERVICE, OPERATOR, MOMENT, |call| {
        let words = [
            known.to_word(),
            U256::from(exposure).to_word(),
            [0; 32],
            u64::MAX.to_word(),
        ];
        mock::returns(COURT, call, words.as_flattened());
    });
}

/// The court takes a proposal of so much.
fn takes(requested: u64) {
    let hash = evidence(SERVICE, RULE, OPERATOR, WINDOW);
    let requested = U256::from(requested);
    court::Client::encode_propose(SERVICE, OPERATOR, 2, hash, requested, MOMENT, |call| {
        mock::returns(COURT, call, &9u64.to_word());
    });
}

/// The runtime may capture nothing by mistake, and corrects it later.
#[ink::test]
fn share_stays_due_while_nothing_is_at_stake() {
    let mut book = book();
    let unknown = StakeUnknown {
        operator: OPERATOR,
        captured_at: MOMENT,
    };
    for known in [false, true] {
        captured(known, 0);
        assert_eq!(propose(&mut book), Err(unknown.into()));
        assert_eq!(due(&book), SHARE_BPS);
    }
    assert!(mock::calls().is_empty(), "nothing is proposed");
    captured(true, 1_009);
    takes(100);
    assert_eq!(propose(&mut book), Ok(9));
    assert_eq!((due(&book), mock::calls().len()), (0, 1));
}

#[ink::test]
fn share_that_rounds_to_nothing_of_some_stake_is_used_up() {
    let mut book = book();
    captured(true, 9);
    assert_eq!(propose(&mut book), Ok(0));
    assert_eq!(due(&book), 0);
    assert!(mock::calls().is_empty(), "nothing is proposed");
}

#[ink::test]
fn share_ends_when_no_stake_is_slashable_any_more() {
    let mut book = book();
    captured(true, 0);
    at(MOMENT + LONGEST_SLASHABLE);
    assert!(propose(&mut book).is_err());
    at(MOMENT + LONGEST_SLASHABLE + 1);
    assert_eq!(propose(&mut book), Ok(0));
    assert_eq!(due(&book), 0);
}

#[ink::test]
fn hash_of_a_breach_is_that_of_its_type() {
    let text =
        b"RuleBreach(address rulebook,uint64 serviceId,uint8 rule,address operator,uint32 window)";
    assert_eq!(BREACH_TYPE, env::keccak256(text));
    let operator = Address::repeat_byte(7);
    let known = evidence(3, 0, operator, 1);
    let others = [
        evidence(4, 0, operator, 1),
        evidence(3, 1, operator, 1),
        evidence(3, 0, Address::repeat_byte(8), 1),
        evidence(3, 0, operator, 2),
    ];
    assert!(others.iter().all(|other| *other != known));
}
