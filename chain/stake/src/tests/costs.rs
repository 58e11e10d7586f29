//! What a step touches, measured as the proof of what it reads: a handful of values, however many operators
//! and delegators there are.

use super::*;
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, traits::fungible::Mutate};
use pallet_services::{Beneficiary, Stake as _};

/// An account of many, rich.
fn one_of(many: u8, n: u32) -> AccountId32 {
    let mut id = [many; 32];
    id[..4].copy_from_slice(&sp_io::hashing::twox_64(&n.to_be_bytes())[..4]);
    let who = AccountId32::new(id);
    Balances::mint_into(&who, RICH).expect("there is room");
    who
}

/// The size of the proof of a step, in bytes, with so many delegators of operator 1, and as many operators
/// beside it, in a world in which an era is to be settled for all of them.
fn proof_of(many: u32, step: fn()) -> usize {
    let mut chain = new_chain();
    chain.execute_with(|| {
        world();
        for n in 0..many {
            assert_ok!(send(one_of(0xff, n), delegation(1, AssetId::Native, 100)));
        }
        let others: Vec<_> = (0..many).map(|n| one_of(0xfe, n)).collect();
        for other in &others {
            assert_ok!(send(other.clone(), ServicesCall::join_operators {}));
            let delegate = Call::delegate {
                operator: other.clone(),
                selection: Selection::All,
                asset: AssetId::Native,
                amount: 100,
            };
            assert_ok!(send(delegator(2), delegate));
        }
        delegate(delegator(1), 1, AssetId::Native, 100);
        secure(operator(1));
        in_era(1);
        fund(1_000_000);
        work(1, 1);
        for other in &others {
            assert_ok!(Stake::note_points(other, 0, 1));
        }
        // All earn by now, and none of them has come.
        in_era(2);
        // A block begins without the events of the last.
        System::reset_events();
    });
    chain.commit_all().expect("it commits");
    let (_, proof) = chain.execute_and_prove(step);
    proof.encoded_size()
}

/// A step costs the same for few and for many, but for the depth of the trie. A step that touched
/// each of the many would need their records in the proof, at 100 bytes and more each.
fn costs_alike(step: fn()) {
    let (few, many) = (proof_of(10, step), proof_of(1_000, step));
    println!("{few} bytes of proof for 10, {many} for 1,000");
    // Each of the 990 more would be 100 bytes.
    assert!(many < few + 10_000, "{few} bytes for few, {many} for many");
}

#[test]
fn slash_costs_the_same_for_any_number_of_operators_and_delegators() {
    costs_alike(|| {
        assert!(Stake::slashable(0, &operator(1), Permill::from_percent(9)));
        assert_ok!(Stake::capture(0, 0, &operator(1)));
        let (half, burn) = (Permill::from_percent(50), Beneficiary::Burn);
        assert_ok!(Stake::slash(0, 0, &operator(1), half, &burn));
    });
}

#[test]
fn settlement_costs_the_same_for_any_number_of_operators_and_delegators() {
    costs_alike(|| {
        let operator = operator(1);
        assert_ok!(send(
            outsider(),
            Call::settle_operator {
                operator,
                selection: Selection::All,
            }
        ));
    });
}

#[test]
fn point_costs_the_same_for_any_number_of_operators_and_delegators() {
    costs_alike(|| {
        assert_ok!(Stake::note_points(&operator(1), 0, 1));
    });
}

#[test]
fn end_of_an_era_costs_the_same_for_any_number_of_operators_and_delegators() {
    costs_alike(|| {
        assert_ok!(Stake::note_points(&operator(1), 0, 1));
        in_era(3);
    });
}

#[test]
fn delegator_pays_for_itself_alone() {
    costs_alike(|| {
        let who = delegator(1);
        let operator = operator(1);
        assert_ok!(send(
            who.clone(),
            Call::claim {
                operator,
                selection: Selection::All,
            }
        ));
        let asset = AssetId::Native;
        assert_ok!(send(who.clone(), delegation(1, asset, 100)));
        assert_ok!(send(who, undelegation(1, asset, 150)));
    });
}

#[test]
fn services_pallet_charges_for_what_it_tells() {
    let service = 0;
    let slash = 0;
    let operator = operator(1);
    let evidence = H256::zero();
    let share = Stake::slash_weight();
    let result = ServicesCall::submit_result {
        service,
        call: 0,
        outputs: Default::default(),
    };
    let offline_report = ServicesCall::report_offline {
        service,
        operator: operator.clone(),
    };
    let proposal = ServicesCall::propose_slash {
        service,
        operator,
        offence: Charge::JobMisbehaviour,
        share_bps: 100,
        evidence,
    };
    let reported = [
        (result, Stake::points_weight()),
        (offline_report, Stake::absence_weight()),
        (proposal, Stake::commit_weight().saturating_mul(2)),
        (ServicesCall::veto_slash { slash }, share),
        (ServicesCall::execute_slash { slash }, share),
    ];
    for (call, least) in reported {
        let reserved = call.get_dispatch_info().call_weight;
        assert!(reserved.all_gt(least), "{call:?}");
    }
}

#[test]
fn result_settles_nothing() {
    new_chain().execute_with(|| {
        world();
        let noted = || Stake::note_points(&operator(1), 0, 1);
        let weight = <Test as Config>::WeightInfo::absence();
        assert_eq!(noted(), Ok(weight), "nothing is staked");
        delegate(delegator(1), 1, AssetId::Native, 100);
        assert_eq!(noted(), Ok(weight), "nothing counts");
        in_era(1);
        assert_eq!([noted(), noted()], [Ok(Stake::points_weight()); 2]);
        let stale = Ledgers::<Test>::get(operator(1), Selection::All).expect("it is staked");
        assert_eq!(stale.next_era, 0, "nothing was settled");
    });
}
