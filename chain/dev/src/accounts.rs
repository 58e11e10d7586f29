//! The accounts that own tokens at genesis, and the keys that the chain signs with.

use blueprint_e2e_runtime::{genesis, AccountId, Runtime};
use pallet_revive::{evm, AccountId32Mapper, AddressMapper};
use sp_core::{hex2array, H160};

/// The keys of the mnemonic `test test test test test test test test test test test junk`, in the order in which
/// anvil and hardhat list them.
const TEST_KEYS: [[u8; 32]; 10] = [
    hex2array!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    hex2array!("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    hex2array!("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    hex2array!("7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    hex2array!("47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
    hex2array!("8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
    hex2array!("92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
    hex2array!("4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
    hex2array!("dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
    hex2array!("2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"),
];

/// The first two of Substrate's well-known Ethereum keys.
const NAMED_KEYS: [(&str, [u8; 32]); 2] = [
    (
        "alith",
        hex2array!("5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133"),
    ),
    (
        "baltathar",
        hex2array!("8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b"),
    ),
];

/// An Ethereum key that the chain holds.
#[derive(Clone, Debug)]
pub struct Key {
    /// `test0` to `test9`, `alith` or `baltathar`.
    pub name: String,
    /// Its address.
    pub address: H160,
    /// The secret key.
    pub secret: [u8; 32],
}

impl Key {
    fn new(name: String, secret: [u8; 32]) -> Key {
        let address = evm::Account::from_secret_key(secret).address();
        Key {
            name,
            address,
            secret,
        }
    }

    /// The key that signs.
    pub fn signer(&self) -> evm::Account {
        evm::Account::from_secret_key(self.secret)
    }
}

/// The Ethereum keys that the chain holds: the ten of the test mnemonic, then Alith and Baltathar.
pub fn keys() -> Vec<Key> {
    let tests = TEST_KEYS.iter().enumerate();
    let tests = tests.map(|(n, secret)| Key::new(format!("test{n}"), *secret));
    let named = NAMED_KEYS.iter();
    let named = named.map(|(name, secret)| Key::new((*name).to_string(), *secret));
    tests.chain(named).collect()
}

/// An account with a name.
#[derive(Clone, Debug)]
pub struct Named {
    /// `alice` to `ferdie`, `runtime` for the services pallet, or the name of a [`Key`].
    pub name: String,
    /// What a contract sees as `msg.sender`.
    pub address: H160,
    /// The account of the pallets.
    pub account: AccountId,
}

/// Every account with a name.
pub fn named() -> Vec<Named> {
    let substrate = genesis::named_accounts().into_iter();
    let substrate = substrate.map(|(name, account)| Named {
        name: name.to_string(),
        address: <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_address(&account),
        account,
    });
    let ethereum = keys().into_iter().map(|key| Named {
        name: key.name,
        address: key.address,
        account: fallback(&key.address),
    });
    substrate.chain(ethereum).collect()
}

/// The account of the pallets that an Ethereum key signs for: its address, then twelve bytes `0xee`.
pub fn fallback(address: &H160) -> AccountId {
    <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_fallback_account_id(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_keys_have_the_addresses_that_anvil_lists() {
        let anvil = [
            hex2array!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
            hex2array!("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
            hex2array!("3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
            hex2array!("90f79bf6eb2c4f870365e785982e1f101e93b906"),
            hex2array!("15d34aaf54267db7d7c367839aaf71a00a2c6a65"),
            hex2array!("9965507d1a55bcc2695c58ba16fb37d819b0a4dc"),
            hex2array!("976ea74026e726554db657fa54763abd0c3a0aa9"),
            hex2array!("14dc79964da2c08b23698b3d3cc7ca32193d9955"),
            hex2array!("23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f"),
            hex2array!("a0ee7a142d267c1f36714e4a8f75612f20a79720"),
        ];
        let addresses: Vec<[u8; 20]> = keys().iter().map(|key| key.address.0).collect();
        assert_eq!(addresses[..10], anvil);
    }

    #[test]
    fn named_keys_are_the_first_that_the_runtime_funds() {
        let named: Vec<AccountId> = keys()[10..]
            .iter()
            .map(|key| fallback(&key.address))
            .collect();
        assert!(
            genesis::ethereum_accounts().starts_with(&named),
            "{named:?}"
        );
    }
}
