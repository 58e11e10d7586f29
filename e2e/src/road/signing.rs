//! How the steps of the story are signed, and views of the precompile are read.

use super::*;
use alloy_primitives::B256;
use blueprint_evidence::PrivateKeySigner;

impl Road<'_> {
    /// Deploys a contract as the developer.
    pub(super) fn deploy(
        &mut self,
        what: &'static str,
        artifact: &Artifact,
        arguments: &[u8],
    ) -> Result<H160, RoadError> {
        let deployed = self
            .chain
            .deploy(&account(DEVELOPER), &artifact.code, arguments);
        let deployed = deployed.map_err(|outcome| RoadError::Deploy(Box::new(outcome)))?;
        self.tell(DEVELOPER, what, "deployed".into());
        Ok(deployed.address)
    }

    /// Deploys incredible squaring, with the bond of its proposals.
    pub(super) fn deploy_squaring(&mut self, artifact: &Artifact) -> Result<(), RoadError> {
        let runtime = Address::new(accounts::runtime().address.0);
        let services = Address::new(accounts::SERVICES.0);
        let arguments = (runtime, 2u32, services).abi_encode_params();
        self.manager = self.deploy("deploy the manager", artifact, &arguments)?;
        self.fund_bond()
    }

    /// The bond of a proposal is held on the manager's own account.
    pub(super) fn fund_bond(&mut self) -> Result<(), RoadError> {
        let funded = self
            .chain
            .fund(&account(DEVELOPER), self.manager, PROPOSAL_BOND);
        if let Some(error) = funded.error() {
            return Err(failed(DEVELOPER, "fund the manager's bond", error));
        }
        self.tell(DEVELOPER, "fund the manager's bond", "done".into());
        Ok(())
    }

    /// Sends a signed extrinsic that must succeed.
    ///
    /// # Errors
    /// If it fails.
    pub fn send(
        &mut self,
        who: &str,
        what: &'static str,
        call: impl Into<RuntimeCall>,
    ) -> Result<Dispatched, RoadError> {
        let sent = self.chain.dispatch(&account(who), call);
        match sent.error() {
            None => {
                self.tell(who, what, events(&sent));
                Ok(sent)
            }
            Some(error) => {
                let hook = sent.hooks.last().map(|hook| format!("{:?}", hook.result));
                let error = format!("{error} {}", hook.unwrap_or_default());
                Err(failed(who, what, error))
            }
        }
    }

    /// Sends a call as governance, which the sudo key signs.
    pub(super) fn govern(
        &mut self,
        what: &'static str,
        call: impl Into<RuntimeCall>,
    ) -> Result<(), RoadError> {
        let call = pallet_sudo::Call::<Runtime>::sudo {
            call: Box::new(call.into()),
        };
        let sent = self.send(DEVELOPER, what, call)?;
        let result = sent.events.iter().find_map(|event| match event {
            RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) => Some(*sudo_result),
            _ => None,
        });
        match result {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(failed(DEVELOPER, what, error_name(&error))),
            None => Err(failed(DEVELOPER, what, "no answer of sudo".into())),
        }
    }

    /// Calls a view of the precompile.
    ///
    /// # Errors
    /// If it does not return.
    pub fn view<C: SolCall>(&mut self, call: C) -> Result<C::Return, RoadError> {
        let outcome = self.chain.read(accounts::SERVICES, call.abi_encode());
        C::abi_decode_returns_validate(&outcome.data).map_err(|_| RoadError::View {
            view: C::SIGNATURE,
            outcome: Box::new(outcome),
        })
    }

    pub(super) fn era(&mut self) -> Result<u32, RoadError> {
        self.view(IServices::currentEraCall {})
    }

    pub(super) fn activity(
        &mut self,
        era: u32,
        n: usize,
    ) -> Result<IServices::activityOfReturn, RoadError> {
        let operator = Address::new(account(self.operators[n]).address.0);
        self.view(IServices::activityOfCall { era, operator })
    }

    /// The stake with an operator, as the precompile returns it.
    pub(super) fn staked(&mut self, n: usize) -> Result<u128, RoadError> {
        let operator = Address::new(account(self.operators[n]).address.0);
        let token = Address::ZERO;
        let wei = self.view(IServices::stakeOfCall { operator, token })?;
        let ratio: u32 = <Runtime as pallet_revive::Config>::NativeToEthRatio::get();
        Ok((wei / U256::from(ratio)).to::<u128>())
    }

    pub(super) fn bond(&mut self, n: usize) -> u128 {
        let operator = account(self.operators[n]).id;
        self.chain.execute(|| {
            pallet_services::Operators::<Runtime>::get(&operator).map_or(0, |record| record.bond)
        })
    }

    pub(super) fn free(&mut self, who: &str) -> u128 {
        let id = account(who).id;
        self.chain.execute(|| Balances::free_balance(&id))
    }

    pub(super) fn tell(&mut self, who: &str, what: &'static str, outcome: String) {
        (self.observer)(&Step {
            who: who.into(),
            what,
            outcome,
        });
    }
}

pub(super) fn failed(who: &str, what: &'static str, error: String) -> RoadError {
    RoadError::Step {
        who: who.into(),
        what,
        error,
    }
}

/// A named account; or, of a name as `key 31`, the account of the key whose bytes are all 0x31.
pub(super) fn account(name: &str) -> Account {
    if let Some(key) = key_of(name) {
        let account = Account::ethereum(H160(key.address().into_array()));
        return Account {
            name: name.into(),
            ..account
        };
    }
    accounts::named(name).unwrap_or_else(|| panic!("no account is called {name}"))
}

/// The key of an account that is named after it.
pub(super) fn key_of(name: &str) -> Option<PrivateKeySigner> {
    let byte = u8::from_str_radix(name.strip_prefix("key ")?, 16).ok()?;
    PrivateKeySigner::from_bytes(&B256::repeat_byte(byte)).ok()
}
