//! What a chain has that neither elects validators nor keeps liquid stake: the development chain and the parachain.

use crate::{configs::revive::Tokens, AccountId, Runtime};
use frame_support::traits::AsEnsureOriginWithArg;
use frame_system::EnsureSigned;

/// Accounts that create assets, which any account does.
pub type AssetCreators = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
/// Eras of services are counted in blocks: no other pallet has any.
pub type ServicesEras = ();
/// The vaults of liquid stake that rewards can go to: they are made of validators.
pub type RewardVaults = ();
/// What becomes of slashed stake that no account gets: it is burned.
pub type SlashedStake = ();
/// What contracts call beside other contracts.
pub type Precompiles = (blueprint_precompiles::Services<Runtime>, Tokens);
