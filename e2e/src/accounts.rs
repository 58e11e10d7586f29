//! Who acts on the embedded chain.

pub use blueprint_e2e_runtime::SERVICES;
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

/// `alice`, `bob`, `charlie`, `dave`, `eve`, `ferdie`, or `runtime` for the services pallet. All of
/// them own tokens at genesis and may call contracts.
pub fn named(name: &str) -> Option<Account> {
    genesis::named_accounts()
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(known, id)| Account::new(known, id))
}

/// Every named account.
pub fn all() -> Vec<Account> {
    genesis::named_accounts()
        .into_iter()
        .map(|(name, id)| Account::new(name, id))
        .collect()
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

/// The address a name stands for: a [`named`] account, `tangle-core`, `services` (the precompile of
/// `IServices`) or `zero`.
pub fn address_of(name: &str) -> Option<H160> {
    match name {
        "tangle-core" => Some(TANGLE_CORE),
        "services" => Some(SERVICES),
        "zero" => Some(H160::zero()),
        _ => named(name).map(|account| account.address),
    }
}

/// All names [`address_of`] knows, for messages.
pub fn names() -> Vec<&'static str> {
    genesis::named_accounts()
        .into_iter()
        .map(|(name, _)| name)
        .chain(["tangle-core", "services", "zero"])
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

        assert_eq!((addresses.len(), count), (10, 10));
    }

    #[test]
    fn address_of_an_unknown_name_is_none() {
        assert_eq!(address_of("mallory"), None);
    }
}
