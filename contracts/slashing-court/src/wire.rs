//! The arguments of the court's own messages.

use blueprint_hooks::arguments;
use ink::{Address, U256};

arguments! {
    /// How the court is deployed.
    pub struct New {
        /// Tells what was at stake, proposes, and calls the hooks: the services pallet's account,
        /// or whichever contract the Tangle core calls.
        pub runtime: Address,
        /// Vetoes, rules on disputes, sets policies. Not the runtime.
        pub governance: Address,
        /// The shortest review window that a service may have, in seconds.
        pub shortest_review: u64,
        /// The longest review window that a service may have, in seconds.
        pub longest_review: u64,
    }

    /// What an operator had at stake, and for which service it answers.
    pub struct CaptureStake {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
        /// When, in seconds.
        pub captured_at: u64,
        /// Base units, own and delegated.
        pub stake: U256,
    }

    /// Who may propose slashes of a service.
    pub struct SetProposer {
        /// The service instance.
        pub service_id: u64,
        /// Who; zero for nobody but the runtime.
        pub proposer: Address,
    }

    /// How slashes of a service are reviewed.
    pub struct SetPolicy {
        /// The service instance.
        pub service_id: u64,
        /// Seconds.
        pub review_window: u64,
        /// Seconds.
        pub resolution_period: u64,
        /// Seconds.
        pub execution_window: u64,
        /// Seconds.
        pub slashable_period: u64,
        /// Proposals open at once against one operator.
        pub max_pending: u32,
        /// Base units of the native token.
        pub bond: U256,
        /// A dispute without a ruling: 0 the slash executes, 1 it is dismissed.
        pub unresolved: u8,
    }

    /// A slash to be reviewed.
    pub struct Propose {
        /// The service instance.
        pub service_id: u64,
        /// The accused.
        pub operator: Address,
        /// 1 job misbehaviour, 2 quality of service, 3 breach of security.
        pub charge: u8,
        /// Hash of the complete evidence; not zero.
        pub evidence: [u8; 32],
        /// Base units; not zero.
        pub requested: U256,
        /// Whose moment's stake answers for it, in seconds.
        pub captured_at: u64,
    }

    /// `dispute(uint64)`
    pub struct Dispute {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `veto(uint64)`
    pub struct Veto {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// A ruling on a dispute.
    pub struct Resolve {
        /// The proposal.
        pub proposal_id: u64,
        /// Whether the slash stands.
        pub uphold: bool,
    }

    /// `execute(uint64)`
    pub struct Execute {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `expire(uint64)`
    pub struct Expire {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `withdrawBond()`
    pub struct WithdrawBond {}

    /// `runtime()`
    pub struct Runtime {}

    /// `governance()`
    pub struct Governance {}

    /// `reviewBounds()`
    pub struct ReviewBounds {}

    /// `proposerOf(uint64)`
    pub struct ProposerOf {
        /// The service instance.
        pub service_id: u64,
    }

    /// `policyPeriods(uint64)`
    pub struct PolicyPeriods {
        /// The service instance.
        pub service_id: u64,
    }

    /// `policyTerms(uint64)`
    pub struct PolicyTerms {
        /// The service instance.
        pub service_id: u64,
    }

    /// `proposalCount()`
    pub struct ProposalCount {}

    /// `proposal(uint64)`
    pub struct ProposalOf {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `proposalParties(uint64)`
    pub struct ProposalParties {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `proposalAmounts(uint64)`
    pub struct ProposalAmounts {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// `proposalTimes(uint64)`
    pub struct ProposalTimes {
        /// The proposal.
        pub proposal_id: u64,
    }

    /// Evidence against an operator.
    pub struct ProposalAbout {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
        /// Hash of the complete evidence.
        pub evidence: [u8; 32],
    }

    /// A moment of an operator.
    pub struct CaptureOf {
        /// The operator.
        pub operator: Address,
        /// Seconds.
        pub captured_at: u64,
    }

    /// An operator of a service.
    pub struct DocketOf {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// `pendingOf(address)`
    pub struct PendingOf {
        /// The operator.
        pub operator: Address,
    }

    /// `mayUnstake(address)`
    pub struct MayUnstake {
        /// The operator.
        pub operator: Address,
    }

    /// `bondCredit(address)`
    pub struct BondCredit {
        /// Whoever posted a bond.
        pub account: Address,
    }

    /// `totals()`
    pub struct Totals {}

    /// An operator of a service.
    pub struct RuntimeSlashesOf {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }
}
