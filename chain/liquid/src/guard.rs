//! A guard of the ids of vaults' tokens.

use crate::{VaultId, FIRST_VAULT};
use core::marker::PhantomData;
use frame_support::traits::{EnsureOrigin, EnsureOriginWithArg};

/// As `CreateOrigin` of the assets pallet: accounts that `Inner` accepts create assets below [`FIRST_VAULT`]. Without
/// it, an account could take the id of the next vault.
pub struct BelowVaults<Inner>(PhantomData<Inner>);

impl<Origin, Inner: EnsureOrigin<Origin>> EnsureOriginWithArg<Origin, VaultId>
    for BelowVaults<Inner>
{
    type Success = Inner::Success;

    fn try_origin(origin: Origin, id: &VaultId) -> Result<Self::Success, Origin> {
        match *id < FIRST_VAULT {
            true => Inner::try_origin(origin),
            false => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin(_: &VaultId) -> Result<Origin, ()> {
        Inner::try_successful_origin()
    }
}
