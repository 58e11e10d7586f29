//! Who acts on the embedded chain.

pub use blueprint_e2e_runtime::SERVICES;

use crate::tangle_core::release::Release;
use blueprint_e2e_runtime::{genesis, services_account, AccountId, Runtime};
use pallet_revive::{AccountId32Mapper, AddressMapper};
use sp_core::{H160, H256};

/// Address of Tangle's core, in the published state of a chain on which it is deployed.
pub const TANGLE_CORE: H160 = H160([
    0xcf, 0x7e, 0xd3, 0xac, 0xca, 0x5a, 0x46, 0x7e, 0x9e, 0x70, 0x4c, 0x70, 0x3e, 0x8d, 0x87, 0xf6,
    0x34, 0xfb, 0x0f, 0xc9,
]);

/// An account, as the chain and as a contract knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// A name for people: `alice`, `runtime`, or the address.
    pub name: String,
    /// The account that signs and pays.
    pub id: AccountId,
    /// What a contract sees as `msg.sender`.
    pub address: H160,
}

impl Account {
    /// The account `id` under a name.
    pub fn new(name: impl Into<String>, id: AccountId) -> Self {
        let address = <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_address(&id);
        Account {
            name: name.into(),
            id,
            address,
        }
    }

    /// The account an Ethereum address stands for: its 20 bytes, then twelve `0xee`.
    ///
    /// This is stateless. An address that belongs to a named account is looked up with
    /// [`Chain::ethereum_account`](crate::chain::Chain::ethereum_account).
    pub fn ethereum(address: H160) -> Self {
        let id = <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_fallback_account_id(
            &address,
        );
        Account {
            name: format!("{address:?}"),
            id,
            address,
        }
    }

    /// The address as contracts index it: 32 bytes, the first twelve zero.
    pub fn word(&self) -> [u8; 32] {
        H256::from(self.address).0
    }
}

/// The well-known Ethereum key Alith: the caller that a contract obeys where one of its hooks is tried alone, without
/// the pallet or the core that would call it.
pub const ALITH: H160 = H160([
    0xf2, 0x4f, 0xf3, 0xa9, 0xcf, 0x04, 0xc7, 0x1d, 0xbc, 0x94, 0xd0, 0xb5, 0x66, 0xf7, 0xa2, 0x7b,
    0x94, 0x56, 0x6c, 0xac,
]);

/// `alice`, `bob`, `charlie`, `dave`, `eve`, `ferdie`, or `alith`. All of them sign, own tokens at genesis and may
/// call contracts.
pub fn named(name: &str) -> Option<Account> {
    all().into_iter().find(|account| account.name == name)
}

/// Every named account.
pub fn all() -> Vec<Account> {
    let alith = Account {
        name: "alith".into(),
        ..Account::ethereum(ALITH)
    };
    genesis::named_accounts()
        .into_iter()
        .map(|(name, id)| Account::new(name, id))
        .filter(|account| can_sign(account.address))
        .chain([alith])
        .collect()
}

/// Whether a key may sign for an address: not for the pallet's, a core's, the precompile's and the zero address.
pub fn can_sign(address: H160) -> bool {
    let cores = Release::ALL.map(Release::core);
    ![runtime().address, SERVICES, H160::zero()].contains(&address) && !cores.contains(&address)
}

/// The services pallet's account, which calls hooks on a Substrate chain.
pub fn runtime() -> Account {
    Account::new("runtime", services_account())
}

/// Tangle's core. Where its state is not loaded, a plain account at the same address.
pub fn tangle_core() -> Account {
    Account {
        name: "tangle-core".into(),
        ..Account::ethereum(TANGLE_CORE)
    }
}

/// The address a name stands for: a [`named`] account, and for arguments `runtime` (the services pallet),
/// `tangle-core`, `services` (the precompile of `IServices`) or `zero`.
pub fn address_of(name: &str) -> Option<H160> {
    match name {
        "runtime" => Some(runtime().address),
        "tangle-core" => Some(TANGLE_CORE),
        "services" => Some(SERVICES),
        "zero" => Some(H160::zero()),
        _ => named(name).map(|account| account.address),
    }
}

/// All names [`named`] knows, for messages.
pub fn callers() -> Vec<&'static str> {
    genesis::named_accounts()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| *name != "runtime")
        .chain(["alith"])
        .collect()
}

/// All names [`address_of`] knows, for messages.
pub fn names() -> Vec<&'static str> {
    callers()
        .into_iter()
        .chain(["runtime", "tangle-core", "services", "zero"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ethereum_account_of_an_address_has_that_address() {
        let account = Account::ethereum(TANGLE_CORE);

        assert_eq!(
            Account::new("core", account.id.clone()),
            Account {
                name: "core".into(),
                ..account
            }
        );
    }

    #[test]
    fn names_of_different_accounts_have_different_addresses() {
        let mut addresses: Vec<H160> = names().into_iter().filter_map(address_of).collect();
        let count = addresses.len();
        addresses.sort();
        addresses.dedup();

        assert_eq!((addresses.len(), count), (11, 11));
    }

    #[test]
    fn callers_sign_and_the_accounts_of_pallet_and_core_do_not() {
        for name in callers() {
            let account = named(name).expect(name);
            assert!(can_sign(account.address), "{name}");
            assert_eq!(address_of(name), Some(account.address));
        }
        assert_eq!(callers().len(), all().len());
        for name in ["runtime", "tangle-core", "services", "zero"] {
            assert_eq!(named(name), None);
            assert!(!address_of(name).is_some_and(can_sign), "{name}");
        }
        for core in Release::ALL.map(Release::core) {
            assert!(!can_sign(core), "{core:?}");
        }
    }

    #[test]
    fn address_of_an_unknown_name_is_none() {
        assert_eq!(address_of("mallory"), None);
    }
}
