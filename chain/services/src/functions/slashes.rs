//! Slashes: proposed, disputed, vetoed, executed. When each may be is decided by the rules' court; who may
//! and what is taken, here.

use crate::{
    accountability::share_of,
    encoding::{decode_slashing_origin, Message},
    functions::court_errors::refused,
    hooks::HookCalls,
    AccountIdOf, BalanceOf, Beneficiary, Blueprint, BlueprintDefinition, Config, Error, Event,
    HoldReason, Instances, NextSlashId, OperatorOf, Operators, Pallet, PendingSlashes, ProposalsBy,
    Slash, SlashEvidence, SlashedFunds, Slashes, SlashesPausedUntil, SlashingOrigins, Stake,
    WHOLE_BPS,
};
use blueprint_rules::court::{
    self, Bounds, Capture, Charge, OpenProposals, Policy, Ruling, Settlement, SlashRequest,
    Unresolved,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{fungible::InspectHold, Get},
};
use sp_core::{H160, H256};
use sp_runtime::{
    traits::{Saturating, UniqueSaturatedInto, Zero},
    DispatchError, Permill,
};

/// Stands for [`Config::SlashVetoOrigin`] in the court, which knows accounts only. No account has it.
const GOVERNANCE: H160 = H160([0xff; 20]);

impl<T: Config> Pallet<T> {
    /// Propose a slash and notify the manager.
    pub(crate) fn do_propose_slash(
        who: &AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
        offence: Charge,
        share_bps: u16,
        evidence: H256,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let message = Message::UnappliedSlash {
            service: id,
            operator: Self::offender_id(&operator),
            percent: whole_percent(share_bps),
        };
        let (_, definition) = Self::file_slash(who, id, operator, offence, share_bps, evidence)?;
        hooks.call(definition.manager, definition.generation, &message)
    }

    /// Propose a slash: the service's manager, the account it named when the service started, or the
    /// blueprint's owner, as [`SlashingOrigins`] says. Slashes can be proposed until
    /// [`Config::FaultWindow`] after the service's end. Calls no hook, so that a manager can propose from within
    /// one. Returns the slash's id, and the blueprint's definition.
    ///
    /// # Errors
    /// Those of [`Pallet::propose_slash`].
    pub fn file_slash(
        who: &AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
        offence: Charge,
        share_bps: u16,
        evidence: H256,
    ) -> Result<(u64, BlueprintDefinition), DispatchError> {
        let service = Instances::<T>::get(id).ok_or(Error::<T>::ServiceNotFound)?;
        // Stake that came later does not pay for older faults.
        ensure!(!service.settled(), Error::<T>::ServiceExpired);
        ensure!(
            service.operators.contains(&operator),
            Error::<T>::NotServiceOperator
        );
        let mut record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        // Faults of an operator that has left are found for as long as those of a service that has ended.
        let notice = Self::serves_until(id, &operator, &record);
        ensure!(
            notice.is_none_or(Self::is_reportable),
            Error::<T>::ReportTooLate
        );
        let Blueprint {
            definition, owner, ..
        } = Self::blueprint(service.blueprint)?;
        let named = SlashingOrigins::<T>::get(id).ok_or(Error::<T>::NotSlashingOrigin)?;
        ensure!(
            Self::is_named(who, &named)
                || *who == owner
                || *who == Self::account_of(&definition.manager),
            Error::<T>::NotSlashingOrigin
        );
        ensure!(
            share_bps <= definition.penalties.most(offence),
            Error::<T>::SlashTooLarge
        );
        let share = share_of(share_bps.into());
        ensure!(
            !share.mul_floor(record.bond).is_zero() || T::Stake::slashable(id, &operator, share),
            Error::<T>::EmptySlash
        );

        let key = (id, operator.clone(), who.clone(), evidence);
        let now = Self::unix_seconds();
        let request = SlashRequest {
            service: id,
            operator: Self::address_of(&operator),
            proposer: Self::address_of(who),
            charge: offence,
            evidence,
            requested: share_bps.into(),
        };
        let proposed = court::propose(
            &request,
            &whole(request.operator, now),
            SlashEvidence::<T>::contains_key(&key),
            Self::open_proposals(id, &operator),
            now,
            &Self::slash_policy(definition.review),
        );
        let proposed = proposed.map_err(refused::<T>)?;
        let own = (id, operator.clone(), who.clone(), offence as u8);
        let open = ProposalsBy::<T>::get(&own);
        let most = T::MaxPendingSlashes::get();
        let open = Self::one_more(open, most, Error::<T>::TooManySlashes)?;

        let slash = Self::next_id::<NextSlashId<T>>()?;
        let era = Self::current_era();
        Self::note_offence(id, (offence as u8, era), &operator);
        let proposer_bond = T::ProposalBond::get();
        Self::hold_slash_bond(who, proposer_bond)?;
        Slashes::<T>::insert(
            slash,
            Slash {
                blueprint: service.blueprint,
                operator: operator.clone(),
                era,
                operators: service.operators.len() as u32,
                customer: service.owner.clone(),
                blueprint_owner: owner,
                proposer: who.clone(),
                proposer_bond,
                disputer: None,
                captured: record.bond,
                slashed_before: record.slashed,
                proposal: proposed.proposal,
            },
        );
        SlashEvidence::<T>::insert(&key, slash);
        PendingSlashes::<T>::insert(id, &operator, proposed.open_proposals.pending);
        ProposalsBy::<T>::insert(own, open);
        T::Stake::capture(slash, id, &operator)?;
        record.pending_slashes =
            Self::one_more(record.pending_slashes, u32::MAX, Error::<T>::TooManySlashes)?;
        Operators::<T>::insert(&operator, record);
        Self::deposit_event(Event::SlashProposed {
            slash,
            service: id,
            operator,
            proposer: who.clone(),
            offence,
            share_bps,
            deadline: proposed.proposal.deadline,
        });
        Ok((slash, definition))
    }

    /// Dispute a slash with a bond. Its deadline becomes that of the ruling.
    pub(crate) fn do_dispute_slash(who: AccountIdOf<T>, id: u64) -> DispatchResult {
        let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
        let (disputer, bond) = (Self::address_of(&who), slash.proposal.bond);
        let proposal = court::dispute(&slash.proposal, disputer, bond, Self::unix_seconds());
        slash.proposal = proposal.map_err(refused::<T>)?;
        Self::hold_slash_bond(&who, Self::dispute_bond(&slash))?;
        slash.disputer = Some(who.clone());
        Self::deposit_event(Event::SlashDisputed {
            slash: id,
            disputer: who,
            deadline: slash.proposal.deadline,
        });
        Slashes::<T>::insert(id, slash);
        Ok(())
    }

    /// Rule on a disputed slash. Dismissed, it ends, and its proposer loses the bond.
    pub(crate) fn do_resolve_slash(id: u64, stands: bool) -> DispatchResult {
        let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
        let ruling = match stands {
            true => Ruling::Uphold,
            false => Ruling::Dismiss,
        };
        let step = court::resolve(
            &slash.proposal,
            GOVERNANCE,
            GOVERNANCE,
            ruling,
            Self::open_proposals(slash.proposal.service, &slash.operator),
            Self::unix_seconds(),
        );
        let step = step.map_err(refused::<T>)?;
        Self::deposit_event(Event::SlashRuled { slash: id, stands });
        if stands {
            slash.proposal = step.proposal;
            Slashes::<T>::insert(id, slash);
            return Ok(());
        }
        Self::forget_offence(&slash);
        T::Stake::release(id);
        Self::end_slash(id, &slash, step.open_proposals, step.bond, true)
    }

    /// Veto a slash before its deadline. Its evidence stays used.
    pub(crate) fn do_veto_slash(id: u64) -> DispatchResult {
        let slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
        let step = court::veto(
            &Self::in_pause(&slash.proposal),
            GOVERNANCE,
            GOVERNANCE,
            Self::open_proposals(slash.proposal.service, &slash.operator),
            Self::unix_seconds(),
        );
        let step = step.map_err(refused::<T>)?;
        Self::forget_offence(&slash);
        T::Stake::release(id);
        Self::end_slash(id, &slash, step.open_proposals, step.bond, true)?;
        Self::deposit_event(Event::SlashVetoed { slash: id });
        Ok(())
    }

    /// End a slash that was not executed in time.
    pub(crate) fn do_expire_slash(id: u64) -> DispatchResult {
        let slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
        let step = court::expire(
            &Self::after_pause(&slash.proposal),
            Self::open_proposals(slash.proposal.service, &slash.operator),
            Self::unix_seconds(),
        );
        let step = step.map_err(refused::<T>)?;
        Self::forget_offence(&slash);
        T::Stake::release(id);
        Self::end_slash(id, &slash, step.open_proposals, step.bond, false)?;
        Self::deposit_event(Event::SlashExpired { slash: id });
        Ok(())
    }

    pub(crate) fn do_execute_slash(id: u64, hooks: &mut HookCalls<T>) -> DispatchResult {
        let slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
        let now = Self::unix_seconds();
        ensure!(
            now >= SlashesPausedUntil::<T>::get(),
            Error::<T>::SlashesPaused
        );
        let executed = court::execute(
            &Self::after_pause(&slash.proposal),
            &whole(slash.proposal.operator, slash.proposal.captured_at),
            Self::open_proposals(slash.proposal.service, &slash.operator),
            now,
        );
        let executed = executed.map_err(refused::<T>)?;
        let Blueprint {
            definition, owner, ..
        } = Self::blueprint(slash.blueprint)?;
        let severity = executed.slash.amount().low_u32().unique_saturated_into();
        let share_bps = Self::charge_offence(&slash, severity, &definition.penalties)?;
        let share = share_of(share_bps.into());
        let beneficiary = Self::beneficiary(&slash, definition.penalties.slashed, &owner);
        let mut record = Operators::<T>::get(&slash.operator).ok_or(Error::<T>::NotOperator)?;
        let amount = Self::slashable(&slash, share, &record);
        let others_pending = record.pending_slashes > 1;
        let paid_bps = definition
            .penalties
            .slashed
            .share_of_bond_bps(others_pending);
        let paid = share_of(paid_bps.into()).mul_floor(amount);
        let burned = amount.saturating_sub(paid);
        let burned = Self::take_bond(&slash.operator, burned, &Beneficiary::Burn)?;
        let paid = Self::take_bond(&slash.operator, paid, &beneficiary)?;
        let amount = burned.saturating_add(paid);
        record.bond = record.bond.saturating_sub(amount);
        record.slashed = record.slashed.saturating_add(amount);
        Operators::<T>::insert(&slash.operator, record);
        // An operator could be its own customer behind another account: only its bond goes there, never what
        // others delegated to it.
        let of_stake = match definition.penalties.slashed {
            SlashedFunds::Customer => Beneficiary::Burn,
            _ => beneficiary,
        };
        T::Stake::slash(
            id,
            slash.proposal.service,
            &slash.operator,
            share,
            &of_stake,
        )?;
        Self::end_slash(id, &slash, executed.open_proposals, executed.bond, false)?;
        let message = Message::Slashed {
            service: slash.proposal.service,
            operator: Self::offender_id(&slash.operator),
            percent: whole_percent(share_bps),
        };
        Self::deposit_event(Event::SlashExecuted {
            slash: id,
            operator: slash.operator,
            share_bps,
            amount,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }

    /// How a slash of a blueprint with this review is judged.
    pub(crate) fn slash_policy(review: u64) -> Policy {
        let mut policy = Policy {
            review_window: review,
            resolution_period: T::ResolutionPeriod::get(),
            execution_window: T::ExecutionWindow::get(),
            slashable_period: 0,
            // Each proposer has a limit of its own, and a bond for each proposal.
            max_pending: u32::MAX,
            bond: UniqueSaturatedInto::<u128>::unique_saturated_into(T::DisputeBond::get()).into(),
            unresolved: Unresolved::Execute,
        };
        // The stake is captured when the slash is proposed, and stays captured until it ends.
        policy.slashable_period = policy.longest_life().unwrap_or(u64::MAX);
        policy
    }

    /// The reviews that blueprints choose from.
    pub(crate) fn review_bounds() -> Bounds {
        Bounds {
            shortest: T::ShortestReview::get(),
            longest: T::LongestReview::get(),
        }
    }

    fn open_proposals(service: u64, operator: &AccountIdOf<T>) -> OpenProposals {
        OpenProposals {
            pending: PendingSlashes::<T>::get(service, operator),
        }
    }

    /// Remove a slash that ended, and settle its bonds. The proposer loses its own where the slash was
    /// found wrong.
    fn end_slash(
        id: u64,
        slash: &Slash<T>,
        open: OpenProposals,
        dispute: Settlement,
        wrong: bool,
    ) -> DispatchResult {
        Slashes::<T>::remove(id);
        let key = (slash.proposal.service, &slash.operator);
        match open.pending {
            0 => PendingSlashes::<T>::remove(key.0, key.1),
            pending => PendingSlashes::<T>::insert(key.0, key.1, pending),
        }
        let class = slash.proposal.charge as u8;
        let own = (
            slash.proposal.service,
            &slash.operator,
            &slash.proposer,
            class,
        );
        ProposalsBy::<T>::mutate_exists(own, |open| {
            *open = open
                .and_then(|open| open.checked_sub(1))
                .filter(|open| *open > 0);
        });
        Operators::<T>::mutate(&slash.operator, |record| {
            if let Some(record) = record {
                record.pending_slashes = record.pending_slashes.saturating_sub(1);
            }
        });
        Self::settle_slash_bond(id, &slash.proposer, slash.proposer_bond, wrong)?;
        let Some(disputer) = &slash.disputer else {
            return Ok(());
        };
        let lost = matches!(dispute, Settlement::Forfeit(_));
        Self::settle_slash_bond(id, disputer, Self::dispute_bond(slash), lost)
    }

    /// The amount of a slash: its share of the captured bond, at most what other slashes have left of
    /// that, and at most what is on hold.
    fn slashable(slash: &Slash<T>, share: Permill, record: &OperatorOf<T>) -> BalanceOf<T> {
        let taken = record.slashed.saturating_sub(slash.slashed_before);
        let held = T::Currency::balance_on_hold(&HoldReason::OperatorBond.into(), &slash.operator);
        share
            .mul_floor(slash.captured)
            .min(slash.captured.saturating_sub(taken))
            .min(held)
    }

    /// Fix the account that may propose slashes in a service that starts: as the manager returns. If the
    /// query fails, no account may.
    pub(crate) fn fix_slashing_origin(
        definition: &BlueprintDefinition,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let answer = hooks.query(
            definition.manager,
            definition.generation,
            &Message::SlashingOrigin { service: id },
        )?;
        if let Some(origin) = answer.and_then(|answer| decode_slashing_origin(&answer)) {
            SlashingOrigins::<T>::insert(id, Self::account_of(&origin));
        }
        Ok(())
    }
}

/// All of what is captured, in basis points: each slash captures for itself, and what others take of the
/// bond and of the stake is counted where they are kept.
fn whole(operator: H160, at: u64) -> Capture {
    Capture {
        operator,
        at,
        stake: WHOLE_BPS.into(),
        taken: 0.into(),
    }
}

/// What the hooks' argument takes.
fn whole_percent(bps: u16) -> u8 {
    (bps.min(WHOLE_BPS) / 100).unique_saturated_into()
}
