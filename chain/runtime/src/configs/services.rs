//! Services: who calls a blueprint's hooks on this chain.

use crate::{
    configs::{
        revive::{DEPOSIT_PER_BYTE, DEPOSIT_PER_STORAGE_ITEM},
        system::{
            ServicesClock, ServicesEraLength, ServicesEras, ServicesLongestGap, ServicesManagers,
            ServicesStake,
        },
    },
    AccountId, Balance, Balances, Runtime, RuntimeCall, RuntimeHoldReason, Timestamp, UNIT,
};
use frame_support::{
    parameter_types,
    traits::{ConstU128, ConstU32, ConstU64},
    weights::Weight,
    PalletId,
};
use frame_system::EnsureRoot;
use pallet_services::{config_preludes::ServicesPalletId, weights::MeasuredWeights, WEEK};
use sp_runtime::traits::AccountIdConversion;

/// What one hook may take up in storage. A hook that writes ten values of 416 bytes needs a
/// twentieth of a token.
pub const HOOK_DEPOSIT_LIMIT: Balance = UNIT;
/// What an operator has on hold.
pub const OPERATOR_BOND: Balance = 100 * UNIT;
/// What a requester has on hold while its request waits.
pub const REQUEST_BOND: Balance = UNIT;

/// What the proposer of a slash has on hold: a manager that proposes has it on its own account.
pub const PROPOSAL_BOND: Balance = UNIT;
/// What a dispute of a slash has on hold.
pub const DISPUTE_BOND: Balance = 10 * UNIT;
/// What a reporter has on hold while the manager judges its report.
pub const REPORT_BOND: Balance = UNIT;

parameter_types! {
    /// What one hook may take: 20 ms and 1 MiB of proof. Measured hooks take 0.2 to 0.4 ms and 20 KiB.
    pub const HookWeightLimit: Weight = Weight::from_parts(20_000_000_000, 1_048_576);
    /// The treasury's account.
    pub TreasuryAccount: AccountId = PalletId(*b"py/trsry").into_account_truncating();
}

/// The account as which the services pallet calls hooks. Its Ethereum address is what a blueprint's
/// manager contract is given as the one caller it admits.
pub fn services_account() -> AccountId {
    let id: PalletId = ServicesPalletId::get();
    id.into_account_truncating()
}

impl pallet_services::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type Time = Timestamp;
    type Managers = ServicesManagers;
    type BlockNumberProvider = ServicesClock;
    type Forfeited = ();
    type PalletId = ServicesPalletId;
    type HookWeightLimit = HookWeightLimit;
    type HookDepositLimit = ConstU128<HOOK_DEPOSIT_LIMIT>;
    type OperatorBond = ConstU128<OPERATOR_BOND>;
    type RequestBond = ConstU128<REQUEST_BOND>;
    type DepositPerItem = ConstU128<DEPOSIT_PER_STORAGE_ITEM>;
    type DepositPerByte = ConstU128<DEPOSIT_PER_BYTE>;
    type ProposalBond = ConstU128<PROPOSAL_BOND>;
    type DisputeBond = ConstU128<DISPUTE_BOND>;
    type ReportBond = ConstU128<REPORT_BOND>;

    // Blocks.
    type RequestTtl = ConstU32<1_000>;
    type HeartbeatWindow = ConstU32<100>;
    type LongestGap = ServicesLongestGap;
    type OfflineLimit = ConstU32<3>;
    type SecondsPerBlock = ConstU32<6>;
    type Eras = ServicesEras;
    type EraLength = ServicesEraLength;
    type ErasKept = ConstU32<84>;

    // Seconds.
    type LeavingNotice = ConstU64<WEEK>;
    type FaultWindow = ConstU64<WEEK>;
    type ShortestReview = ConstU64<WEEK>;
    type LongestReview = ConstU64<{ 2 * WEEK }>;
    type ResolutionPeriod = ConstU64<WEEK>;
    type ExecutionWindow = ConstU64<WEEK>;
    type LongestPause = ConstU64<{ WEEK / 2 }>;

    // How much there may be.
    type MaxPayloadLength = ConstU32<32_768>;
    type MaxOperatorsPerService = ConstU32<128>;
    type MaxAssetsPerRequest = ConstU32<8>;
    type MaxPermittedCallers = ConstU32<128>;
    type MaxBlueprintsPerAccount = ConstU32<256>;
    type MaxRequestsPerAccount = ConstU32<1_024>;
    type MaxRequestsPerOperator = ConstU32<8_192>;
    type MaxServicesPerAccount = ConstU32<1_024>;
    type MaxBlueprintsPerOperator = ConstU32<1_024>;
    type MaxPendingSlashes = ConstU32<8>;
    type MaxPoints = ConstU32<1_000>;

    type Treasury = TreasuryAccount;
    type Stake = ServicesStake;
    type SlashVetoOrigin = EnsureRoot<AccountId>;
    type WeightInfo = MeasuredWeights<Self>;
}
