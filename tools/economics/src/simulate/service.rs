//! One service and the stake behind it, kept as the services and the stake pallet keep them: what may happen when is
//! decided by the rules' court, what an offence costs by their penalties, what it takes by their exposures and
//! shares. Only the bookkeeping between them is here.
//!
//! Amounts are base units, times seconds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use blueprint_rules::court::{
    self, Capture, Charge, Error, OpenProposals, Proposal, Ruling, Settlement, SlashRequest,
};
use blueprint_rules::exposure::{Captured, Commitment};
use blueprint_rules::math::{BPS, U256};
use blueprint_rules::penalty::EraOffence;
use blueprint_rules::rewards::shares::StakeShares;
use primitive_types::{H160, H256};

mod charge;
mod terms;

pub use terms::{ClassCost, Terms};

/// Seconds in an era.
pub const ERA: u64 = 86_400;

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The court refuses it.
    Court(Error),
    /// Executions are paused.
    Paused,
    /// A pending slash has captured the stake.
    SlashPending,
    /// The stake is still unbonding.
    Unbonding,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Court(error)
    }
}

/// An operator, its delegators included.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its stake, unbonding stake included.
    pub stake: StakeShares,
    /// The shares of each who staked, the operator itself first.
    pub holders: Vec<Holder>,
    /// What secures the service.
    pub commitment: Commitment,
    /// Offences on record, by class.
    pub record: [u32; 3],
    /// Whether it accepts no more services.
    pub ejected: bool,
    open: OpenProposals,
    captures: u32,
    slashed: u128,
}

/// A part of an operator's stake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Shares.
    pub shares: U256,
    /// When it may be withdrawn, where it is unbonding.
    pub until: Option<u64>,
    /// What was withdrawn.
    pub withdrawn: u128,
}

/// A slash that has not ended.
#[derive(Clone, Debug)]
struct Slash {
    operator: usize,
    era: u32,
    captured: Captured,
    proposal: Proposal,
}

/// What became of all slashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Slashes executed.
    pub executed: u32,
    /// Slashes vetoed or dismissed.
    pub stopped: u32,
    /// Stake taken.
    pub taken: u128,
    /// Proposers' bonds lost.
    pub proposal_bonds: u128,
    /// Disputers' bonds lost.
    pub dispute_bonds: u128,
    /// The longest that a slash was open, in seconds.
    pub longest: u64,
}

/// The service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its operators.
    pub operators: Vec<Operator>,
    /// What became of slashes.
    pub totals: Totals,
    /// The clock.
    pub now: u64,
    terms: Terms,
    offences: BTreeMap<(u8, u32, usize), EraOffence>,
    /// What formulas have taken for an offence.
    charged: BTreeMap<(u8, u32, usize), U256>,
    offenders: BTreeMap<(u8, u32), u32>,
    evidence: BTreeSet<[u8; 60]>,
    slashes: BTreeMap<u64, (u64, Slash)>,
    next: u64,
    paused_until: u64,
    staked: u128,
}

const PROPOSER: H160 = H160([0xaa; 20]);
const GOVERNANCE: H160 = H160([0xff; 20]);

impl Service {
    /// A service of operators with these parts of stake each, all of which is committed.
    pub fn new(terms: Terms, operators: usize, parts: &[u128]) -> Self {
        let stake = parts.iter().sum::<u128>();
        let operator = Operator {
            stake: StakeShares {
                assets: stake.into(),
                shares: stake.into(),
            },
            holders: parts
                .iter()
                .map(|part| Holder {
                    shares: (*part).into(),
                    ..Holder::default()
                })
                .collect(),
            commitment: Commitment {
                amount: stake,
                taken: 0,
            },
            record: [0; 3],
            ejected: false,
            open: OpenProposals::default(),
            captures: 0,
            slashed: 0,
        };
        let mut terms = terms;
        // As in the pallet: the stake is captured when the slash is proposed, and stays so until it ends.
        terms.policy.slashable_period = terms.policy.longest_life().unwrap_or(u64::MAX);
        Self {
            operators: vec![operator; operators],
            totals: Totals::default(),
            now: 1_000 * ERA,
            terms,
            offences: BTreeMap::new(),
            charged: BTreeMap::new(),
            offenders: BTreeMap::new(),
            evidence: BTreeSet::new(),
            slashes: BTreeMap::new(),
            next: 0,
            paused_until: 0,
            staked: stake * operators as u128,
        }
    }

    /// The running era.
    pub fn era(&self) -> u32 {
        (self.now / ERA) as u32
    }

    /// Proposes a slash; returns its number.
    pub fn propose(
        &mut self,
        operator: usize,
        charge: Charge,
        severity_bps: u16,
        evidence: u64,
    ) -> Result<u64, Refused> {
        let accused = address(operator);
        let request = SlashRequest {
            service: 0,
            operator: accused,
            proposer: PROPOSER,
            charge,
            evidence: H256::from_low_u64_be(evidence + 1),
            // The least share, of a class that is not slashed: it takes nothing.
            requested: severity_bps.min(self.terms.most(charge)).max(1).into(),
        };
        let key = request.evidence_key().preimage();
        let era = self.era();
        let of = &mut self.operators[operator];
        let proposed = court::propose(
            &request,
            &whole(accused, self.now),
            self.evidence.contains(&key),
            of.open,
            self.now,
            &self.terms.policy,
        )?;
        of.open = proposed.open_proposals;
        of.captures += 1;
        let staked = of.stake.assets.low_u128();
        let slash = Slash {
            operator,
            era,
            captured: of.commitment.capture(of.commitment.amount, staked),
            proposal: proposed.proposal,
        };
        self.evidence.insert(key);
        let offence = self
            .offences
            .entry((charge as u8, era, operator))
            .or_default();
        if offence.propose() {
            *self.offenders.entry((charge as u8, era)).or_default() += 1;
        }
        let id = self.next;
        self.next += 1;
        self.slashes.insert(id, (self.now, slash));
        Ok(id)
    }

    /// Disputes a slash with the bond.
    pub fn dispute(&mut self, id: u64) -> Result<(), Refused> {
        let (_, slash) = self.slash(id)?;
        let bond = slash.proposal.bond;
        let disputer = address(slash.operator);
        let proposal = court::dispute(&slash.proposal, disputer, bond, self.now)?;
        if let Some((_, slash)) = self.slashes.get_mut(&id) {
            slash.proposal = proposal;
        }
        Ok(())
    }

    /// Rules on a disputed slash.
    pub fn resolve(&mut self, id: u64, ruling: Ruling) -> Result<(), Refused> {
        let (since, slash) = self.slash(id)?;
        let open = self.operators[slash.operator].open;
        let step = court::resolve(
            &slash.proposal,
            GOVERNANCE,
            GOVERNANCE,
            ruling,
            open,
            self.now,
        )?;
        match ruling {
            Ruling::Uphold => {
                if let Some((_, slash)) = self.slashes.get_mut(&id) {
                    slash.proposal = step.proposal;
                }
            }
            Ruling::Dismiss => self.stop(id, since, &slash, step.open_proposals),
        }
        Ok(())
    }

    /// Vetoes a slash.
    pub fn veto(&mut self, id: u64) -> Result<(), Refused> {
        let (since, slash) = self.slash(id)?;
        let open = self.operators[slash.operator].open;
        let step = court::veto(&slash.proposal, GOVERNANCE, GOVERNANCE, open, self.now)?;
        self.stop(id, since, &slash, step.open_proposals);
        Ok(())
    }

    /// Pauses executions.
    pub fn pause(&mut self, until: u64) {
        self.paused_until = until;
    }

    /// Executes slashes, first those that were proposed first, each as soon as its time comes and none later than `until`.
    ///
    /// # Errors
    /// As [`Service::execute`].
    pub fn execute_due(
        &mut self,
        due: &mut VecDeque<(u64, u64)>,
        until: u64,
    ) -> Result<(), Refused> {
        while let Some((slash, at)) = due.front().copied().filter(|(_, at)| *at <= until) {
            self.now = self.now.max(at);
            self.execute(slash)?;
            due.pop_front();
        }
        Ok(())
    }

    /// Executes a slash; returns the stake that it took.
    pub fn execute(&mut self, id: u64) -> Result<u128, Refused> {
        if self.now < self.paused_until {
            return Err(Refused::Paused);
        }
        let (since, slash) = self.slash(id)?;
        let proposal = slash.proposal;
        let executed = court::execute(
            &proposal,
            &whole(proposal.operator, proposal.captured_at),
            self.operators[slash.operator].open,
            self.now,
        )?;
        let most = self.charge(&slash, executed.slash.amount().low_u32() as u16);
        let of = &mut self.operators[slash.operator];
        let part = of.commitment.takes(&slash.captured, most);
        let taken = of.stake.slash(part.into()).low_u128();
        of.commitment = of.commitment.after(taken);
        of.slashed += taken;
        self.totals.executed += 1;
        self.totals.taken += taken;
        if let Settlement::Forfeit(seized) = executed.bond {
            self.totals.dispute_bonds += seized.amount().low_u128();
        }
        self.end(id, since, slash.operator, executed.open_proposals);
        Ok(taken)
    }

    /// Ends a slash that can no longer be executed.
    pub fn expire(&mut self, id: u64) -> Result<(), Refused> {
        let (since, slash) = self.slash(id)?;
        let open = self.operators[slash.operator].open;
        let step = court::expire(&slash.proposal, open, self.now)?;
        self.withdraw_offence(&slash);
        self.end(id, since, slash.operator, step.open_proposals);
        Ok(())
    }

    /// The last second in which a slash can be executed; 0 where it has ended.
    pub fn slashable_until(&self, id: u64) -> u64 {
        let slash = self.slashes.get(&id);
        slash.map_or(0, |(_, slash)| slash.proposal.expires_at)
    }

    /// Begins to unbond what a holder has.
    pub fn undelegate(&mut self, operator: usize, holder: usize) {
        self.operators[operator].holders[holder].until = Some(self.now + self.terms.unbonding);
    }

    /// Pays out what a holder has unbonded.
    pub fn withdraw(&mut self, operator: usize, holder: usize) -> Result<u128, Refused> {
        let now = self.now;
        let of = &mut self.operators[operator];
        if of.captures > 0 {
            return Err(Refused::SlashPending);
        }
        let held = &mut of.holders[holder];
        if held.until.is_none_or(|until| now < until) {
            return Err(Refused::Unbonding);
        }
        let shares = core::mem::take(&mut held.shares);
        // Its own shares: there are as many.
        let amount = of.stake.unstake(shares).unwrap_or_default().low_u128();
        held.withdrawn += amount;
        Ok(amount)
    }

    /// What a holder has, withdrawn or not.
    pub fn worth(&self, operator: usize, holder: usize) -> u128 {
        let of = &self.operators[operator];
        let held = of.holders[holder];
        held.withdrawn + of.stake.worth(held.shares).low_u128()
    }

    /// Whether no unit appeared or vanished: what was staked is staked, withdrawn or taken, and holders have
    /// what their operators have, but for less than a unit each.
    pub fn conserved(&self) -> bool {
        let sum = |of: fn(&Operator) -> u128| self.operators.iter().map(of).sum::<u128>();
        let withdrawn = |of: &Operator| of.holders.iter().map(|it| it.withdrawn).sum::<u128>();
        let kept = sum(|of| of.stake.assets.low_u128());
        let slashed = sum(|of| of.slashed);
        let all = self.operators.iter().map(withdrawn).sum::<u128>() + kept + slashed;
        let each = self.operators.iter().all(|of| {
            let held: u128 = of
                .holders
                .iter()
                .map(|it| of.stake.worth(it.shares).low_u128())
                .sum();
            let assets = of.stake.assets.low_u128();
            held <= assets && assets - held < of.holders.len().max(1) as u128
        });
        all == self.staked && slashed == self.totals.taken && each
    }

    fn slash(&self, id: u64) -> Result<(u64, Slash), Refused> {
        let known = self.slashes.get(&id).cloned();
        known.ok_or(Refused::Court(Error::UnknownProposal))
    }

    /// A slash that was not executed leaves no offence.
    fn withdraw_offence(&mut self, slash: &Slash) {
        let key = (slash.proposal.charge as u8, slash.era);
        let place = (key.0, key.1, slash.operator);
        if self
            .offences
            .get_mut(&place)
            .is_some_and(EraOffence::withdraw)
        {
            self.offences.remove(&place);
            if let Some(count) = self.offenders.get_mut(&key) {
                *count -= 1;
            }
        }
    }

    fn stop(&mut self, id: u64, since: u64, slash: &Slash, open: OpenProposals) {
        self.withdraw_offence(slash);
        self.totals.stopped += 1;
        self.totals.proposal_bonds += self.terms.proposal_bond;
        self.end(id, since, slash.operator, open);
    }

    fn end(&mut self, id: u64, since: u64, operator: usize, open: OpenProposals) {
        self.slashes.remove(&id);
        self.totals.longest = self.totals.longest.max(self.now - since);
        let of = &mut self.operators[operator];
        of.open = open;
        of.captures -= 1;
    }
}

/// Where the class is in tables.
fn place(charge: Charge) -> usize {
    usize::from(charge as u8).saturating_sub(1)
}

fn address(operator: usize) -> H160 {
    H160::from_low_u64_be(operator as u64 + 1)
}

/// The whole, in basis points, of what is captured: the pallet's slashes are shares.
fn whole(operator: H160, at: u64) -> Capture {
    Capture {
        operator,
        at,
        stake: U256::from(BPS),
        taken: U256::zero(),
    }
}
