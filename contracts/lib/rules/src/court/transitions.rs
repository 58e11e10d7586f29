//! The steps of a proposal.

use super::{
    Capture, Error, OpenProposals, Policy, Proposal, Seized, Settlement, SlashRequest, State,
    Unresolved,
};
use crate::math::U256;
use primitive_types::H160;

/// A proposal that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// Store under a new id.
    pub proposal: Proposal,
    /// Store for the operator.
    pub open_proposals: OpenProposals,
}

/// A proposal after a step, and what the step did to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Store.
    pub proposal: Proposal,
    /// Store for the operator.
    pub open_proposals: OpenProposals,
    /// The outcome of the bond.
    pub bond: Settlement,
}

/// A slash to be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Executed {
    /// Store.
    pub proposal: Proposal,
    /// Store for the operator and the moment.
    pub capture: Capture,
    /// Store for the operator.
    pub open_proposals: OpenProposals,
    /// The outcome of the bond.
    pub bond: Settlement,
    /// What to take from the operator and its delegators, for a sink. May be zero, when earlier
    /// slashes used up the capture: the proposal ends all the same and stops holding the stake.
    pub slash: Seized,
}

/// What a resolver says of a disputed proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// The slash stands.
    Uphold,
    /// The slash was wrong.
    Dismiss,
}

/// Proposes a slash.
///
/// `capture` is the stake at the time of the offence, see [`Capture::join`]; `evidence_used` says
/// whether [`SlashRequest::evidence_key`] was ever stored, whatever the outcome of that proposal: no operator is
/// tried twice on the same evidence.
///
/// Refused when the proposal, disputed and ruled on at the last second, would outlive its stake:
/// otherwise a dispute in the last second of the review would let the slash expire.
pub fn propose(
    request: &SlashRequest,
    capture: &Capture,
    evidence_used: bool,
    open_proposals: OpenProposals,
    now: u64,
    policy: &Policy,
) -> Result<Proposed, Error> {
    if request.charge == super::Charge::None {
        return Err(Error::NoCharge);
    }
    if request.evidence.is_zero() {
        return Err(Error::NoEvidence);
    }
    if request.requested.is_zero() {
        return Err(Error::NothingRequested);
    }
    // An operator that could accuse itself of a trifle would use up the evidence of a crime.
    not_own_case(request.proposer, &[request.operator])?;
    if capture.operator != request.operator {
        return Err(Error::ForeignCapture {
            operator: capture.operator,
            captured_at: capture.at,
        });
    }
    if capture.at > now {
        return Err(Error::CaptureInFuture {
            captured_at: capture.at,
            now,
        });
    }
    if capture.stake.is_zero() {
        return Err(Error::NothingAtStake);
    }
    if evidence_used {
        return Err(Error::DuplicateEvidence(request.evidence_key()));
    }
    let review_until = after(now, policy.review_window)?;
    let lives_until = after(
        after(review_until, policy.resolution_period)?,
        policy.execution_window,
    )?;
    let expires_at = after(capture.at, policy.slashable_period)?;
    if lives_until > expires_at {
        return Err(Error::CaptureTooOld {
            lives_until,
            expires_at,
        });
    }
    let open_proposals = open_proposals.open(policy.max_pending)?;
    let proposal = Proposal {
        state: State::Pending,
        charge: request.charge,
        service: request.service,
        operator: request.operator,
        proposer: request.proposer,
        disputer: H160::zero(),
        evidence: request.evidence,
        requested: request.requested.min(capture.stake),
        stake: capture.stake,
        slashed: U256::zero(),
        bond: policy.bond,
        captured_at: capture.at,
        review_until,
        deadline: review_until,
        resolution_period: policy.resolution_period,
        expires_at,
        unresolved: policy.unresolved,
    };
    Ok(Proposed {
        proposal,
        open_proposals,
    })
}

/// Disputes a pending proposal, once, before its review ends. `paid` is the bond that came with
/// the call. Anyone may, but not who proposed. The deadline becomes the resolver's.
pub fn dispute(
    proposal: &Proposal,
    disputer: H160,
    paid: U256,
    now: u64,
) -> Result<Proposal, Error> {
    in_state(proposal, State::Pending)?;
    before(proposal.review_until, now)?;
    not_own_case(disputer, &[proposal.proposer])?;
    if paid != proposal.bond {
        return Err(Error::WrongBond {
            expected: proposal.bond,
            received: paid,
        });
    }
    Ok(Proposal {
        state: State::Disputed,
        disputer,
        // The review is never cut short, however short the resolution.
        deadline: after(now, proposal.resolution_period)?.max(proposal.review_until),
        ..*proposal
    })
}

/// Stops an open proposal before its deadline. Only `governance` may, and not in its own case. A
/// bond is refunded: the slash was not found right.
pub fn veto(
    proposal: &Proposal,
    caller: H160,
    governance: H160,
    open_proposals: OpenProposals,
    now: u64,
) -> Result<Step, Error> {
    still_open(proposal)?;
    origin(governance, caller)?;
    not_own_case(caller, &[proposal.operator])?;
    before(proposal.deadline, now)?;
    end(proposal, State::Vetoed, open_proposals, refund(proposal))
}

/// Rules on a disputed proposal before its deadline. Only `resolver` may, and not if it is the
/// proposer, the disputer or the accused.
///
/// Upheld, the slash is executable at once, but not before the review would have ended; the bond
/// stays held until then, as governance may still veto. Dismissed, the bond is refunded.
pub fn resolve(
    proposal: &Proposal,
    caller: H160,
    resolver: H160,
    ruling: Ruling,
    open_proposals: OpenProposals,
    now: u64,
) -> Result<Step, Error> {
    in_state(proposal, State::Disputed)?;
    origin(resolver, caller)?;
    not_own_case(
        caller,
        &[proposal.proposer, proposal.disputer, proposal.operator],
    )?;
    before(proposal.deadline, now)?;
    match ruling {
        Ruling::Dismiss => end(proposal, State::Dismissed, open_proposals, refund(proposal)),
        Ruling::Uphold => Ok(Step {
            proposal: Proposal {
                state: State::Upheld,
                deadline: now.max(proposal.review_until),
                ..*proposal
            },
            open_proposals,
            bond: Settlement::Open,
        }),
    }
}

/// Executes an open proposal from its deadline on, while its stake is slashable. Anyone may.
///
/// Takes `min(requested, stake at the capture - already taken against that capture)`. A bond is
/// lost, also without a ruling: delaying a slash is not free.
pub fn execute(
    proposal: &Proposal,
    capture: &Capture,
    open_proposals: OpenProposals,
    now: u64,
) -> Result<Executed, Error> {
    still_open(proposal)?;
    if dismissed_without_ruling(proposal) {
        return Err(Error::WrongState {
            expected: State::Upheld,
            received: proposal.state,
        });
    }
    if now < proposal.deadline {
        return Err(Error::TooEarly {
            deadline: proposal.deadline,
            now,
        });
    }
    if now > proposal.expires_at {
        return Err(Error::PastExpiry {
            expires_at: proposal.expires_at,
            now,
        });
    }
    if capture.operator != proposal.operator || capture.at != proposal.captured_at {
        return Err(Error::ForeignCapture {
            operator: capture.operator,
            captured_at: capture.at,
        });
    }
    if capture.stake != proposal.stake {
        return Err(Error::CaptureMismatch {
            expected: proposal.stake,
            received: capture.stake,
        });
    }
    let amount = proposal.requested.min(capture.remaining());
    let taken = capture
        .taken
        .checked_add(amount)
        .ok_or(Error::AmountOverflow)?;
    let step = end(proposal, State::Executed, open_proposals, forfeit(proposal))?;
    Ok(Executed {
        proposal: Proposal {
            slashed: amount,
            ..step.proposal
        },
        capture: Capture { taken, ..*capture },
        open_proposals: step.open_proposals,
        bond: step.bond,
        slash: Seized::new(amount),
    })
}

/// Ends an open proposal that can no longer be executed: after the last second at which its stake
/// is slashable, or from the deadline of a dispute without a ruling, where the policy dismisses those.
/// Anyone may.
///
/// The bond is refunded, unless the dispute was already lost by a ruling.
pub fn expire(proposal: &Proposal, open_proposals: OpenProposals, now: u64) -> Result<Step, Error> {
    still_open(proposal)?;
    if dismissed_without_ruling(proposal) {
        if now < proposal.deadline {
            return Err(Error::TooEarly {
                deadline: proposal.deadline,
                now,
            });
        }
    } else if now <= proposal.expires_at {
        return Err(Error::NotExpired {
            expires_at: proposal.expires_at,
            now,
        });
    }
    let bond = match proposal.state {
        State::Upheld => forfeit(proposal),
        _ => refund(proposal),
    };
    end(proposal, State::Expired, open_proposals, bond)
}

/// Disputed under a policy by which a dispute without a ruling is won.
fn dismissed_without_ruling(proposal: &Proposal) -> bool {
    proposal.state == State::Disputed && proposal.unresolved == Unresolved::Dismiss
}

fn end(
    proposal: &Proposal,
    state: State,
    open_proposals: OpenProposals,
    bond: Settlement,
) -> Result<Step, Error> {
    Ok(Step {
        proposal: Proposal { state, ..*proposal },
        open_proposals: open_proposals.close()?,
        bond,
    })
}

fn refund(proposal: &Proposal) -> Settlement {
    match proposal.state {
        State::Disputed | State::Upheld => Settlement::Refund {
            to: proposal.disputer,
            amount: proposal.bond,
        },
        _ => Settlement::Open,
    }
}

fn forfeit(proposal: &Proposal) -> Settlement {
    match proposal.state {
        State::Disputed | State::Upheld => Settlement::Forfeit(Seized::new(proposal.bond)),
        _ => Settlement::Open,
    }
}

fn still_open(proposal: &Proposal) -> Result<(), Error> {
    match proposal.state {
        State::None => Err(Error::UnknownProposal),
        state if state.is_final() => Err(Error::Ended { state }),
        _ => Ok(()),
    }
}

fn in_state(proposal: &Proposal, expected: State) -> Result<(), Error> {
    still_open(proposal)?;
    if proposal.state != expected {
        return Err(Error::WrongState {
            expected,
            received: proposal.state,
        });
    }
    Ok(())
}

fn before(deadline: u64, now: u64) -> Result<(), Error> {
    if now < deadline {
        Ok(())
    } else {
        Err(Error::TooLate { deadline, now })
    }
}

fn after(from: u64, period: u64) -> Result<u64, Error> {
    from.checked_add(period)
        .ok_or(Error::TimeOverflow { from, period })
}

/// An origin that was never set matches no account.
fn origin(expected: H160, received: H160) -> Result<(), Error> {
    if expected.is_zero() || expected != received {
        return Err(Error::WrongOrigin { expected, received });
    }
    Ok(())
}

fn not_own_case(account: H160, parties: &[H160]) -> Result<(), Error> {
    if parties.contains(&account) {
        return Err(Error::OwnCase { account });
    }
    Ok(())
}
