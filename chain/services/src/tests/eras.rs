//! Eras are counted, whatever length they have.

use super::{managers, *};
use frame_support::{assert_ok, traits::Hooks};
use storage_accesses::pallet;

fn era() -> (u32, u64) {
    let EraStart { index, started_at } = CurrentEra::<Test>::get();
    assert_eq!(Services::current_era(), index);
    (index, started_at)
}

#[test]
fn era_begins_when_the_last_has_its_length() {
    new_chain().execute_with(|| {
        run_to(999);
        assert_eq!(era(), (0, 0));
        run_to(1_000);
        assert_eq!(era(), (1, 1_000));
        run_to(1_999);
        assert_eq!(era(), (1, 1_000));
        run_to(2_000);
        assert_eq!(era(), (2, 2_000));
    });
}

#[test]
fn upgrade_that_changes_the_length_of_eras_skips_and_repeats_no_number() {
    new_chain().execute_with(|| {
        run_to(3_850);
        assert_eq!(era(), (3, 3_000));
        // The running era has outlasted eight of the new length: it ends, and is one.
        EraLength::set(100);
        run_to(3_851);
        assert_eq!(era(), (4, 3_851));
        run_to(4_051);
        assert_eq!(era(), (6, 4_051));
        // The running era becomes longer.
        EraLength::set(14_400);
        run_to(4_151);
        assert_eq!(era(), (6, 4_051));
        run_to(4_051 + 14_400);
        assert_eq!(era(), (7, 4_051 + 14_400));
    });
}

#[test]
fn counters_are_kept_for_as_many_eras_though_eras_become_longer() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        EraLength::set(2_000);
        let kept = || Activities::<Test>::iter_prefix(0).count();
        run_to(85 * 2_000);
        assert_eq!((era().0, kept()), (85, 1));
        assert_eq!(Services::do_try_state(), Ok(()));
        run_to(85 * 2_000 + 1);
        assert_eq!(kept(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
    });
}

#[test]
fn beginning_of_a_block_is_charged_for_all_that_it_reads_and_writes() {
    new_chain().execute_with(|| {
        for (block, reads, writes) in [(999, 1, 0), (1_000, 1, 1)] {
            System::set_block_number(block);
            let begin = || Services::on_initialize(block);
            let own = |key: &str| key.starts_with(&pallet("Services"));
            let (accesses, charged) = storage_accesses::of(own, begin);
            let counted = (accesses.reads.len() as u64, accesses.writes.len() as u64);
            assert_eq!(counted, (reads, writes));
            let due = TestDbWeight::get().reads_writes(reads, writes);
            assert!(due.all_lte(charged), "{charged:?}");
        }
    });
}

#[test]
fn eras_that_another_pallet_counts_are_followed_and_lower_numbers_change_nothing() {
    new_chain().execute_with(|| {
        run_to(1_000);
        assert_eq!(era(), (1, 1_000));
        // Its number is lower: the running era goes on, however long.
        CountedEra::set(Some(0));
        run_to(3_000);
        assert_eq!(era(), (1, 1_000));
        CountedEra::set(Some(5));
        run_to(3_001);
        assert_eq!(era(), (5, 3_001));
        run_to(9_000);
        assert_eq!(era(), (5, 3_001));
        CountedEra::set(Some(6));
        run_to(9_001);
        assert_eq!(era(), (6, 9_001));
    });
}
