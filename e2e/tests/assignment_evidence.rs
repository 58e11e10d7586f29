//! Assignment evidence on the chain: operators sign with real keys whom they send a request to, any account files what the
//! rule contradicts, and the court gets a proposal. Each attack is a test in which it gains nothing, on each build.

mod library;
#[path = "library/assignments.rs"]
mod world;

use alloy_primitives::{b256, keccak256};
use library::{account, hex, number, Operator, Proposed, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{
    bytes, each, evidence_hash, rule, set_hash, stated, Place, World, BUILDS, CHAIN, EPOCH,
    REQUEST, SERVICE, SHARE_BPS, STAKE, WINDOW,
};

#[test]
fn wrong_assignment_becomes_a_proposal_about_its_second() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment + 5);
        let (signer, file) = world.wrong(REQUEST, moment);
        assert_eq!(world.rejected("fileAssignment", &file), "StakeUnknown");
        // The stake of another second does not answer for it.
        world.capture(signer, moment + 1);
        assert_eq!(world.rejected("fileAssignment", &file), "StakeUnknown");
        world.capture(signer, moment);
        let foreseen = world
            .evidence
            .ask(&mut world.chain, "assignmentOffence", &file);
        let (rightful, _) = world.named(REQUEST, moment);
        let rightful = hex(world.operators[rightful].address);
        assert_eq!(number(&foreseen[1]), u128::from(moment));
        assert_eq!(number(&foreseen[2]), u128::from(SHARE_BPS));
        assert_eq!(foreseen[3], rightful);
        let of = [
            json!(SERVICE),
            file[1].clone(),
            bytes(&REQUEST),
            json!(moment / EPOCH),
        ];
        let evidence = world
            .evidence
            .ask(&mut world.chain, "assignmentEvidence", &of);
        assert_eq!(foreseen[0], evidence[0]);
        let accused = world.operators[signer].address;
        assert_eq!(evidence[0], evidence_hash(accused, REQUEST, moment / EPOCH));

        let sent = world.send("eve", "fileAssignment", &file);
        let answer = world.evidence.answers("fileAssignment", &sent);
        assert_eq!(number(&answer[0]), 1);
        let event = sent.events.last().unwrap();
        let filed = world.evidence.interface.decode_event(event).unwrap();
        assert_eq!(filed.name, "AssignmentFiled");
        assert_eq!(filed.args["operator"], file[1]);
        assert_eq!(filed.args["assignee"], file[1]);
        assert_eq!(filed.args["rightful"], rightful);
        assert_eq!(filed.args["evidence"], evidence[0]);
        let proposed = Proposed {
            service: SERVICE,
            proposer: world.evidence.address,
            evidence: evidence[0].clone(),
            moment,
            requested: u128::from(STAKE * SHARE_BPS / 10_000),
        };
        proposed.is_executed(&mut world.chain, &world.court, 1);
    });
}

/// Neither another assignee, nor another second of the epoch, nor another signature makes another offence of it.
#[test]
fn request_of_an_epoch_is_one_offence_of_an_operator() {
    each(|world| {
        let begin = (world.since + 1) * EPOCH;
        let moment = begin + 10;
        world.at(moment + EPOCH);
        let (signer, file) = world.wrong(REQUEST, moment);
        for second in [moment, moment + 1] {
            world.capture(signer, second);
        }
        assert_eq!(world.file(&file), 1);
        let (_, others) = world.named(REQUEST, moment);
        let own = world.operators[signer].address;
        let other = world.operators[others[1]].address;
        for (assignee, second) in [(own, moment), (other, moment), (own, moment + 1)] {
            let said = world.said(signer, REQUEST, assignee, second);
            let again = world.filing(signer, said);
            let rejected = world.rejected("fileAssignment", &again);
            assert_eq!(rejected, "DuplicateEvidence");
        }
        // Another operator's is its own, and so is one of another epoch and of another request.
        let (_, file) = {
            let said = world.said(others[1], REQUEST, own, moment);
            (others[1], world.filing(others[1], said))
        };
        world.capture(others[1], moment);
        assert_eq!(world.file(&file), 2);
        let stranger = account("eve").address;
        for (id, request, second) in [(3, REQUEST, moment + EPOCH), (4, [8; 32], moment)] {
            world.capture(signer, second);
            let said = world.said(signer, request, stranger, second);
            let file = world.filing(signer, said);
            assert_eq!(world.file(&file), id);
        }
    });
}

/// What an operator signs as the rule says is no offence, whichever set, request, second and signer; what another one serves is.
#[test]
fn honest_assignments_are_no_offence() {
    for built in BUILDS {
        for count in [2, 3, 13, 32] {
            let mut world = World::new(built, count);
            world.at(world.start + 5 * EPOCH);
            for number in 0u64..24 {
                let random = keccak256([u64::from(count), number].map(u64::to_be_bytes).concat());
                let pick = |at: usize| usize::from(random[at]);
                let signer = pick(0) % usize::from(count);
                let moment = world.start + (pick(1) as u64 * 5 * EPOCH) / 255;
                honest(&mut world, signer, keccak256(random).0, moment);
            }
        }
    }
}

fn honest(world: &mut World, signer: usize, request: [u8; 32], moment: u64) {
    let (rightful, _) = world.named(request, moment);
    let assignee = world.operators[rightful].address;
    let ask = [
        json!(SERVICE),
        bytes(&request),
        json!(moment),
        json!(world.since),
        world.set(),
    ];
    let named = world.evidence.ask(&mut world.chain, "assigneeOf", &ask);
    assert_eq!(named, [hex(assignee)]);
    for signer in [signer, rightful] {
        let said = world.said(signer, request, assignee, moment);
        let file = world.filing(signer, said);
        for call in ["assignmentOffence", "fileAssignment"] {
            let error = world.error(call, &file);
            assert_eq!(error.name, "RightAssignee");
            assert_eq!(error.args["assignee"], hex(assignee));
        }
    }
    let (_, wrong) = world.wrong(request, moment);
    let offence = world
        .evidence
        .ask(&mut world.chain, "assignmentOffence", &wrong);
    assert_eq!(offence[3], hex(assignee));
}

/// Computed by another program: keccak-256 of abi.encode(3, 2945376, 0x07…, operator) for each operator.
#[test]
fn rule_is_the_greatest_hash_of_four_words() {
    let operators = [0x11, 0x22, 0x33].map(|byte| H160([byte; 20]));
    let words = |operator: H160| {
        let mut words = [0; 128];
        words[31] = 3;
        words[56..64].copy_from_slice(&2_945_376u64.to_be_bytes());
        words[64..96].copy_from_slice(&REQUEST);
        words[108..].copy_from_slice(&operator.0);
        keccak256(words)
    };
    assert_eq!(operators.map(words), KNOWN_WEIGHTS);
    assert_eq!(
        rule(3, 2_945_376, REQUEST, &operators),
        operators[KNOWN_ASSIGNEE]
    );
}

const KNOWN_WEIGHTS: [alloy_primitives::B256; 3] = [
    b256!("ef0e2035826788f651e9923ff6330ce9164f5bb2c4d5f939c831acfaa09221fc"),
    b256!("7f4514355a58e33a421277df620bc0a78edd6f25d96dcdbb4734d21c93a80a08"),
    b256!("6814be9ca00273ca6b306008d311782cac1087a0194ed2ffc3538771493dce3c"),
];
const KNOWN_ASSIGNEE: usize = 0;

#[test]
fn statements_of_others_and_of_other_places_prove_nothing() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment);
        let (own, (signer, _)) = (world.place(), world.wrong(REQUEST, moment));
        world.capture(signer, moment);
        let assignee = world.operators[signer].address;
        let other = world.court.address;
        let by = |key: &Operator, digest: [u8; 32]| stated(REQUEST, assignee, moment, key, &digest);
        let place = |place: Place| place.digest(REQUEST, assignee, moment);
        let elsewhere = [
            place(Place {
                contract: other,
                ..own
            }),
            place(Place {
                chain: CHAIN + 1,
                ..own
            }),
            place(Place {
                service: SERVICE + 1,
                ..own
            }),
            // Of another request, another assignee, another time.
            own.digest([9; 32], assignee, moment),
            own.digest(REQUEST, other, moment),
            own.digest(REQUEST, assignee, moment - 1),
        ];
        let key = &world.operators[signer];
        let mut forgeries = elsewhere.map(|digest| by(key, digest)).to_vec();
        let good = by(key, place(own));
        // By another operator, by none; s in the upper half, the same signature in another form; v as in no signature.
        let another = &world.operators[(signer + 1) % 3];
        forgeries.push(by(another, place(own)));
        forgeries.push(by(&Operator::new(99), place(own)));
        for (r, s, v) in [
            (filled(0), filled(0), json!(27)),
            (good[3].clone(), flipped(&good[4]), flipped_v(&good[5])),
            (good[3].clone(), flipped(&good[4]), good[5].clone()),
            (good[3].clone(), good[4].clone(), flipped_v(&good[5])),
            (good[3].clone(), good[4].clone(), json!(0)),
            (good[3].clone(), good[4].clone(), json!(29)),
        ] {
            let mut forged = good.clone();
            (forged[3], forged[4], forged[5]) = (r, s, v);
            forgeries.push(forged);
        }
        for forged in forgeries {
            let file = world.filing(signer, forged);
            let error = world.error("fileAssignment", &file);
            assert_eq!(error.name, "NotSignedByOperator");
            assert_eq!(error.args["operator"], hex(assignee));
            assert_ne!(error.args["recovered"], hex(assignee));
        }
        // A stranger's key binds no operator, and the rule binds no stranger.
        let stranger = Operator::new(99);
        let said = by(&stranger, place(own));
        let mut file = world.filing(signer, said);
        file[1] = hex(stranger.address);
        assert_eq!(world.rejected("fileAssignment", &file), "NotAnOperator");
        file[1] = hex(H160::zero());
        assert_eq!(world.rejected("fileAssignment", &file), "NotAnOperator");
        let mut unknown = world.filing(signer, good.clone());
        unknown[0] = json!(SERVICE + 1);
        assert_eq!(world.rejected("fileAssignment", &unknown), "UnknownService");
        // Nothing was proposed, and what is signed is filed.
        let count = world.court.numbers(&mut world.chain, "proposalCount", &[]);
        assert_eq!(count, [0]);
        let file = world.filing(signer, good);
        assert_eq!(world.file(&file), 1);
    });
}

/// Another s for the same r: the order of the curve less s.
fn flipped(s: &Value) -> Value {
    use alloy_primitives::U256;
    let order = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let s: U256 = s.as_str().unwrap().parse().unwrap();
    bytes(&(U256::from_be_bytes(order.0) - s).to_be_bytes::<32>())
}

fn flipped_v(v: &Value) -> Value {
    json!(27 + 28 - v.as_u64().unwrap())
}

fn filled(byte: u8) -> Value {
    bytes(&[byte; 32])
}

#[test]
fn moment_is_within_the_window_and_after_the_terms() {
    each(|world| {
        let moment = world.start + 10;
        let (signer, file) = world.wrong(REQUEST, moment);
        world.at(moment - 1);
        let error = world.error("fileAssignment", &file);
        assert_eq!(error.name, "InFuture");
        let times = ["moment", "time"].map(|it| number(&error.args[it]));
        assert_eq!(times, [moment, moment - 1].map(u128::from));
        // Of before the terms.
        let (_, before) = world.wrong(REQUEST, world.start - 1);
        let error = world.error("fileAssignment", &before);
        assert_eq!(error.name, "TooOld");
        assert_eq!(number(&error.args["oldest"]), u128::from(world.start));
        world.at(moment + WINDOW + 1);
        let error = world.error("fileAssignment", &file);
        assert_eq!(error.name, "TooOld");
        let times = ["oldest", "moment"].map(|it| number(&error.args[it]));
        assert_eq!(times, [moment + 1, moment].map(u128::from));
        world.at(moment + WINDOW);
        world.capture(signer, moment);
        assert_eq!(world.file(&file), 1);
    });
}

#[test]
fn evidence_carries_the_operators_as_they_were_named() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment);
        let (signer, file) = world.wrong(REQUEST, moment);
        world.capture(signer, moment);
        let all = world.addresses();
        let with = |operators: Vec<H160>| {
            let mut file = file.clone();
            file[4] = json!(operators.into_iter().map(hex).collect::<Vec<_>>());
            file
        };
        let (first, second, third) = (all[0], all[1], all[2]);
        let others = [
            vec![first, second],
            vec![second, first, third],
            vec![first, second, second],
            vec![first, second, third, third],
            vec![first, second, account("eve").address],
        ];
        for operators in others {
            let file = with(operators.clone());
            for call in ["fileAssignment", "assignmentOffence"] {
                let error = world.error(call, &file);
                assert_eq!(error.name, "WrongOperators");
                assert_eq!(error.args["expected"], set_hash(&all));
                assert_eq!(error.args["received"], set_hash(&operators));
            }
        }
        for count in [0, 1, 33, 200] {
            let file = with(vec![first; count]);
            let error = world.error("fileAssignment", &file);
            assert_eq!(error.name, "OperatorCount");
            let counts = ["least", "most", "received"].map(|it| number(&error.args[it]));
            assert_eq!(counts, [2, 32, count as u128]);
        }
        assert_eq!(world.file(&file), 1);
    });
}

/// The largest set, with its cost.
#[test]
fn largest_set_is_filed_in_the_time_of_a_call() {
    for built in BUILDS {
        eprintln!("{built}");
        let mut costs = Vec::new();
        for count in [2, 32] {
            let mut world = World::new(built, count);
            let moment = world.start + 10;
            world.at(moment);
            let (signer, file) = world.wrong(REQUEST, moment);
            world.capture(signer, moment);
            let sent = world.send("eve", "fileAssignment", &file);
            costs.push(sent.ref_time / 1_000_000);
        }
        eprintln!("{costs:?} us");
        // Microseconds.
        assert!(costs[1] < 12_000, "{built}: {costs:?}");
    }
}

#[test]
fn nothing_is_proposed_without_a_court_or_without_its_grant() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment);
        for (service, court) in [(4, hex(H160::zero())), (5, hex(world.court.address))] {
            let mut open = world.opening(service);
            open[1] = court;
            world.send(OWNER, "openService", &open);
            let capture = [
                json!(service),
                hex(world.operators[0].address),
                json!(moment),
                json!(STAKE),
                json!(STAKE),
            ];
            world
                .court
                .send(&mut world.chain, OWNER, "capture", &capture);
        }
        for (service, expected) in [(4, "CourtSilent"), (5, "NotProposer")] {
            let place = Place {
                service,
                ..world.place()
            };
            // No operator of the service: wrong in any case.
            let assignee = world.court.address;
            let digest = place.digest(REQUEST, assignee, moment);
            let said = stated(REQUEST, assignee, moment, &world.operators[0], &digest);
            let mut file = world.filing(0, said);
            file[0] = json!(service);
            assert_eq!(world.rejected("fileAssignment", &file), expected);
            // A manager asks all the same.
            let offence = world
                .evidence
                .ask(&mut world.chain, "assignmentOffence", &file);
            assert_eq!(number(&offence[1]), u128::from(moment));
        }
    });
}
