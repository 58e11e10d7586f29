use super::*;
use proptest::prelude::*;

const TERMS: VerdictTerms = VerdictTerms {
    quorum: 3,
    least_paid: 10,
};

fn voice(client: u8, paid: u128, error_bps: u16, slow: u8) -> Voice {
    Voice {
        client: [client; 20],
        paid,
        error_bps,
        slow,
    }
}

fn panel(voices: &[Voice]) -> Panel {
    let mut panel = Panel::default();
    for voice in voices {
        panel.hear(1, voice.paid, Some(*voice));
    }
    panel
}

#[test]
fn receipt_is_claimed_in_the_period_of_its_last_request_or_in_the_next() {
    for (last_request, until) in [(0, 199), (99, 199), (100, 299), (250, 399)] {
        assert_eq!(claimable_until(last_request, 100), until);
    }
    assert_eq!(claimable_until(u64::MAX, 100), u64::MAX - 1);
    assert_eq!(claimable_until(5, 0), 0);
}

#[test]
fn terms_have_bounds() {
    for quorum in [0, 2, 10] {
        let terms = VerdictTerms { quorum, ..TERMS };
        let refused = PanelError::Quorum {
            least: 3,
            most: 9,
            received: quorum,
        };
        assert_eq!(terms.check(), Err(refused));
    }
    let free = VerdictTerms {
        least_paid: 0,
        ..TERMS
    };
    assert_eq!(free.check(), Err(PanelError::NothingPaid));
    assert_eq!(TERMS.check(), Ok(()));
}

#[test]
fn below_the_quorum_there_is_no_verdict() {
    let two = panel(&[voice(1, 900, 10_000, 7), voice(2, 900, 10_000, 7)]);
    assert_eq!(two.verdict(&TERMS), None);
    let mut cheap = two;
    cheap.hear(1, 9, Some(voice(3, 9, 0, 0)));
    assert_eq!(cheap.verdict(&TERMS), None, "it paid too little");
    cheap.hear(1, 1, Some(voice(3, 10, 0, 0)));
    let verdict = cheap.verdict(&TERMS).unwrap();
    assert_eq!(
        (verdict.clients, verdict.slow, verdict.error_bps),
        (3, 7, 10_000)
    );
    assert_eq!(Panel::default().verdict(&TERMS), None);
}

#[test]
fn rich_client_does_not_outweigh_the_quorum() {
    let heard = panel(&[
        voice(1, u128::MAX, 10_000, 7),
        voice(2, 100, 5, 1),
        voice(3, 100, 6, 2),
    ]);
    let verdict = heard.verdict(&TERMS).unwrap();
    assert_eq!((verdict.slow, verdict.error_bps), (2, 6));
}

#[test]
fn voice_is_made_of_the_clients_counters() {
    let counters = Counters {
        requests: 10,
        errors: 1,
        latency: [0, 9, 0, 0, 0, 0, 0, 0],
        ..Counters::default()
    };
    let says = |paid, counters| Voice::of([1; 20], paid, counters);
    assert_eq!(says(5, &counters), Some(voice(1, 5, 1_000, 1)));
    assert_eq!(says(0, &counters), None, "it paid nothing");
    assert_eq!(says(5, &Counters::default()), None, "it asked nothing");
}

#[test]
fn period_of_a_client_counts_from_its_beginning() {
    let counters = Counters {
        requests: 2,
        errors: 2,
        ..Counters::default()
    };
    let mut period = ClientPeriod::default();
    period.add(4, &counters, 7.into());
    period.add(4, &counters, 7.into());
    assert_eq!((period.counters.errors, period.paid.of(4)), (4, 14));
    period.add(5, &counters, 1.into());
    assert_eq!((period.counters.errors, period.paid.of(4)), (2, 14));
}

/// Nine cheap clients came first; each of the honest ones pays more, and none is kept out.
#[test]
fn flood_of_cheap_clients_gives_way() {
    let flood: Vec<_> = (1..=9).map(|client| voice(client, 10, 0, 0)).collect();
    let mut heard = panel(&flood);
    assert!(
        !heard.hear(1, 10, Some(voice(50, 10, 9_000, 7))),
        "it paid no more"
    );
    for client in 50..55 {
        assert!(heard.hear(1, 11, Some(voice(client, 11, 9_000, 7))));
    }
    let verdict = heard.verdict(&TERMS).unwrap();
    assert_eq!((verdict.slow, verdict.error_bps), (7, 9_000));
    assert_eq!((heard.units, heard.paid), (15, 9 * 10 + 10 + 5 * 11));
}

#[test]
fn complaint_weighs_what_was_paid_to_others() {
    let mut served = panel(&[voice(1, 100, 0, 0)]);
    assert_eq!(served.complain(9, &TERMS), 0, "too little");
    assert_eq!(served.complain(50, &TERMS), 50);
    // At most half of the limit, and one: two clients are no quorum of three.
    assert_eq!(served.complain(u128::MAX, &TERMS), 201);
    assert_eq!(served.complain(u128::MAX, &TERMS), 201);
    assert!(served.complained(&TERMS));
    assert_eq!(served.complainers, 3);
}

#[test]
fn operator_that_did_no_work_is_complained_about_by_a_quorum() {
    let mut silent = Panel::default();
    for _ in 0..2 {
        assert_eq!(silent.complain(1_000, &TERMS), 1);
        assert!(!silent.complained(&TERMS));
    }
    silent.complain(1_000, &TERMS);
    assert!(silent.complained(&TERMS));
}

fn voices() -> impl Strategy<Value = Vec<Voice>> {
    let one = (10u128..1_000, 0u16..=10_000, 0u8..8);
    prop::collection::vec(one, 3..=SEATS).prop_map(|all| {
        (1u8..)
            .zip(all)
            .map(|(client, (paid, errors, slow))| voice(client, paid, errors, slow))
            .collect()
    })
}

proptest! {
    /// Whatever one client pays and says, the verdict stays within what the others say.
    #[test]
    fn one_client_does_not_move_a_verdict_beyond_the_others(
        mut voices in voices(), liar in any::<prop::sample::Index>(),
        paid in 10u128.., error_bps in 0u16..=10_000, slow in 0u8..8,
    ) {
        let liar = liar.index(voices.len());
        let client = voices[liar].client;
        voices[liar] = Voice { client, paid, error_bps, slow };
        let verdict = panel(&voices).verdict(&TERMS).unwrap();
        voices.remove(liar);
        let slows = voices.iter().map(|it| it.slow);
        prop_assert!(verdict.slow >= slows.clone().min().unwrap());
        prop_assert!(verdict.slow <= slows.max().unwrap());
        let errors = voices.iter().map(|it| it.error_bps);
        prop_assert!(verdict.error_bps >= errors.clone().min().unwrap());
        prop_assert!(verdict.error_bps <= errors.max().unwrap());
    }

    /// The seats hold the clients that paid most, in whatever order and parts they paid.
    #[test]
    fn seats_are_those_of_the_clients_that_paid_most(
        payments in prop::collection::vec((0u8..20, 1u128..100), 0..200)
    ) {
        let (mut panel, mut paid) = (Panel::default(), [0u128; 20]);
        for (client, amount) in payments {
            let sum = &mut paid[usize::from(client)];
            *sum += amount;
            panel.hear(0, amount, Some(voice(client + 1, *sum, 0, 0)));
        }
        let mut seats: Vec<_> = panel.voices.iter().map(|it| it.paid).collect();
        seats.sort_unstable();
        paid.sort_unstable();
        prop_assert_eq!(&seats[..], &paid[20 - SEATS..]);
    }

    #[test]
    fn fewer_than_a_quorum_cannot_complain(
        served in 0u128..1_000, weights in prop::collection::vec(any::<u128>(), 0..=2)
    ) {
        let mut panel = panel(&[voice(1, served, 0, 0)]);
        for weight in weights {
            panel.complain(weight, &TERMS);
        }
        prop_assert!(!panel.complained(&TERMS));
    }
}
