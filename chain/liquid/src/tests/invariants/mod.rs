//! Random lives over the staking pallet. `LIQUID_STEPS` sets how many steps a life has, `LIQUID_LIVES` how many lives
//! there are.

mod steps;

use super::*;
use proptest::{
    prelude::*,
    test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner},
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use steps::{act, current, newest, steps, Step, HOLDERS};

/// What a step may do to the rate: fall by a slash alone.
fn may_fall(step: Step) -> bool {
    matches!(step, Step::Slash(..) | Step::Block | Step::Era)
}

/// Tickets and their worth, `settled`, the pool, whether all that is bonded is the shares' and booked, the pot of a
/// retired vault with its shares, and whether a sync would find nothing new.
type Seen = (
    VaultId,
    EraIndex,
    rules::Pool,
    Vec<((RequestId, AccountIdOf<Test>), Ticket, Balance)>,
    bool,
    Option<rules::Pool>,
    bool,
);

/// The active eras in which tickets were requested.
type Asked = BTreeMap<(VaultId, RequestId, AccountIdOf<Test>), EraIndex>;

/// A slash takes the same part of shares and of all that was returned since the active era of its offence, where no deposit waits.
fn slash_is_fair(step: Step, before: &Seen, after: &Seen, asked: &Asked) {
    let (old, new) = (before.2.assets, after.2.assets);
    let offence = match step {
        Step::Slash(age, _) => active_era().checked_sub(u32::from(age) % BONDING),
        _ => active_era().checked_sub(Defer::get() + 1),
    };
    let applied = may_fall(step) && new < old && before.0 == after.0;
    let (Some(offence), true) = (offence, applied && before.4 && old >= 1_000) else {
        return;
    };
    for (key, ticket, worth) in &after.3 {
        let earlier = before.3.iter().find(|it| it.0 == *key && it.1 == *ticket);
        let since = asked.get(&(after.0, key.0, key.1.clone()));
        let (Some((_, _, earlier)), Some(since)) = (earlier, since) else {
            continue;
        };
        let expected = rules::part_of(*earlier, new, old).unwrap();
        // The staking pallet takes all of what would be below the existential deposit. It rounds what it takes of the shares up to a
        // unit, which is `earlier / old` units of the ticket, and what it takes of each of the chunks. A block can apply several
        // slashes that were deferred, each of which rounds up.
        let slashes = match step {
            Step::Slash(..) => 1,
            _ => 4,
        };
        if *since >= offence && expected >= 10 * ED && new >= 10 * ED {
            assert!(
                worth.abs_diff(expected) <= 6 + slashes * earlier.div_ceil(old),
                "{step:?}: a ticket of {earlier} is {worth}, shares of {old} are {new}"
            );
        }
    }
}

fn seen() -> Option<Seen> {
    let id = newest();
    let vault = current()?;
    let tickets = Tickets::<Test>::iter_prefix((id,))
        .filter(|((batch, _), _)| *batch != POT)
        .map(|((batch, who), ticket)| {
            let worth = Liquid::view_redeem(id, batch, &who).map_or(0, |it| it.amount);
            ((batch, who), ticket, worth)
        })
        .collect();
    let ledger = Liquid::ledger_of(&stash(id));
    let booked = ledger.is_some_and(|it| it.active == vault.pool.assets);
    let mut pot = vault.pool;
    pot.assets = vault.pot;
    let pot = (vault.state == State::Retired).then_some(pot);
    let whole = Assets::total_issuance(id) == vault.tokens();
    let quiet = booked && whole && Liquid::is_settled(&vault);
    Some((id, vault.settled, vault.pool, tickets, booked, pot, quiet))
}

fn compare(step: Step, before: &Seen, after: &Seen) {
    if before.0 != after.0 {
        return;
    }
    assert!(after.1 >= before.1, "what is settled stays so");
    if let (Step::Sync(_), Some(vault)) = (step, current()) {
        let issued = Assets::total_issuance(after.0);
        assert_eq!(issued, vault.tokens(), "tokens are shares after a sync");
        let ledger = Liquid::ledger_of(&stash(after.0));
        if let Some(ledger) = ledger.filter(|_| Liquid::is_settled(&vault)) {
            assert_eq!(
                ledger.active,
                vault.booked(),
                "what is settled is booked to the unit"
            );
        }
    }
    if let (Some(old), Some(new)) = (before.5, after.5) {
        assert!(
            new.shares == 0 || !old.is_better_than(&new),
            "{step:?}: the pot fell from {old:?} to {new:?}"
        );
    }
    let (old, new) = (before.2, after.2);
    let ends = new.assets == 0;
    // A share of the least count that a claim's remainder burns, and a unit of rounding, only raise the rate.
    // Who comes and who leaves, or passes shares on, changes it by the rounding of a share and a unit.
    let moves = matches!(
        step,
        Step::Deposit(..) | Step::Claim(_) | Step::Redeem(..) | Step::Transfer(..)
    );
    if moves && before.6 && !ends && old.assets > 0 {
        let due = rules::part_of(old.assets, new.shares, old.shares).unwrap();
        let rounding = 2 + old.assets / old.shares;
        assert!(
            new.assets <= due + rounding,
            "{step:?}: the rate rose from {old:?} to {new:?}"
        );
    }
    if !may_fall(step) && !ends {
        assert!(
            !old.is_better_than(&new),
            "{step:?}: the rate fell from {old:?} to {new:?}"
        );
    }
    for (key, ticket, worth) in &after.3 {
        let earlier = before.3.iter().find(|it| it.0 == *key && it.1 == *ticket);
        if let Some((_, _, earlier)) = earlier {
            // A remainder of a later redemption that joins a chunk after a slash may make up a unit.
            // One that is queued earns until it leaves, and is rounded down twice when it does.
            let queued = key.0 & QUEUE != 0;
            assert!(
                queued || *worth <= earlier + 1,
                "{step:?}: a ticket rose from {earlier} to {worth}"
            );
            if !may_fall(step) {
                assert!(
                    worth + 2 * Balance::from(queued) >= *earlier,
                    "{step:?}: a ticket fell from {earlier} to {worth} without a slash"
                );
            }
        }
    }
}

/// What accounts of these tests and all stashes have, without rewards and slashes: always the same.
fn money_without_earnings() -> i128 {
    let people = [1, 2, 0x99].into_iter().chain(0x20..0x28).map(account);
    let stashes = (0..Created::<Test>::get()).map(|number| stash(FIRST_VAULT + number));
    let all = people.chain(stashes).chain([Liquid::account_id()]);
    let money: Balance = all.map(|who| Balances::total_balance(&who)).sum();
    note_events();
    money as i128 - Earned::get()
}

/// What the staking pallet itself promises.
fn staking_is_sound() {
    #[cfg(feature = "try-runtime")]
    {
        use frame_support::traits::Hooks;
        Staking::try_state(System::block_number()).expect("the staking pallet is sound");
    }
}

/// Shares, tickets and deposits of accounts.
fn vault_claims(id: VaultId) -> usize {
    let held = (1..=HOLDERS).filter(|n| Assets::balance(id, holder(*n)) > 0);
    held.count()
        + Tickets::<Test>::iter_prefix((id,)).count()
        + Deposits::<Test>::iter_prefix((id,)).count()
}

/// Everybody leaves: within so many eras, each share, ticket and deposit is paid.
fn all_leave() {
    let id = newest();
    let Some(_) = current() else { return };
    let start = active_era();
    // The vault itself ends later if it is handed to a successor first.
    // A slash that waits delays payments in these lives.
    // So does the queue, for an era.
    let waits = Defer::get() + 2;
    let bound = 2 * BONDING + GRACE + 2 + waits;
    let last = 2 * NOTICE + 3 * BONDING + GRACE + waits;
    loop {
        for _ in 0..6 {
            act(Step::Sync(4));
        }
        for n in 1..=HOLDERS {
            act(Step::Claim(n));
            act(Step::Redeem(n, 1));
            act(Step::Pay(n));
            act(Step::CashOut(n));
        }
        let treasury = Assets::balance(id, Treasury::get());
        if treasury > 0 {
            let controller = Treasury::get();
            let call = Call::request_redeem {
                vault: id,
                shares: treasury,
                controller,
                owner: Treasury::get(),
            };
            let _ = send(Treasury::get(), call);
            let receiver = Treasury::get();
            let _ = send(
                Treasury::get(),
                Call::cash_out {
                    vault: id,
                    shares: treasury,
                    receiver,
                },
            );
        }
        let open: Vec<_> = Tickets::<Test>::iter_prefix((id,))
            .filter(|((_, who), _)| *who == Treasury::get())
            .map(|((batch, _), _)| batch)
            .collect();
        for batch in open {
            let (controller, receiver) = (Treasury::get(), Treasury::get());
            let _ = send(
                stranger(),
                Call::redeem {
                    vault: id,
                    batch,
                    controller,
                    receiver,
                },
            );
        }
        act(Step::Retire);
        act(Step::Finish);
        act(Step::Rehome);
        act(Step::Seed);
        check();
        if send(stranger(), Call::close { vault: id }).is_ok() {
            return;
        }
        // Without its validator the founder can leave, too.
        let nominated = current().map_or_else(|| validator(1), |it| it.validator);
        let _ = send(nominated, StakingCall::chill {});
        let passed = active_era() - start;
        let claims = vault_claims(id);
        assert!(
            passed <= bound || claims == 0,
            "{claims} claims after {passed} eras"
        );
        assert!(
            passed <= last,
            "after {passed} eras: {:?}, {:?}, {:?}, {:?}",
            current(),
            Chunks::<Test>::iter_prefix(id).collect::<Vec<_>>(),
            Exits::<Test>::iter_prefix(id).collect::<Vec<_>>(),
            DepositBatches::<Test>::iter_prefix(id).collect::<Vec<_>>(),
        );
        // Idle blocks sync in each era's end.
        until_planned();
        act(Step::Sync(4));
        act(Step::Sync(4));
        check();
        next_era();
    }
}

/// A candidate that no vault nominates: eras go on when all others have left or lost their stake.
fn last_candidate() {
    let who = validator(7);
    let payee = pallet_staking::RewardDestination::Stash;
    let bond = StakingCall::bond { value: BOND, payee };
    assert_ok!(send(who.clone(), bond));
    validate(who, 0, false);
}

/// What a life showed of the parts of a vault's life.
#[derive(Default)]
struct Shown {
    states: BTreeSet<&'static str>,
    /// From one to the next.
    transitions: BTreeSet<(&'static str, &'static str)>,
    now: BTreeMap<VaultId, &'static str>,
}

impl Shown {
    /// Takes what vaults entered since the last time, in its order.
    fn note(&mut self) {
        note_events();
        for (vault, state) in Changed::take() {
            let to = name_of(&state);
            let from = self.now.insert(vault, to).unwrap_or("Open");
            self.states.insert(to);
            self.transitions.insert((from, to));
        }
    }
}

fn live(steps: &[Step], defer: EraIndex, page: u32) -> Shown {
    chain_with(defer).execute_with(|| {
        PageSize::set(page);
        last_candidate();
        create_vault(1);
        let mut shown = Shown::default();
        Changed::take();
        let mut asked = Asked::new();
        for (number, step) in steps.iter().enumerate() {
            let before = seen();
            let money = money_without_earnings();
            act(*step);
            assert_eq!(
                money_without_earnings(),
                money,
                "{step:?}: units were made or lost"
            );
            shown.note();
            shown.states.extend(current().map(|it| name_of(&it.state)));
            shown
                .states
                .extend(Liquid::is_frozen(newest()).then_some("Frozen"));
            Liquid::do_try_state().unwrap_or_else(|failed| panic!("{step:?}: {failed:?}"));
            if let (Some(before), Some(after)) = (before, seen()) {
                compare(*step, &before, &after);
                slash_is_fair(*step, &before, &after, &asked);
                for ((batch, who), ..) in after.3 {
                    asked.entry((after.0, batch, who)).or_insert(active_era());
                }
            }
            if number % 16 == 0 {
                staking_is_sound();
            }
        }
        all_leave();
        shown.note();
        shown
    })
}

fn name_of(state: &State<AccountId32>) -> &'static str {
    match state {
        State::Open => "Open",
        State::Orphaned { .. } => "Orphaned",
        State::Rehoming { .. } => "Rehoming",
        State::Wiped { .. } => "Wiped",
        State::Retiring { .. } => "Retiring",
        State::Retired => "Retired",
    }
}

/// Each way from one part of a vault's life to the next. A vault begins open.
const TRANSITIONS: [(&str, &str); 13] = [
    ("Open", "Orphaned"),
    // What is left is too little to stay bonded alone.
    ("Open", "Retiring"),
    ("Open", "Wiped"),
    ("Orphaned", "Open"),
    ("Orphaned", "Rehoming"),
    ("Orphaned", "Retiring"),
    ("Orphaned", "Wiped"),
    ("Rehoming", "Open"),
    ("Rehoming", "Orphaned"),
    // Governance announces another successor.
    ("Rehoming", "Rehoming"),
    ("Retiring", "Retired"),
    // Rewards that came while all unbonded unbond as well.
    ("Retiring", "Retiring"),
    ("Wiped", "Retiring"),
];

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |it| it.parse().expect("a number"))
}

/// Plays lives; returns the parts of a vault's life that they saw.
fn play(runner: fn(Cases) -> TestRunner, lives: u32) -> Shown {
    let steps_each = number("LIQUID_STEPS", 120) as usize;
    let all = RefCell::new(Shown::default());
    let played = Cell::new(0u32);
    let began = Instant::now();
    let life = (
        prop::collection::vec(steps(), steps_each),
        0u32..=2,
        1u32..=3,
    );
    let config = Cases {
        failure_persistence: None,
        ..Cases::with_cases(lives)
    };
    runner(config)
        .run(&life, |(steps, defer, page)| {
            let shown = live(&steps, defer, page);
            let mut all = all.borrow_mut();
            all.states.extend(shown.states);
            all.transitions.extend(shown.transitions);
            played.set(played.get() + 1);
            // A long run says how far it is: lines that a short one does not need.
            if lives >= 1_000 && played.get().is_multiple_of(lives / 20) {
                let (done, seconds) = (played.get() as usize, began.elapsed().as_secs());
                println!("{} steps of {done} lives in {seconds} s", done * steps_each);
            }
            Ok(())
        })
        .unwrap_or_else(|failed| panic!("{failed}"));
    all.into_inner()
}

#[test]
fn random_lives_keep_the_invariants_and_let_everybody_out() {
    play(TestRunner::new, number("LIQUID_LIVES", 60));
}

/// The same lives with each run, which together see each part of a vault's life: else the steps were too poor to show anything.
#[test]
fn known_lives_see_each_part_of_a_vaults_life() {
    let known =
        |config| TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let shown = play(known, 160);
    let states = shown.states;
    assert_eq!(states.len(), 7, "{states:?}");
    let transitions: Vec<_> = shown.transitions.into_iter().collect();
    assert_eq!(transitions, TRANSITIONS);
}
