//! Contracts of a story: deployed by its developer, and called by their ABIs.

use super::*;
use crate::{chain::CallOptions, decode::Interface};
use serde_json::{json, Value};

/// Seconds after which an offered role can be taken over.
pub(super) const ROLE_DELAY: u64 = 86_400;

/// A contract of the story and its ABI.
pub(super) struct Deployed {
    pub(super) address: H160,
    pub(super) interface: Interface,
}

/// A chain, and the arguments of roles: the developer is the runtime of the library's contracts, the customer their guardian.
pub(super) fn with_roles<'a>(
    operators: [&'static str; 2],
    observer: &'a mut dyn FnMut(&Step),
) -> Result<(Road<'a>, Vec<Value>), RoadError> {
    let road = Road {
        chain: Chain::new()?,
        manager: H160::zero(),
        operators,
        observer,
    };
    let holders = [DEVELOPER, CUSTOMER].map(|name| hex(account(name).address));
    let roles = [&holders[..], &[json!(ROLE_DELAY)]].concat();
    Ok((road, roles))
}

/// The same, with the service levels deployed.
pub(super) fn with_levels<'a>(
    levels: &Artifact,
    operators: [&'static str; 2],
    observer: &'a mut dyn FnMut(&Step),
) -> Result<(Road<'a>, Vec<Value>, Deployed), RoadError> {
    let (mut road, roles) = with_roles(operators, observer)?;
    let capped = [&roles[..], &[json!(400_000)]].concat();
    let levels = road.place("deploy the service levels", levels, &capped)?;
    Ok((road, roles, levels))
}

impl Road<'_> {
    pub(super) fn place(
        &mut self,
        what: &'static str,
        artifact: &Artifact,
        arguments: &[Value],
    ) -> Result<Deployed, RoadError> {
        let wrong = |error: String| failed(DEVELOPER, what, error);
        let interface = artifact.interface().map_err(|it| wrong(it.to_string()))?;
        let encoded = interface.encode_constructor(arguments);
        let encoded = encoded.map_err(|error| wrong(error.to_string()))?;
        Ok(Deployed {
            address: self.deploy(what, artifact, &encoded)?,
            interface: interface.clone(),
        })
    }

    /// Calls a contract as a named account; the error by name where it rejects.
    pub(super) fn call(
        &mut self,
        who: &str,
        contract: &Deployed,
        function: &'static str,
        arguments: &[Value],
    ) -> Result<Result<(), String>, RoadError> {
        self.pay(who, contract, function, arguments, 0)
    }

    /// The same with value, in wei.
    pub(super) fn pay(
        &mut self,
        who: &str,
        contract: &Deployed,
        function: &'static str,
        arguments: &[Value],
        value: u128,
    ) -> Result<Result<(), String>, RoadError> {
        let encoded = contract.interface.encode_call(function, arguments);
        let encoded = encoded.map_err(|error| failed(who, function, error.to_string()))?;
        let options = CallOptions {
            value: value.into(),
            ..Default::default()
        };
        let (chain, from) = (&mut self.chain, account(who));
        let outcome = chain.call_with(&from, contract.address, encoded, options);
        if outcome.is_ok() {
            return Ok(Ok(()));
        }
        let error = contract.interface.decode_error(&outcome.data);
        Ok(Err(error.map_or(outcome.to_string(), |error| error.name)))
    }

    /// The same, of a call that must succeed.
    pub(super) fn must(
        &mut self,
        who: &str,
        what: &'static str,
        contract: &Deployed,
        function: &'static str,
        arguments: &[Value],
    ) -> Result<(), RoadError> {
        let called = self.call(who, contract, function, arguments)?;
        called.map_err(|error| failed(who, what, error))?;
        self.tell(who, what, "done".into());
        Ok(())
    }

    /// What a view returns.
    pub(super) fn ask(
        &mut self,
        contract: &Deployed,
        view: &'static str,
        arguments: &[Value],
    ) -> Result<Vec<Value>, RoadError> {
        let wrong = |error: String| failed(CUSTOMER, view, error);
        let function = contract.interface.function(view);
        let function = function.map_err(|error| wrong(error.to_string()))?;
        let encoded = contract.interface.encode_call(view, arguments);
        let encoded = encoded.map_err(|error| wrong(error.to_string()))?;
        let outcome = self.chain.read(contract.address, encoded);
        let returned = contract.interface.decode_output(function, &outcome.data);
        returned.ok_or_else(|| wrong(outcome.to_string()))
    }

    /// The points of both operators in the era, and, once it is over, what their delegators earned.
    pub(super) fn era_pays(&mut self) -> Result<([u32; 2], [u128; 2]), RoadError> {
        let era = self.era()?;
        let points = [self.activity(era, 0)?.points, self.activity(era, 1)?.points];
        self.chain.skip_blocks(era_length());
        let earned = [self.claim(DELEGATORS[0], 0)?, self.claim(DELEGATORS[1], 1)?];
        Ok((points, earned))
    }

    /// To a second, in a new block.
    pub(super) fn until(&mut self, second: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(second);
    }
}

pub(super) fn hex(address: H160) -> Value {
    json!(format!("{address:?}"))
}

/// A number of an answer; 0 for what is none.
pub(super) fn number(value: &Value) -> usize {
    let text = value.as_str().map(str::to_owned);
    let text = text.unwrap_or_else(|| value.to_string());
    text.parse().unwrap_or_default()
}
