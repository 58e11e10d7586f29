//! A contract that stakes what it has: behind validators, and in several vaults of liquid stake. The same in Solidity is
//! `../../solidity/StakeKeeper.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod staking = "blueprint-abi/library/IStaking.sol");
blueprint_hooks::interface!(mod vaults = "blueprint-abi/library/ILiquidVault.sol");

#[blueprint_hooks::contract("../../IStakeKeeper.sol")]
pub mod stake_keeper {
    use super::{staking::Client as Staking, vaults::Client as Vault};
    use blueprint_components::prelude::*;

    /// The precompile of the staking pallet.
    const STAKING: [u8; 20] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 0, 0];
    /// Wei of the chain's base unit.
    const UNIT: u64 = 1_000_000;
    const MOST_VAULTS: u32 = 8;

    #[derive(Default)]
    pub struct StakeKeeper {
        owner: Immutable<Address>,
    }

    impl StakeKeeper {
        pub fn constructor(&mut self) -> Result<()> {
            self.owner.set(&env::caller());
            Ok(())
        }

        fn only_owner(&self) -> Result<()> {
            let (owner, caller) = (self.owner.get(), env::caller());
            ensure!(caller == owner, NotOwner { owner, caller });
            Ok(())
        }
    }

    fn staking() -> Staking {
        Staking::at(Address::from(STAKING))
    }

    // Each function that changes state asks for the owner.
    #[unguarded]
    impl IStakeKeeper for StakeKeeper {
        /// Payments of the staking pallet and of vaults are transfers of the chain: they call nothing.
        fn fund(&mut self) -> Result<()> {
            Ok(())
        }

        fn owner(&self) -> Address {
            self.owner.get()
        }

        fn back(&mut self, amount: U256, validators: List<[u8; 32]>) -> Result<()> {
            self.only_owner()?;
            let (bonded, _, _) = staking().ledger_of(staking().account_of(env::this())?)?;
            if bonded.is_zero() {
                staking().bond(amount, 0, [0; 32])?;
            } else {
                staking().bond_extra(amount)?;
            }
            staking().nominate(&validators.to_vec()?)?;
            Ok(())
        }

        fn ask_back(&mut self, amount: U256) -> Result<()> {
            self.only_owner()?;
            Ok(staking().unbond(amount)?)
        }

        fn chill(&mut self) -> Result<()> {
            self.only_owner()?;
            Ok(staking().chill()?)
        }

        fn free(&mut self) -> Result<()> {
            self.only_owner()?;
            Ok(staking().withdraw_unbonded()?)
        }

        fn split(&mut self, amount: U256, vaults: List<Address>) -> Result<()> {
            self.only_owner()?;
            let received = vaults.len();
            let limit = MOST_VAULTS;
            ensure!(
                (1..=limit).contains(&received),
                VaultsOutOfRange { limit, received }
            );
            let (unit, count) = (U256::from(UNIT), U256::from(received));
            // Neither is zero, and the parts are no more than the amount.
            let units = amount.checked_div(unit).unwrap_or_default();
            let part = units.checked_div(count).unwrap_or_default();
            let part = part.saturating_mul(unit);
            let rest = amount.saturating_sub(part.saturating_mul(count));
            let this = env::this();
            for (index, vault) in vaults.to_vec()?.into_iter().enumerate() {
                let more = if index == 0 { rest } else { U256::zero() };
                let assets = part.saturating_add(more);
                let request_id = Vault::at(vault).request_deposit(assets, this, this)?;
                PartRequested {
                    vault,
                    request_id,
                    assets,
                }
                .emit();
            }
            Ok(())
        }

        fn collect(&mut self, vault: Address, request_id: U256) -> Result<(U256, U256)> {
            self.only_owner()?;
            let this = env::this();
            Ok(Vault::at(vault).claim(request_id, this, this)?)
        }

        fn give_back(&mut self, vault: Address, shares: U256) -> Result<U256> {
            self.only_owner()?;
            let this = env::this();
            Ok(Vault::at(vault).request_redeem(shares, this, this)?)
        }

        fn redeem(&mut self, vault: Address, request_id: U256) -> Result<U256> {
            self.only_owner()?;
            let this = env::this();
            Ok(Vault::at(vault).claim_redeem(request_id, this, this)?)
        }

        fn pay(&mut self, to: Address, amount: U256) -> Result<()> {
            self.only_owner()?;
            ensure!(env::transfer(to, amount), NotPaid { to, amount });
            Ok(())
        }
    }
}
