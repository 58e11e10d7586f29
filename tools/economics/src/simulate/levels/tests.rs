use super::*;
use crate::parameters::Parameters;
use crate::simulate::chance::{self, power};

fn file() -> (Parameters, Terms, Parties) {
    let parameters = Parameters::recommended();
    let terms = parameters.service_levels.terms().expect("terms");
    let parties = parameters.service_levels.parties(&terms).expect("parties");
    (parameters, terms, parties)
}

fn habit(failures: Option<(u64, u64)>, absence: Option<Absence>) -> Habit {
    Habit {
        failures,
        absence,
        latency: 1,
    }
}

#[test]
fn window_is_missed_by_an_absence_that_covers_it_and_its_answer() {
    let (_, terms, _) = file();
    let kept_of = |lasts, after| {
        let every = 20 * u64::from(terms.window);
        let away = Absence {
            every,
            after,
            lasts,
        };
        let kept = kept(&terms, 120, habit(None, Some(away)), 40, 1);
        kept.iter().filter(|it| !**it).count()
    };
    let whole = u64::from(terms.window + terms.answer);
    // An answer takes a second: who is back in the last one is late.
    assert_eq!(
        [whole - 2, whole - 1, whole].map(|it| kept_of(it, 0)),
        [0, 2, 2]
    );
    // Not from its beginning: it had answered.
    assert_eq!(kept_of(whole, 10), 0);
    assert_eq!(kept_of(20 * u64::from(terms.window), 0), 40);
}

#[test]
fn answers_that_take_longer_than_their_block_is_fresh_are_sent_again() {
    let (_, terms, _) = file();
    let slow = Habit {
        latency: 100,
        ..habit(None, None)
    };
    let missed = |fresh| {
        let kept = kept(&terms, fresh, slow, 5_000, 3);
        kept.iter().filter(|it| !**it).count()
    };
    assert_eq!(missed(120), 0);
    assert!(missed(1) > 2_000);
}

/// Missed is a window whose beginning lies in a failure that goes on for the window and its answer:
/// `r / (f + r) (1 - 1/r)^(W + A - 2)`.
#[test]
fn share_of_missed_windows_is_that_of_the_formula() {
    let (_, terms, _) = file();
    let lasting = u64::from(terms.window + terms.answer) - 2;
    for (between, repair) in [(86_400u64, 3_600u64), (200_000, 20_000), (20_000, 7_200)] {
        let windows = 40_000;
        let missed = kept(
            &terms,
            120,
            habit(Some((between, repair)), None),
            windows,
            9,
        )
        .into_iter()
        .filter(|kept| !kept)
        .count() as f64
            / f64::from(windows);
        let down = repair as f64 / (between + repair) as f64;
        let expected = down * power(1.0 - 1.0 / repair as f64, lasting);
        // Windows of one failure are missed together: as if there were fewer.
        let together = 1 + 2 * repair / u64::from(terms.window);
        let most = chance::bound(expected, u64::from(windows) / together);
        assert!(
            (missed - expected).abs() <= most,
            "{repair}: {missed} {expected} {most}"
        );
    }
}

#[test]
fn bill_is_the_contracts_and_excused_windows_do_not_count() {
    let (parameters, terms, parties) = file();
    let bills = 4;
    let count = windows_of(&terms, bills);
    assert_eq!(count, 4 * 720);
    let all = vec![true; count as usize];
    let others = (1..11).fold(Pages::new(count), |pages, row| pages.with(row, &all));
    let play = |pages: Pages| play(&terms, &parameters.rule, &parties, &pages, bills);
    let away = play(others.clone());
    // Its part falls to the floor; a tenth of the bill is its.
    assert_eq!((away.mean_part(), away.mean_due()), (5_000, 9_500));
    assert_eq!(
        (away.kept, away.windows, away.reduced()),
        (0, 2_880, 10_000)
    );
    // From the end of the evaluation of the second breach on.
    assert_eq!(away.held, (119, 120));
    let excused = play(others.clone().excusing(0..count));
    assert_eq!((excused.mean_part(), excused.held), (10_000, (0, 120)));
    let there = play(others.with(0, &all));
    assert_eq!(
        (there.mean_due(), there.held_bps(), there.worst()),
        (10_000, 0, 10_000)
    );
    let nothing = gain(&parameters, &parties, &there, 0.0).expect("pots");
    assert_eq!((nothing.by_weight, nothing.by_points), (0, 0));
    let gain = gain(&parameters, &parties, &away, 1.0).expect("pots");
    let tokens = |amount: i128| amount / 10i128.pow(18);
    // A tenth of 3,000 tokens costs 180. By weight 15 are lost of the bill, and nearly all rewards.
    assert_eq!((tokens(gain.cost), tokens(gain.saved)), (180, 180));
    assert_eq!(tokens(gain.by_weight), 124);
    assert!(tokens(gain.by_points) < -150);
}

#[test]
fn rule_asks_what_a_rulebook_takes() {
    let (parameters, terms, _) = file();
    let rule = parameters.rule;
    let measure = rule.measure(&terms);
    let checked = measure.check(Default::default(), &rule.schedule(&terms), false);
    assert_eq!(checked, Ok(()));
}

#[test]
fn shares_of_time_are_those_of_the_habit() {
    let away = Absence {
        every: 100,
        after: 0,
        lasts: 25,
    };
    let there = habit(Some((900, 100)), Some(away)).there();
    assert!((there - 0.675).abs() < 1e-12);
}
