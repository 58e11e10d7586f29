//! The keys of development chains. They are published: an account of theirs is every reader's.

use alloy_primitives::{b256, Address, B256};
use alloy_signer_local::PrivateKeySigner;

/// The ids of chains on which the published keys may sign: anvil, hardhat and this repository's chain; a local node
/// of Polkadot Hub.
pub const CHAINS: [u64; 2] = [31337, 420_420_420];

/// Names and keys: Substrate's two Ethereum accounts, and the first ten of the phrase `test test test test test test
/// test test test test test junk`, which anvil and hardhat fund.
const KEYS: [(&str, B256); 12] = [
    (
        "alith",
        b256!("5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133"),
    ),
    (
        "baltathar",
        b256!("8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b"),
    ),
    (
        "test0",
        b256!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    ),
    (
        "test1",
        b256!("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    ),
    (
        "test2",
        b256!("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    ),
    (
        "test3",
        b256!("7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    ),
    (
        "test4",
        b256!("47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
    ),
    (
        "test5",
        b256!("8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
    ),
    (
        "test6",
        b256!("92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
    ),
    (
        "test7",
        b256!("4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
    ),
    (
        "test8",
        b256!("dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
    ),
    (
        "test9",
        b256!("2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"),
    ),
];

/// The names of the accounts.
pub fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|(name, _)| *name)
}

/// The key of a name.
pub fn key(name: &str) -> Option<PrivateKeySigner> {
    let (_, key) = KEYS.iter().find(|(known, _)| *known == name)?;
    PrivateKeySigner::from_bytes(key).ok()
}

/// The name of an address, if its key is published.
pub fn name_of(address: Address) -> Option<&'static str> {
    names().find(|name| key(name).is_some_and(|key| key.address() == address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;

    #[test]
    fn addresses_are_the_published_ones() {
        for (name, address) in [
            (
                "alith",
                address!("f24FF3a9CF04c71Dbc94D0b566f7A27B94566cac"),
            ),
            (
                "baltathar",
                address!("3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0"),
            ),
            (
                "test0",
                address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            ),
            (
                "test1",
                address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
            ),
            (
                "test2",
                address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
            ),
            (
                "test3",
                address!("90F79bf6EB2c4f870365E785982E1f101E93b906"),
            ),
            (
                "test4",
                address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
            ),
            (
                "test5",
                address!("9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
            ),
            (
                "test6",
                address!("976EA74026E726554dB657fA54763abd0C3a0aa9"),
            ),
            (
                "test7",
                address!("14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
            ),
            (
                "test8",
                address!("23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
            ),
            (
                "test9",
                address!("a0Ee7A142d267C1f36714E4a8F75612F20a79720"),
            ),
        ] {
            assert_eq!(key(name).unwrap().address(), address, "{name}");
            assert_eq!(name_of(address), Some(name));
        }
        assert!(key("dev10").is_none() && name_of(Address::ZERO).is_none());
    }
}
