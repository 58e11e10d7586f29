//! The slash of Tangle's core in Solidity: basis points, scaled once by the operator's exposure
//! to the service and once by its commitment of each asset.
//!
//! Source: tangle-network/tnt-core, `src/libraries/SlashingLib.sol`, `src/core/Slashing.sol`,
//! `src/staking/SlashingManager.sol`. All divisions are floored; an asset's share is raised to
//! one basis point when both of its factors are above zero, and yet a dust pool escapes.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{bps_floor, BPS, U256};

/// A proposed slash. Basis points are 0 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct TntCore {
    /// The proposed share, in basis points.
    pub slash_bps: u32,
    /// The operator's exposure to the service, in basis points.
    pub operator_exposure_bps: u32,
    /// The greatest share the core accepts, in basis points.
    pub max_slash_bps: u32,
    /// The operator's commitment of the asset, in basis points. Only the rule reads it: a core
    /// slash has one for each asset.
    pub commitment_exposure_bps: u32,
}

/// The pools of one asset, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pools {
    /// The operator's own stake.
    pub operator: U256,
    /// Delegations exposed to every blueprint.
    pub all_mode: U256,
    /// Delegations exposed to this blueprint.
    pub fixed_mode: U256,
}

impl TntCore {
    /// The proposed share, at most the core's greatest.
    pub fn capped_bps(&self) -> u32 {
        self.slash_bps.min(self.max_slash_bps)
    }

    /// The capped share scaled by the operator's exposure.
    ///
    /// # Errors
    /// [`PenaltyError::NothingToSlash`] when it is rounded to nothing;
    /// [`PenaltyError::OutOfRange`] when it is above the whole.
    pub fn effective_bps(&self) -> Result<u32, PenaltyError> {
        let effective = scaled(self.capped_bps(), self.operator_exposure_bps);
        if effective == 0 {
            return Err(PenaltyError::NothingToSlash);
        }
        let whole = U256::from(BPS);
        PenaltyError::check("effective bps", 1, U256::from(effective), whole)?;
        Ok(effective as u32)
    }
}

fn scaled(bps: u32, by: u32) -> u64 {
    u64::from(bps) * u64::from(by) / BPS
}

/// The share that one asset loses: the effective share scaled by the commitment, at least one
/// basis point when both are above zero, at most 10,000.
pub fn asset_bps(effective_bps: u32, commitment_exposure_bps: u32) -> u32 {
    if effective_bps == 0 || commitment_exposure_bps == 0 {
        return 0;
    }
    scaled(effective_bps, commitment_exposure_bps).clamp(1, BPS) as u32
}

impl Pools {
    /// What each pool loses to a share in basis points.
    pub fn slash(&self, bps: u32) -> Self {
        Self {
            operator: bps_floor(self.operator, bps),
            all_mode: bps_floor(self.all_mode, bps),
            fixed_mode: bps_floor(self.fixed_mode, bps),
        }
    }

    /// The three together, saturating.
    pub fn total(&self) -> U256 {
        self.operator
            .saturating_add(self.all_mode)
            .saturating_add(self.fixed_mode)
    }
}

impl PenaltyRule for TntCore {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let share = asset_bps(self.effective_bps()?, self.commitment_exposure_bps);
        Ok(bps_floor(facts.stake, share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLASH: TntCore = TntCore {
        slash_bps: 1000,
        operator_exposure_bps: 5000,
        max_slash_bps: 10_000,
        commitment_exposure_bps: 5000,
    };

    #[test]
    fn each_exposure_scales_once() {
        assert_eq!(SLASH.effective_bps(), Ok(500));
        assert_eq!(asset_bps(500, 5000), 250);
    }

    #[test]
    fn share_above_the_core_limit_is_capped() {
        assert_eq!(
            TntCore {
                max_slash_bps: 300,
                ..SLASH
            }
            .effective_bps(),
            Ok(150)
        );
    }

    #[test]
    fn share_rounded_to_nothing_reverts_before_the_assets_and_is_raised_in_them() {
        let refused = TntCore {
            slash_bps: 1,
            operator_exposure_bps: 1,
            ..SLASH
        };
        assert_eq!(refused.effective_bps(), Err(PenaltyError::NothingToSlash));
        assert_eq!(asset_bps(1, 1), 1);
        assert_eq!(asset_bps(1, 0), 0);
    }

    #[test]
    fn pool_of_dust_escapes() {
        let dust = Pools {
            operator: 9.into(),
            all_mode: 10.into(),
            fixed_mode: 0.into(),
        };
        assert_eq!(dust.slash(1000).total(), 1.into());
    }
}
