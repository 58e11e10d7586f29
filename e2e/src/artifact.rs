//! Built contracts.

use crate::{
    chain::is_polkavm,
    decode::{Interface, InterfaceError},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Why an artifact could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// There is no such file.
    #[error("there is no {0}: build the contracts first, by `blueprint-hooks build`, in this repository `make contracts`")]
    Missing(PathBuf),
    /// The file could not be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file holds neither a PolkaVM blob nor EVM creation bytecode.
    #[error(
        "{0} holds no contract: expected a PolkaVM blob, or EVM creation bytecode as bytes or as \
         hex text"
    )]
    NoContract(PathBuf),
    /// The file beside the code is not an ABI.
    #[error("{path}: {error}")]
    Interface {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: InterfaceError,
    },
    /// The interface is needed, but there is no ABI beside the code.
    #[error("there is no {0}, which holds the contract's ABI")]
    NoInterface(PathBuf),
}

/// The code of a contract, and its interface if the ABI lies beside it.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// The file the code was read from.
    pub path: PathBuf,
    /// The file's name without its extension.
    pub name: String,
    /// A PolkaVM blob, or EVM creation bytecode.
    pub code: Vec<u8>,
    interface: Option<Interface>,
}

impl Artifact {
    /// Loads `<stem>.polkavm`, `<stem>.evm` or `<stem>.bin`, as bytes or as hex text, and
    /// `<stem>.abi.json` beside it if there is one.
    ///
    /// # Errors
    /// If the code or the ABI cannot be read or makes no sense. A missing ABI is no error.
    pub fn load(path: impl AsRef<Path>) -> Result<Artifact, ArtifactError> {
        Self::load_with(path, None)
    }

    /// [`load`](Artifact::load) with the ABI from another file, which then must be there.
    ///
    /// # Errors
    /// If the code or the ABI cannot be read or makes no sense.
    pub fn load_with(
        path: impl AsRef<Path>,
        abi: Option<&Path>,
    ) -> Result<Artifact, ArtifactError> {
        let path = path.as_ref().to_path_buf();
        let code = blueprint_strict::code(read(&path)?)
            .ok_or_else(|| ArtifactError::NoContract(path.clone()))?;
        let interface = match abi {
            Some(abi) => Some(read_interface(abi)?),
            None => match read_interface(&abi_path(&path)) {
                Ok(interface) => Some(interface),
                Err(ArtifactError::Missing(_)) => None,
                Err(error) => return Err(error),
            },
        };
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Artifact {
            path,
            name,
            code,
            interface,
        })
    }

    /// Loads what the contract build put under the workspace's `target` folder, for example
    /// `ink/incredible_squaring.polkavm`.
    ///
    /// # Errors
    /// As [`load`](Artifact::load); if it has not been built, with the command that does.
    pub fn built(relative: impl AsRef<Path>) -> Result<Artifact, ArtifactError> {
        Self::load(built_path(relative))
    }

    /// The contract's interface.
    ///
    /// # Errors
    /// If no ABI lies beside the code.
    pub fn interface(&self) -> Result<&Interface, ArtifactError> {
        self.interface
            .as_ref()
            .ok_or_else(|| ArtifactError::NoInterface(abi_path(&self.path)))
    }

    /// Whether the code is a PolkaVM blob; EVM bytecode otherwise.
    pub fn is_polkavm(&self) -> bool {
        is_polkavm(&self.code)
    }
}

/// Where the contract build puts `relative`: under `target` at the root of the workspace.
pub fn built_path(relative: impl AsRef<Path>) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .parent()
        .unwrap_or(package)
        .join("target")
        .join(relative)
}

fn abi_path(code: &Path) -> PathBuf {
    code.with_extension("abi.json")
}

fn read(path: &Path) -> Result<Vec<u8>, ArtifactError> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ArtifactError::Missing(path.to_path_buf()),
        _ => ArtifactError::Unreadable {
            path: path.to_path_buf(),
            error,
        },
    })
}

fn read_interface(path: &Path) -> Result<Interface, ArtifactError> {
    Interface::from_json(&read(path)?).map_err(|error| ArtifactError::Interface {
        path: path.to_path_buf(),
        error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_artifact_names_the_command_that_builds_it() {
        let error = Artifact::built("ink/no_such_contract.polkavm").unwrap_err();

        assert!(error.to_string().contains("make contracts"), "{error}");
    }
}
