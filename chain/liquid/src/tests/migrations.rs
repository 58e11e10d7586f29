//! State that an earlier version of the pallet wrote becomes this one's.

use super::*;
use crate::migrations::MigrateV1ToV2;
use codec::{Decode, Encode};
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};
use sp_core::storage::StateVersion;

#[test]
fn vault_of_version_1_pays_the_fee_of_the_upgrade() {
    with_vault(0, || {
        joined(1, 9_000);
        sync();
        let known = vault();
        assert_ok!(command(Call::set_fee { bps: 300 }));
        Timestamp::set_timestamp(Timestamp::get() + FEE_NOTICE * 1_000);
        let Vault {
            validator,
            founder,
            state,
            pool,
            phantom,
            queued,
            leaving,
            queue,
            best,
            fee_bps,
            ..
        } = &known;
        let first = (validator, founder, state, pool, phantom);
        let before = (first, queued, leaving, queue, best).encoded_size();
        // Version 1 has all but the fee.
        let mut old = known.encode();
        old.drain(before..before + fee_bps.encoded_size());
        assert!(Vault::<AccountId32>::decode(&mut &old[..]).is_err());
        sp_io::storage::set(&Vaults::<Test>::hashed_key_for(V), &old);
        StorageVersion::new(1).put::<Liquid>();

        MigrateV1ToV2::<Test>::on_runtime_upgrade();
        assert_eq!(Liquid::on_chain_storage_version(), 2);
        let fee_bps = 300;
        assert_eq!(vault(), Vault { fee_bps, ..known });
        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV1ToV2::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
        next_era();
        sync();
        assert!(Assets::balance(V, Treasury::get()) > 0);
    });
}
