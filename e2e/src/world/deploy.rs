//! Contracts, by deployment and by name.

use super::{Answer, World};
use crate::{
    accounts::Account,
    artifact::Artifact,
    console::report::{error_of, Reason},
    decode::Interface,
    outcome::{Deployment, Outcome, Status},
};
use serde_json::{json, Value};
use sp_core::H160;
use std::path::Path;

impl World {
    pub(super) fn deploy(
        &mut self,
        path: &Path,
        name: Option<&str>,
        args: Value,
        who: &str,
    ) -> Answer<Value> {
        let artifact = Artifact::load(path).map_err(|error| error.to_string())?;
        let interface = artifact
            .interface()
            .map_err(|error| error.to_string())?
            .clone();
        let deployer = self.account(who)?;
        let constructor = interface.abi().constructor();
        let inputs = constructor.map(|it| it.inputs.clone()).unwrap_or_default();
        let args = self.arguments(&inputs, args)?;
        let args = interface
            .encode_constructor(&args)
            .map_err(|error| error.to_string())?;
        if let Some(name) = name {
            self.free(name)?;
        }
        let deployed = self.create(&deployer, &artifact, &args).map_err(|reason| {
            format!(
                "expected the constructor of {} to return, received {reason}",
                artifact.name
            )
        })?;
        if let Some(name) = name {
            self.names.insert(name.to_owned(), deployed.address);
        }
        Ok(json!({ "address": format!("{:?}", deployed.address) }))
    }

    /// Deploys an artifact. The error is why its constructor did not return.
    pub(crate) fn create(
        &mut self,
        deployer: &Account,
        artifact: &Artifact,
        args: &[u8],
    ) -> Answer<Deployment> {
        let interface = artifact.interface().ok();
        let deployed = self.chain.deploy(deployer, &artifact.code, args);
        let deployed = deployed.map_err(|outcome| {
            let known = Interface::known_hooks();
            why(interface.unwrap_or(&known), artifact, &outcome)
        })?;
        self.labels.insert(deployed.address, artifact.name.clone());
        if let Some(interface) = interface {
            self.contracts.insert(deployed.address, interface.clone());
        }
        Ok(deployed)
    }

    /// Gives a deployed contract a name, where no other has it.
    pub(crate) fn name_if_free(&mut self, name: &str, address: H160) {
        if self.free(name).is_ok() {
            self.names.insert(name.to_owned(), address);
        }
    }

    /// That a name stands for no account and no contract yet.
    fn free(&self, name: &str) -> Answer<()> {
        let word = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
        let is_name = !name.starts_with("0x") && !name.is_empty() && name.chars().all(word);
        match is_name && self.address(name).is_err() {
            true => Ok(()),
            false => Err(format!(
                "expected a name of letters, digits, _, - and . that no account and no contract has, received {name:?}"
            )),
        }
    }
}

/// Why a constructor did not return.
fn why(interface: &Interface, artifact: &Artifact, outcome: &Outcome) -> String {
    match (&outcome.status, error_of(interface, outcome)) {
        (Status::Trap(name), _) if name == "CodeRejected" => format!(
            "CodeRejected: expected code as `blueprint-hooks build` writes it, whole and of this pallet-revive's version, received \
             {} bytes",
            artifact.code.len()
        ),
        (Status::Trap(name), _) => name.clone(),
        (_, Some(Reason::Named(error))) => error.to_string(),
        (_, Some(Reason::Unknown { .. })) => format!(
            "a revert with 0x{}, which is no error of its ABI",
            hex::encode(&outcome.data)
        ),
        (_, None) => "a revert without data, as of arguments that are not the constructor's".into(),
    }
}
