//! Types that both runtimes have: the development chain's and the network's.

use crate::Runtime;
use pallet_revive::evm::{runtime::EthExtra, tx_extension::SetOrigin};
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, InvalidVersion, Verify},
    MultiAddress, MultiSignature,
};

/// Signature of a transaction: sr25519, ed25519 or secp256k1.
pub type Signature = MultiSignature;
/// An account: 32 bytes, of which an Ethereum address fills the first 20 (then twelve `0xee`).
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount of the native token in its smallest unit, 10⁻¹² [`UNIT`]; one such is 10⁶ wei.
pub type Balance = u128;
/// Number of transactions an account has sent.
pub type Nonce = u32;
/// Height of a block.
pub type BlockNumber = u32;
/// A 32-byte hash.
pub type Hash = sp_core::H256;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// An extrinsic as it arrives. An Ethereum transaction arrives unsigned, as the payload of
/// `eth_transact`, and becomes a signed one when it is checked.
pub type UncheckedExtrinsic =
    pallet_revive::evm::runtime::UncheckedExtrinsic<Address, Signature, EthereumExtension>;
/// Runs blocks and extrinsics.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    crate::AllPalletsWithSystem,
>;

/// One token. 10¹² of the smallest unit, worth 10¹⁸ wei to a contract.
pub const UNIT: Balance = 1_000_000_000_000;
/// A hundredth of a token.
pub const CENT: Balance = UNIT / 100;
/// A thousandth of a [`CENT`].
pub const MILLICENT: Balance = CENT / 1_000;
/// Time from one block to the next, in milliseconds.
pub const MILLISECONDS_PER_BLOCK: u64 = 6_000;

/// What a transaction passes through before and after its call.
pub type TransactionExtension = (
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    // Behind everything that relies on a signed origin.
    SetOrigin<Runtime>,
    // Last, so that it sees the refunds of all the others.
    frame_system::WeightReclaim<Runtime>,
);

/// The extension of a transaction with the `nonce` of its signer and a tip. It is valid in every block.
pub fn transaction_extension(
    nonce: Nonce,
    tip: Balance,
    origin: SetOrigin<Runtime>,
) -> TransactionExtension {
    (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(generic::Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        origin,
        frame_system::WeightReclaim::new(),
    )
}

/// The extension a transaction from an Ethereum wallet gets, which cannot carry one itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EthereumExtension;

impl EthExtra for EthereumExtension {
    type Config = Runtime;
    type ExtensionV0 = TransactionExtension;
    type ExtensionOtherVersions = InvalidVersion;

    fn get_eth_extension(nonce: Nonce, tip: Balance) -> Self::ExtensionV0 {
        transaction_extension(nonce, tip, SetOrigin::new_from_eth_transaction())
    }
}
