//! Oracle committees on the chain: members with keys of their own, real signatures and clocks, in each build.

mod library;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{chain::Chain, outcome::Outcome};
use blueprint_e2e_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use library::{account, hex, Contract, Operator, GUARDIAN, OWNER, ROLE_DELAY};
use pallet_revive::WeightInfo;
use pallet_stake::{AssetId, Call as Stake, PriceFeed};
use serde_json::{json, Value};
use sp_core::H160;

sol! {
    struct Observation {
        bytes32 question;
        uint64 time;
        uint256 value;
    }
}

const BUILDS: [&str; 3] = [
    "ink/oracle_committee.polkavm",
    "solidity/OracleCommittee.polkavm",
    "solidity/OracleCommittee.evm",
];
/// Seconds.
const PERIOD: u64 = 60;
const MAX_AGE: u64 = 600;
const PRICE: [u8; 32] = [1; 32];
const VERDICT: [u8; 32] = [2; 32];
const MEMBERS: usize = 5;

struct World {
    chain: Chain,
    committee: Contract,
    /// In the order of their addresses.
    members: Vec<Operator>,
    /// The first time on the grid after the members were enrolled.
    time: u64,
}

fn sorted(seeds: core::ops::Range<u8>) -> Vec<Operator> {
    let mut members: Vec<Operator> = seeds.map(Operator::new).collect();
    members.sort_by_key(|it| it.address);
    members
}

fn bytes(data: &[u8]) -> Value {
    json!(alloy_primitives::hex::encode_prefixed(data))
}

fn enrolled(members: &[Operator], weights: &[u16], threshold: u8) -> [Value; 3] {
    let members: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
    [json!(members), json!(weights), json!(threshold)]
}

fn terms(kind: u8, quorum_bps: u16, deviation_bps: u16) -> Value {
    json!([kind, PERIOD, MAX_AGE, quorum_bps, deviation_bps])
}

impl World {
    /// Five members of equal weight, of whom three agree and four make a median; a price and a verdict.
    fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let arguments = library::with_roles(json!(OWNER), &[]);
        let committee = Contract::deploy(&mut chain, built, &arguments);
        let mut world = World {
            chain,
            committee,
            members: sorted(10..10 + MEMBERS as u8),
            time: 0,
        };
        let members = enrolled(&world.members, &[10; MEMBERS], 3);
        world.runtime("setMembers", &members);
        world.runtime("openQuestion", &[bytes(&PRICE), terms(2, 6_667, 500)]);
        world.runtime("openQuestion", &[bytes(&VERDICT), terms(1, 0, 0)]);
        world.time = (world.chain.timestamp() / PERIOD + 1) * PERIOD;
        world.at(world.time);
        world
    }

    /// In a new block of a time.
    fn at(&mut self, time: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(time);
    }

    fn runtime(&mut self, call: &str, arguments: &[Value]) -> Outcome {
        self.committee.send(&mut self.chain, OWNER, call, arguments)
    }

    fn by(&mut self, caller: &str, call: &str, arguments: &[Value]) -> String {
        self.committee
            .rejection(&mut self.chain, caller, call, arguments)
    }

    fn ask(&mut self, call: &str, arguments: &[Value]) -> Vec<Value> {
        self.committee.ask(&mut self.chain, call, arguments)
    }

    fn numbers(&mut self, call: &str, arguments: &[Value]) -> Vec<u128> {
        self.committee.numbers(&mut self.chain, call, arguments)
    }

    /// What a wallet makes of it.
    fn digest_of(
        contract: H160,
        chain: u64,
        question: [u8; 32],
        time: u64,
        value: u64,
    ) -> [u8; 32] {
        let domain = eip712_domain! {
            name: "OracleCommittee",
            version: "1",
            chain_id: chain,
            verifying_contract: Address::new(contract.0),
        };
        let observation = Observation {
            question: B256::new(question),
            time,
            value: U256::from(value),
        };
        observation.eip712_signing_hash(&domain).0
    }

    fn digest(&self, question: [u8; 32], time: u64, value: u64) -> [u8; 32] {
        Self::digest_of(self.committee.address, 31_337, question, time, value)
    }

    /// A report of a value that some of the members sign.
    fn report(&self, time: u64, value: u64, members: &[usize]) -> [Value; 4] {
        let digest = self.digest(VERDICT, time, value);
        let signatures: Vec<Value> = members
            .iter()
            .map(|it| self.members[*it].sign(&digest))
            .collect();
        [
            bytes(&VERDICT),
            json!(time),
            json!(value.to_string()),
            json!(signatures),
        ]
    }

    /// Values of some of the members, by their places.
    fn values(&self, time: u64, said: &[(usize, u64)]) -> [Value; 4] {
        let signatures = said.iter().map(|(member, value)| {
            let digest = self.digest(PRICE, time, *value);
            self.members[*member].sign(&digest)
        });
        let signatures: Vec<Value> = signatures.collect();
        let values: Vec<String> = said.iter().map(|(_, value)| value.to_string()).collect();
        [bytes(&PRICE), json!(time), json!(values), json!(signatures)]
    }

    /// By an account without any role.
    fn observe(&mut self, time: u64, said: &[(usize, u64)]) -> Outcome {
        let values = self.values(time, said);
        self.committee
            .send(&mut self.chain, "eve", "observe", &values)
    }

    fn tally(&mut self, epoch: u32, member: usize) -> Vec<u128> {
        let member = hex(self.members[member].address);
        self.numbers("tallyOf", &[bytes(&PRICE), json!(epoch), member])
    }
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        test(&mut World::new(built));
    }
}

#[test]
fn threshold_of_members_answers_and_less_does_not() {
    each(|world| {
        let time = world.time;
        let few = world.report(time, 7, &[0, 4]);
        assert_eq!(world.by("eve", "report", &few), "TooFewSigners");
        assert_eq!(world.numbers("valueOf", &[bytes(&VERDICT)]), [0, 0, 0]);
        assert_eq!(
            world.by("eve", "freshValueOf", &[bytes(&VERDICT)]),
            "NoAnswer"
        );
        let enough = world.report(time, 7, &[0, 2, 4]);
        world
            .committee
            .send(&mut world.chain, "eve", "report", &enough);
        let answer = [7, time.into(), 1];
        assert_eq!(world.numbers("valueOf", &[bytes(&VERDICT)]), answer);
        // A replay, and another value of the same time.
        assert_eq!(world.by("eve", "report", &enough), "NotNewer");
        let other = world.report(time, 8, &[0, 1, 2, 3, 4]);
        assert_eq!(world.by("eve", "report", &other), "NotNewer");
    });
}

#[test]
fn digest_is_what_a_wallet_signs() {
    each(|world| {
        let time = world.time;
        let digest = world.digest(PRICE, time, 5);
        let asked = world.ask("digestOf", &[bytes(&PRICE), json!(time), json!("5")]);
        assert_eq!(asked, [bytes(&digest)]);
    });
}

#[test]
fn signatures_of_strangers_twice_or_for_others_do_not_count() {
    each(|world| {
        let time = world.time;
        let twice = world.report(time, 7, &[0, 0, 0]);
        assert_eq!(world.by("eve", "report", &twice), "NotInOrder");
        let disordered = world.report(time, 7, &[2, 0, 4]);
        assert_eq!(world.by("eve", "report", &disordered), "NotInOrder");
        let stranger = Operator::new(99);
        let digests = [
            // Of another contract, chain, question, time and value: the signer is found to be no member.
            World::digest_of(account("eve").address, 31_337, VERDICT, time, 7),
            World::digest_of(world.committee.address, 1, VERDICT, time, 7),
            world.digest(PRICE, time, 7),
            world.digest(VERDICT, time + PERIOD, 7),
            world.digest(VERDICT, time, 8),
        ];
        for digest in digests {
            let mut report = world.report(time, 7, &[0, 1, 2]);
            report[3][2] = world.members[2].sign(&digest);
            assert_eq!(world.by("eve", "report", &report), "NotInOrder");
        }
        let digest = world.digest(VERDICT, time, 7);
        let mut report = world.report(time, 7, &[0, 1, 2]);
        report[3][2] = stranger.sign(&digest);
        assert_eq!(world.by("eve", "report", &report), "NotInOrder");
        for bad in ["0x".to_string(), format!("0x{}", "00".repeat(65))] {
            report[3][2] = json!(bad);
            assert_eq!(world.by("eve", "report", &report), "BadSignature");
        }
        // More signatures than members.
        let many = world.report(time, 7, &[0, 1, 2, 3, 4, 4]);
        assert_eq!(world.by("eve", "report", &many), "NotInOrder");
        assert_eq!(world.numbers("valueOf", &[bytes(&VERDICT)]), [0, 0, 0]);
    });
}

#[test]
fn times_are_on_the_grid_and_not_future_not_old_and_rise() {
    each(|world| {
        let time = world.time;
        let all = [0, 1, 2];
        let off = world.report(time + 1, 7, &all);
        assert_eq!(world.by("eve", "report", &off), "OffGrid");
        let early = world.report(time + PERIOD, 7, &all);
        assert_eq!(world.by("eve", "report", &early), "TimeAhead");
        let report = world.report(time, 7, &all);
        world.at(time + MAX_AGE + 1);
        assert_eq!(world.by("eve", "report", &report), "TimeTooOld");
        let last = time + MAX_AGE;
        world.at(last + PERIOD);
        let report = world.report(last, 9, &all);
        world
            .committee
            .send(&mut world.chain, "eve", "report", &report);
        let before = world.report(last - PERIOD, 8, &all);
        assert_eq!(world.by("eve", "report", &before), "NotNewer");
        // A reader sees that it is old, and does not read zero.
        world.at(last + MAX_AGE);
        let fresh = world.numbers("freshValueOf", &[bytes(&VERDICT)]);
        assert_eq!(fresh, [9, last.into()]);
        world.at(last + MAX_AGE + 1);
        assert_eq!(
            world.numbers("valueOf", &[bytes(&VERDICT)]),
            [9, last.into(), 0]
        );
        assert_eq!(world.by("eve", "freshValueOf", &[bytes(&VERDICT)]), "Stale");
    });
}

#[test]
fn median_of_a_quorum_counts_who_deviates() {
    each(|world| {
        let time = world.time;
        let few = world.values(time, &[(0, 100), (1, 101), (2, 102)]);
        assert_eq!(world.by("eve", "observe", &few), "NoQuorum");
        assert_eq!(world.numbers("valueOf", &[bytes(&PRICE)])[1], 0);
        world.observe(time, &[(0, 103), (1, 100), (2, 1_000_000), (4, 101)]);
        let answer = world.numbers("valueOf", &[bytes(&PRICE)]);
        assert_eq!(answer, [101, time.into(), 1]);
        let tallies: Vec<Vec<u128>> = (0..MEMBERS).map(|it| world.tally(1, it)).collect();
        assert_eq!(tallies, [[1, 0], [1, 0], [1, 1], [0, 0], [1, 0]]);
        // At the bound, and one beyond it: 5 % of 100.
        let next = time + PERIOD;
        world.at(next);
        world.observe(next, &[(0, 95), (1, 100), (2, 100), (3, 94), (4, 105)]);
        assert_eq!(world.numbers("valueOf", &[bytes(&PRICE)])[0], 100);
        let deviated: Vec<u128> = (0..MEMBERS).map(|it| world.tally(1, it)[1]).collect();
        assert_eq!(deviated, [0, 0, 1, 1, 0]);
        assert_eq!(world.tally(1, 3), [1, 1]);
    });
}

/// Governance is the sudo key, alice's.
fn govern(chain: &mut Chain, call: Stake<Runtime>) {
    let call = Box::new(RuntimeCall::from(call));
    let sudo = pallet_sudo::Call::<Runtime>::sudo { call };
    let sent = chain.dispatch(&account("alice"), sudo);
    let done = |event: &RuntimeEvent| {
        let RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) = event else {
            return false;
        };
        sudo_result.is_ok()
    };
    assert!(sent.events.iter().any(done), "{:?}", sent.events);
}

/// The price of the chain's token in the stake pallet, and its time.
fn price_in_the_pallet(chain: &mut Chain) -> Option<(u128, u64)> {
    let assets = chain.execute(pallet_stake::Accepted::<Runtime>::get);
    let last = assets.first().and_then(|terms| terms.last);
    last.map(|last| (last.price_e18.as_u128(), last.taken_at))
}

/// Any account passes the committee's median on to the stake pallet, and can choose neither the value nor its age.
#[test]
fn stake_pallet_takes_its_price_from_the_committee() {
    each(|world| {
        let asset = AssetId::Native;
        let (decimals, least) = (12, 1);
        govern(
            &mut world.chain,
            Stake::add_asset {
                asset,
                decimals,
                least,
            },
        );
        let feed = Some(PriceFeed {
            committee: world.committee.address,
            question: PRICE.into(),
        });
        govern(&mut world.chain, Stake::set_price_feed { asset, feed });
        let update = |world: &mut World| {
            let eve = account("eve");
            let sent = world.chain.dispatch(&eve, Stake::update_price { asset });
            (sent.result, price_in_the_pallet(&mut world.chain))
        };
        // No answer is no price, not a price of zero.
        let (none, price) = update(world);
        assert!(none.is_err() && price.is_none(), "{none:?}");
        // One of five lies, and the submitter leaves out an honest one.
        let time = world.time;
        world.observe(time, &[(0, 100), (1, 101), (2, 102), (4, u64::MAX)]);
        assert_eq!(update(world), (Ok(()), Some((101, time))));
        let (again, price) = update(world);
        assert!(again.is_err() && price == Some((101, time)), "{again:?}");
        // An answer that became old stays where it is.
        let next = time + PERIOD;
        world.at(next);
        world.observe(next, &[(0, 200), (1, 200), (2, 200), (3, 200)]);
        world.at(next + MAX_AGE + 1);
        let (stale, price) = update(world);
        assert!(stale.is_err() && price == Some((101, time)), "{stale:?}");
        let last = next + MAX_AGE;
        world.at(last + PERIOD);
        world.observe(last, &[(0, 300), (1, 300), (2, 300), (3, 300)]);
        assert_eq!(update(world), (Ok(()), Some((300, last))));
    });
}

/// Less than a third of the weight lies, and the submitter leaves out whom it likes.
#[test]
fn submitter_that_chooses_signatures_moves_the_median_no_further_than_honest_values() {
    each(|world| {
        let mut time = world.time;
        let honest = [100u64, 101, 102, 103];
        for left_out in 0..=4 {
            for lie in [0, 1, u64::MAX] {
                time += PERIOD;
                world.at(time);
                // The liar is member 4.
                let heard = (0..4).filter(|it| *it != left_out);
                let mut said: Vec<(usize, u64)> = heard.map(|it| (it, honest[it])).collect();
                said.push((4, lie));
                world.observe(time, &said);
                let median = world.numbers("valueOf", &[bytes(&PRICE)])[0];
                assert!((100..=103).contains(&median), "{median}");
            }
        }
        assert_eq!(world.tally(1, 4), [15, 15]);
    });
}

#[test]
fn values_have_their_members_signatures_each() {
    each(|world| {
        let time = world.time;
        let good = world.values(time, &[(0, 100), (1, 101), (2, 102), (3, 103)]);
        // A value that is not the one signed.
        let mut changed = good.clone();
        changed[2][0] = json!("99");
        assert_eq!(world.by("eve", "observe", &changed), "NotInOrder");
        // Two values swapped.
        let mut swapped = good.clone();
        swapped[2] = json!(["101", "100", "102", "103"]);
        assert_eq!(world.by("eve", "observe", &swapped), "NotInOrder");
        let mut longer = good.clone();
        longer[2] = json!(["100", "101", "102", "103", "104"]);
        assert_eq!(world.by("eve", "observe", &longer), "LengthMismatch");
        // Each kind of question has its own way.
        let mut verdict = good.clone();
        verdict[0] = bytes(&VERDICT);
        assert_eq!(world.by("eve", "observe", &verdict), "WrongKind");
        let mut price = world.report(time, 7, &[0, 1, 2]);
        price[0] = bytes(&PRICE);
        assert_eq!(world.by("eve", "report", &price), "WrongKind");
        price[0] = bytes(&[9; 32]);
        assert_eq!(world.by("eve", "report", &price), "UnknownQuestion");
        for view in ["questionOf", "freshValueOf"] {
            assert_eq!(world.by("eve", view, &[bytes(&[9; 32])]), "UnknownQuestion");
        }
    });
}

#[test]
fn set_of_a_time_is_fixed_before_the_time() {
    each(|world| {
        let first = world.time;
        let others = sorted(50..53);
        world.runtime("setMembers", &enrolled(&others, &[1; 3], 2));
        let from = world.chain.timestamp() + ROLE_DELAY;
        assert_eq!(world.numbers("latestEpoch", &[]), [2]);
        for (time, epoch) in [
            (first - 2 * PERIOD, 0),
            (first, 1),
            (from - 1, 1),
            (from, 2),
        ] {
            assert_eq!(world.numbers("epochAt", &[json!(time)]), [epoch], "{time}");
        }
        // What was to follow is replaced, and waits as long; the members of now go on.
        world.at(first + 10);
        world.runtime("setMembers", &enrolled(&others[..2], &[5, 6], 2));
        let from = world.chain.timestamp() + ROLE_DELAY;
        assert_eq!(world.numbers("latestEpoch", &[]), [2]);
        let report = world.report(first, 7, &[0, 1, 2]);
        world
            .committee
            .send(&mut world.chain, "eve", "report", &report);
        let stored = world.ask("membersOf", &[json!(2)]);
        assert_eq!(stored[0], json!(from.to_string()));
        let seats: Vec<Value> = others[..2].iter().map(|it| hex(it.address)).collect();
        assert_eq!(stored[4..], [json!(seats), json!([5, 6])]);
        // On the two sides of the change: times of before are of the members of before.
        let boundary = from.next_multiple_of(PERIOD);
        world.at(boundary);
        let [before, after] = [boundary - PERIOD, boundary];
        let by_new = |world: &World, time: u64| {
            let digest = world.digest(VERDICT, time, 8);
            let signatures: Vec<Value> = others[..2].iter().map(|it| it.sign(&digest)).collect();
            [bytes(&VERDICT), json!(time), json!("8"), json!(signatures)]
        };
        let wrong = by_new(world, before);
        assert_eq!(world.by("eve", "report", &wrong), "NotInOrder");
        let old = world.report(before, 7, &[0, 1, 2]);
        world
            .committee
            .send(&mut world.chain, "eve", "report", &old);
        let wrong = world.report(after, 7, &[0, 1, 2]);
        assert_eq!(world.by("eve", "report", &wrong), "NotInOrder");
        let new = by_new(world, after);
        world
            .committee
            .send(&mut world.chain, "eve", "report", &new);
        assert_eq!(world.numbers("valueOf", &[bytes(&VERDICT)])[0], 8);
    });
}

#[test]
fn members_of_before_the_first_set_do_not_exist() {
    each(|world| {
        // Of the period before that in which the first set was enrolled.
        let time = world.time - 2 * PERIOD;
        let report = world.report(time, 7, &[0, 1, 2]);
        assert_eq!(world.by("eve", "report", &report), "NoMembers");
        assert_eq!(world.by("eve", "membersOf", &[json!(2)]), "UnknownEpoch");
    });
}

#[test]
fn suspended_member_does_not_count_and_its_weight_stays_in_the_quorum() {
    each(|world| {
        let time = world.time;
        let member = hex(world.members[1].address);
        let suspend = [json!(1), member];
        for stranger in [OWNER, "eve"] {
            assert_eq!(world.by(stranger, "suspend", &suspend), "NotEntitled");
        }
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "suspend", &suspend);
        let said = world.values(time, &[(0, 100), (1, 101), (2, 102), (3, 103)]);
        assert_eq!(world.by("eve", "observe", &said), "MemberIsSuspended");
        let report = world.report(time, 7, &[0, 1, 2]);
        assert_eq!(world.by("eve", "report", &report), "MemberIsSuspended");
        let few = world.values(time, &[(0, 100), (2, 102), (3, 103)]);
        assert_eq!(world.by("eve", "observe", &few), "NoQuorum");
        world.observe(time, &[(0, 100), (2, 102), (3, 103), (4, 104)]);
        let stranger = [json!(1), hex(account("eve").address)];
        assert_eq!(world.by(GUARDIAN, "suspend", &stranger), "UnknownMember");
        let unknown = [json!(2), hex(world.members[0].address)];
        assert_eq!(world.by(GUARDIAN, "suspend", &unknown), "UnknownEpoch");
        assert_eq!(library::number(&world.ask("membersOf", &[json!(1)])[3]), 2);
    });
}

/// A member that says one value to one submitter and another to the next lets them choose.
#[test]
fn member_that_signs_two_values_for_one_time_is_suspended_by_any_account() {
    each(|world| {
        let time = world.time;
        let address = |world: &World, place: usize| hex(world.members[place].address);
        let two = |world: &World, time: u64, values: [u64; 2], members: [usize; 2]| {
            let signature = |index: usize| {
                let digest = world.digest(PRICE, time, values[index]);
                world.members[members[index]].sign(&digest)
            };
            let said = |index: usize| [json!(values[index].to_string()), signature(index)];
            let mut call = vec![bytes(&PRICE), json!(time)];
            call.extend([said(0), said(1)].concat());
            call
        };
        let call = "suspendEquivocator";
        let good = two(world, time, [100, 101], [1, 1]);
        // One value, two members, a time of before, another question, what is no signature.
        let cases = [
            (two(world, time, [100, 100], [1, 1]), "SameValue"),
            (two(world, time, [100, 101], [1, 2]), "DifferentSigners"),
            (two(world, 60, [100, 101], [1, 1]), "NoMembers"),
        ];
        for (arguments, error) in cases {
            assert_eq!(world.by("eve", call, &arguments), error);
        }
        let mut other = good.clone();
        other[1] = json!(time + PERIOD);
        let error = world.by("eve", call, &other);
        assert!(["DifferentSigners", "UnknownMember"].contains(&error.as_str()));
        other[0] = bytes(&VERDICT);
        assert_eq!(world.by("eve", call, &other), "WrongKind");
        other = good.clone();
        other[0] = bytes(&[9; 32]);
        assert_eq!(world.by("eve", call, &other), "UnknownQuestion");
        other = good.clone();
        other[5] = json!("0x");
        assert_eq!(world.by("eve", call, &other), "BadSignature");
        let stranger = Operator::new(99);
        let sign = |value: u64| stranger.sign(&world.digest(PRICE, time, value));
        let said = [
            bytes(&PRICE),
            json!(time),
            json!("100"),
            sign(100),
            json!("101"),
            sign(101),
        ];
        assert_eq!(world.by("eve", call, &said), "UnknownMember");
        assert_eq!(library::number(&world.ask("membersOf", &[json!(1)])[3]), 0);

        // A set that follows names the member, too, before this is known.
        let members = enrolled(&world.members, &[10; MEMBERS], 3);
        world.runtime("setMembers", &members);
        let sent = world.committee.send(&mut world.chain, "eve", call, &good);
        let own = sent.events.iter();
        let own = own.filter_map(|it| world.committee.interface.decode_event(it));
        let found: Vec<_> = own.filter(|it| it.name == "Equivocated").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].args["member"], address(world, 1));
        for epoch in [1, 2] {
            assert_eq!(
                library::number(&world.ask("membersOf", &[json!(epoch)])[3]),
                2
            );
        }
        let values = world.values(time, &[(0, 100), (1, 101), (2, 102), (3, 103)]);
        assert_eq!(world.by("eve", "observe", &values), "MemberIsSuspended");
        assert_eq!(world.by("eve", call, &good), "MemberIsSuspended");
        // A set that is named afterwards is another matter.
        world.runtime("setMembers", &members);
        assert_eq!(library::number(&world.ask("membersOf", &[json!(2)])[3]), 0);
    });
}

#[test]
fn sets_and_questions_have_bounds() {
    each(|world| {
        let members = sorted(60..63);
        let set = |weights: &[u16], threshold: u8| enrolled(&members, weights, threshold);
        for stranger in ["eve", GUARDIAN] {
            let rejected = world.by(stranger, "setMembers", &set(&[1; 3], 2));
            assert_eq!(rejected, "CallerNotRuntime");
        }
        for (bad, error) in [
            (set(&[1; 2], 2), "LengthMismatch"),
            (set(&[1, 0, 1], 2), "BadMember"),
            (set(&[1; 3], 1), "ThresholdOutOfBounds"),
            (set(&[1; 3], 4), "ThresholdOutOfBounds"),
            (enrolled(&[], &[], 1), "MemberCount"),
        ] {
            assert_eq!(world.by(OWNER, "setMembers", &bad), error);
        }
        let mut disordered = set(&[1; 3], 2);
        disordered[0].as_array_mut().unwrap().swap(0, 1);
        assert_eq!(world.by(OWNER, "setMembers", &disordered), "BadMember");
        let mut twice = set(&[1; 3], 2);
        twice[0][1] = twice[0][0].clone();
        assert_eq!(world.by(OWNER, "setMembers", &twice), "BadMember");
        let mut zero = set(&[1; 3], 2);
        zero[0][0] = hex(H160::zero());
        assert_eq!(world.by(OWNER, "setMembers", &zero), "BadMember");
        let many = sorted(100..133);
        let too_many = enrolled(&many, &[1; 33], 17);
        assert_eq!(world.by(OWNER, "setMembers", &too_many), "MemberCount");
        world.runtime("setMembers", &enrolled(&many[..32], &[u16::MAX; 32], 17));

        let open = |question: u8, terms: Value| [bytes(&[question; 32]), terms];
        assert_eq!(
            world.by("eve", "openQuestion", &open(3, terms(1, 0, 0))),
            "CallerNotRuntime"
        );
        for bad in [
            terms(0, 0, 0),
            terms(3, 0, 0),
            terms(1, 6_667, 0),
            terms(1, 0, 1),
            terms(2, 6_666, 1),
            terms(2, 10_001, 1),
            terms(2, 6_667, 0),
            json!([1, 0, 1, 0, 0]),
            json!([1, 1, 0, 0, 0]),
            json!([1, 1, 86_401, 0, 0]),
        ] {
            assert_eq!(world.by(OWNER, "openQuestion", &open(3, bad)), "BadTerms");
        }
        let again = open(1, terms(1, 0, 0));
        assert_eq!(world.by(OWNER, "openQuestion", &again), "AlreadyOpen");
    });
}

/// Thirty-two members, whose weights are the largest: no sum overflows, and the call fits.
#[test]
fn largest_committee_answers() {
    let spent = BUILDS.map(|built| {
        let world = &mut World::new(built);
        let members = sorted(100..132);
        world.runtime("setMembers", &enrolled(&members, &[u16::MAX; 32], 17));
        let time = (world.chain.timestamp() + ROLE_DELAY).next_multiple_of(PERIOD);
        world.at(time);
        world.members = members;
        let said: Vec<(usize, u64)> = (0..32).map(|it| (it, 1_000 - it as u64)).collect();
        let median = world.observe(time, &said).ref_time;
        assert_eq!(world.numbers("valueOf", &[bytes(&PRICE)])[0], 984);
        let report = world.report(time, 7, &(0..32).collect::<Vec<_>>());
        let report = world
            .committee
            .send(&mut world.chain, "eve", "report", &report)
            .ref_time;
        let spent = [report, median];
        eprintln!(
            "{built}: report and median of 32 members: {:?} us",
            spent.map(|it| it / 1_000_000)
        );
        // The last member is in the second part.
        let last = hex(world.members[31].address);
        assert_eq!(world.tally(2, 31), [1, 0]);
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "suspend", &[json!(2), last]);
        let next = time + PERIOD;
        world.at(next);
        let report = world.report(next, 7, &(0..32).collect::<Vec<_>>());
        assert_eq!(world.by("eve", "report", &report), "MemberIsSuspended");
        let others = world.report(next, 7, &(0..31).collect::<Vec<_>>());
        world
            .committee
            .send(&mut world.chain, "eve", "report", &others);
        spent
    });
    let [ink, resolc, _] = spent;
    for (ink, resolc) in ink.iter().zip(resolc) {
        assert!(ink * 10 <= resolc * 7, "{ink} {resolc}");
    }
}

/// What verifying a signature costs beside the call of the host that recovers its key.
#[test]
fn one_more_signature_costs_its_recovery_and_little_of_other_builds() {
    type Weights = <Runtime as pallet_revive::Config>::WeightInfo;
    // A precompile is called with 128 bytes: the digest, v, r and s.
    let host = (Weights::seal_call_precompile(0, 128) + Weights::ecdsa_recover()).ref_time();
    let more = BUILDS.map(|built| {
        let mut world = World::new(built);
        let spent = [0..3, 0..3, 0..5].map(|members| {
            let members: Vec<usize> = members.collect();
            world.time += PERIOD;
            world.at(world.time);
            let report = world.report(world.time, 7, &members);
            let sent = world
                .committee
                .send(&mut world.chain, "eve", "report", &report);
            sent.ref_time
        });
        let one = (spent[2] - spent[1]) / 2;
        let beside = one as f64 / host as f64;
        eprintln!(
            "{built}: one more signature: {} us, {beside:.3} times the host's call",
            one / 1_000_000
        );
        one
    });
    // The goal was 1.1 (docs/decisions/0067).
    let [ink, resolc, evm] = more;
    assert!(ink * 10 <= host * 16, "{ink} {host}");
    assert!(ink * 10 <= resolc * 7, "{ink} {resolc}");
    assert!(ink * 10 <= evm * 7, "{ink} {evm}");
}
