//! The court against a model: random schedules of steps, with a clock that likes edges.
//!
//! The model is written from the rules in words, not from the code: it keeps a history of each
//! proposal and works out from it, in 128 bits, what may happen now.

use blueprint_rules::court::*;
use blueprint_rules::math::U256;
use primitive_types::{H160, H256};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

const ACCOUNTS: u8 = 6;
const GOVERNANCE: u8 = 5;
const RESOLVER: u8 = 4;
const STAKES: [u64; 3] = [100, 7, 0];
const CAPTURE_AGES: [u64; 3] = [0, 15, 30];

#[derive(Debug, Clone, Copy)]
enum Act {
    Propose {
        service: u64,
        operator: u8,
        proposer: u8,
        capture: usize,
        requested: u64,
        evidence: u8,
    },
    Dispute {
        id: usize,
        who: u8,
        paid: u64,
    },
    Veto {
        id: usize,
        who: u8,
    },
    Resolve {
        id: usize,
        who: u8,
        uphold: bool,
    },
    Execute {
        id: usize,
    },
    Expire {
        id: usize,
    },
    Withdraw {
        who: u8,
    },
    Amend {
        policy: usize,
    },
    Wait {
        seconds: u64,
    },
    /// To just before, at, or just after the next edge of a proposal.
    WaitForEdge {
        id: usize,
        edge: u8,
        offset: i8,
    },
}

fn policies() -> [Policy; 2] {
    let base = Policy {
        review_window: 10,
        resolution_period: 15,
        execution_window: 5,
        slashable_period: 50,
        max_pending: 3,
        bond: U256::from(20),
        unresolved: Unresolved::Execute,
    };
    let other = Policy {
        review_window: 12,
        resolution_period: 1,
        bond: U256::from(3),
        unresolved: Unresolved::Dismiss,
        ..base
    };
    [base, other]
}

fn account(n: u8) -> H160 {
    H160::repeat_byte(n.saturating_add(1))
}

// The component: what a contract would keep, and which records it would hand to the court.

#[derive(Default)]
struct Chain {
    proposals: Vec<Proposal>,
    captures: HashMap<(u8, usize), Capture>,
    open_proposals: HashMap<(u64, H160), OpenProposals>,
    evidence: HashSet<Vec<u8>>,
    credits: HashMap<u8, U256>,
    bonds: Bonds,
    sunk: SinkLedger,
    paid_out: U256,
    ended: HashMap<usize, u32>,
}

impl Chain {
    fn proposal(&self, id: usize) -> Proposal {
        self.proposals.get(id).copied().unwrap_or_default()
    }

    fn open_proposals(&self, proposal: &Proposal) -> OpenProposals {
        let key = (proposal.service, proposal.operator);
        self.open_proposals.get(&key).copied().unwrap_or_default()
    }

    fn store(
        &mut self,
        id: usize,
        proposal: Proposal,
        open_proposals: OpenProposals,
        bond: Settlement,
    ) {
        if proposal.state.is_final() {
            *self.ended.entry(id).or_default() += 1;
        }
        self.open_proposals
            .insert((proposal.service, proposal.operator), open_proposals);
        self.proposals[id] = proposal;
        self.bonds = self.bonds.settle(bond).unwrap();
        for who in 0..ACCOUNTS {
            let balance = self.credits.entry(who).or_default();
            *balance = credit(*balance, account(who), bond).unwrap();
        }
        if let Settlement::Forfeit(seized) = bond {
            self.sunk = self.sunk.receive(seized, Sink::Burn).unwrap();
        }
    }

    fn act(&mut self, act: &Act, now: u64, start: u64, policy: &Policy) -> bool {
        match *act {
            Act::Propose {
                service,
                operator,
                proposer,
                capture,
                requested,
                evidence,
            } => {
                let request = SlashRequest {
                    service,
                    operator: account(operator),
                    proposer: account(proposer),
                    charge: Charge::QualityOfService,
                    evidence: H256::repeat_byte(evidence),
                    requested: U256::from(requested),
                };
                let key = request.evidence_key().preimage().to_vec();
                let stored = self.captures.get(&(operator, capture)).copied();
                let joined = Capture::join(
                    stored,
                    request.operator,
                    start.saturating_add(CAPTURE_AGES[capture]),
                    U256::from(STAKES[capture]),
                )
                .unwrap();
                let open_proposals = self
                    .open_proposals
                    .get(&(service, request.operator))
                    .copied()
                    .unwrap_or_default();
                let used = self.evidence.contains(&key);
                let Ok(made) = propose(&request, &joined, used, open_proposals, now, policy) else {
                    return false;
                };
                self.captures.insert((operator, capture), joined);
                self.evidence.insert(key);
                self.open_proposals
                    .insert((service, request.operator), made.open_proposals);
                self.proposals.push(made.proposal);
                true
            }
            Act::Dispute { id, who, paid } => {
                let disputed = dispute(&self.proposal(id), account(who), U256::from(paid), now);
                let Ok(proposal) = disputed else {
                    return false;
                };
                self.bonds = self.bonds.post(U256::from(paid)).unwrap();
                self.proposals[id] = proposal;
                true
            }
            Act::Veto { id, who } => {
                let proposal = self.proposal(id);
                let open_proposals = self.open_proposals(&proposal);
                let step = veto(
                    &proposal,
                    account(who),
                    account(GOVERNANCE),
                    open_proposals,
                    now,
                );
                self.take(id, step)
            }
            Act::Resolve { id, who, uphold } => {
                let proposal = self.proposal(id);
                let open_proposals = self.open_proposals(&proposal);
                let ruling = if uphold {
                    Ruling::Uphold
                } else {
                    Ruling::Dismiss
                };
                let step = resolve(
                    &proposal,
                    account(who),
                    account(RESOLVER),
                    ruling,
                    open_proposals,
                    now,
                );
                self.take(id, step)
            }
            Act::Expire { id } => {
                let proposal = self.proposal(id);
                let step = expire(&proposal, self.open_proposals(&proposal), now);
                self.take(id, step)
            }
            Act::Execute { id } => {
                let proposal = self.proposal(id);
                let key = self
                    .captures
                    .iter()
                    .find(|(_, capture)| {
                        capture.operator == proposal.operator && capture.at == proposal.captured_at
                    })
                    .map(|(key, _)| *key);
                let capture = key.map(|key| self.captures[&key]).unwrap_or_default();
                let executed = execute(&proposal, &capture, self.open_proposals(&proposal), now);
                let (Ok(done), Some(key)) = (executed, key) else {
                    return false;
                };
                self.captures.insert(key, done.capture);
                self.store(id, done.proposal, done.open_proposals, done.bond);
                true
            }
            Act::Withdraw { who } => {
                let Some((left, pay)) =
                    withdraw(self.credits.get(&who).copied().unwrap_or_default())
                else {
                    return false;
                };
                self.credits.insert(who, left);
                self.bonds = self.bonds.pay(pay).unwrap();
                self.paid_out += pay;
                true
            }
            _ => true,
        }
    }

    fn take(&mut self, id: usize, step: Result<Step, Error>) -> bool {
        let Ok(step) = step else {
            return false;
        };
        self.store(id, step.proposal, step.open_proposals, step.bond);
        true
    }
}

// The model.

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Vetoed,
    Dismissed,
    Executed,
    Expired,
}

#[derive(Debug, Clone)]
struct Case {
    service: u64,
    operator: u8,
    proposer: u8,
    capture: usize,
    requested: u128,
    rules: Policy,
    made: u128,
    disputed: Option<(u8, u128)>,
    upheld: Option<u128>,
    end: Option<End>,
}

#[derive(Default)]
struct Model {
    start: u64,
    cases: Vec<Case>,
    evidence: HashSet<(u64, u8, u8)>,
    taken: HashMap<(u8, usize), u128>,
    posted: u128,
    lost: u128,
    owed: HashMap<u8, u128>,
    fetched: u128,
}

impl Model {
    fn captured_at(&self, capture: usize) -> u128 {
        u128::from(self.start.saturating_add(CAPTURE_AGES[capture]))
    }

    /// The stake is slashable up to and including this second.
    fn last_slashable(&self, case: &Case) -> u128 {
        self.captured_at(case.capture) + u128::from(case.rules.slashable_period)
    }

    /// The review, or the longer hearing after a dispute, or what a ruling left of it.
    fn hearing_until(&self, case: &Case) -> u128 {
        let review = case.made + u128::from(case.rules.review_window);
        match (case.disputed, case.upheld) {
            (_, Some(ruled)) => review.max(ruled),
            (Some((_, at)), None) => review.max(at + u128::from(case.rules.resolution_period)),
            (None, None) => review,
        }
    }

    fn unruled(case: &Case) -> bool {
        case.disputed.is_some() && case.upheld.is_none()
    }

    fn dismissed_without_ruling(case: &Case) -> bool {
        Self::unruled(case) && case.rules.unresolved == Unresolved::Dismiss
    }

    fn open(&self, id: usize) -> Option<&Case> {
        self.cases.get(id).filter(|case| case.end.is_none())
    }

    fn pending(&self, service: u64, operator: u8) -> usize {
        self.cases
            .iter()
            .filter(|case| case.end.is_none())
            .filter(|case| (case.service, case.operator) == (service, operator))
            .count()
    }

    fn close(&mut self, id: usize, end: End, bond_lost: bool) {
        let case = &mut self.cases[id];
        case.end = Some(end);
        if let Some((who, _)) = case.disputed {
            let bond = case.rules.bond.as_u128();
            if bond_lost {
                self.lost += bond;
            } else {
                *self.owed.entry(who).or_default() += bond;
            }
        }
    }

    fn act(&mut self, act: &Act, now: u64, policy: &Policy) -> bool {
        let now = u128::from(now);
        match *act {
            Act::Propose {
                service,
                operator,
                proposer,
                capture,
                requested,
                evidence,
            } => {
                let stake = u128::from(STAKES[capture]);
                let case = Case {
                    service,
                    operator,
                    proposer,
                    capture,
                    requested: u128::from(requested).min(stake),
                    rules: *policy,
                    made: now,
                    disputed: None,
                    upheld: None,
                    end: None,
                };
                let life = u128::from(policy.review_window)
                    + u128::from(policy.resolution_period)
                    + u128::from(policy.execution_window);
                let last = self.last_slashable(&case);
                let allowed = requested > 0
                    && stake > 0
                    && evidence > 0
                    && proposer != operator
                    && self.captured_at(capture) <= now
                    && now + life <= last
                    && last <= u128::from(u64::MAX)
                    && self.pending(service, operator) < policy.max_pending as usize
                    && !self.evidence.contains(&(service, operator, evidence));
                if allowed {
                    self.evidence.insert((service, operator, evidence));
                    self.cases.push(case);
                }
                allowed
            }
            Act::Dispute { id, who, paid } => {
                let allowed = self.open(id).is_some_and(|case| {
                    case.disputed.is_none()
                        && now < self.hearing_until(case)
                        && who != case.proposer
                        && U256::from(paid) == case.rules.bond
                });
                if allowed {
                    self.cases[id].disputed = Some((who, now));
                    self.posted += u128::from(paid);
                }
                allowed
            }
            Act::Veto { id, who } => {
                let allowed = self.open(id).is_some_and(|case| {
                    who == GOVERNANCE && who != case.operator && now < self.hearing_until(case)
                });
                if allowed {
                    self.close(id, End::Vetoed, false);
                }
                allowed
            }
            Act::Resolve { id, who, uphold } => {
                let allowed = self.open(id).is_some_and(|case| {
                    let party = who == case.operator
                        || who == case.proposer
                        || case.disputed.is_some_and(|(disputer, _)| disputer == who);
                    Self::unruled(case)
                        && who == RESOLVER
                        && !party
                        && now < self.hearing_until(case)
                });
                if allowed && uphold {
                    self.cases[id].upheld = Some(now);
                } else if allowed {
                    self.close(id, End::Dismissed, false);
                }
                allowed
            }
            Act::Execute { id } => {
                let allowed = self.open(id).is_some_and(|case| {
                    !Self::dismissed_without_ruling(case)
                        && now >= self.hearing_until(case)
                        && now <= self.last_slashable(case)
                });
                if allowed {
                    let case = &self.cases[id];
                    let stake = u128::from(STAKES[case.capture]);
                    let taken = self.taken.entry((case.operator, case.capture)).or_default();
                    *taken = (*taken + case.requested).min(stake);
                    self.close(id, End::Executed, true);
                }
                allowed
            }
            Act::Expire { id } => {
                let allowed = self.open(id).is_some_and(|case| {
                    if Self::dismissed_without_ruling(case) {
                        now >= self.hearing_until(case)
                    } else {
                        now > self.last_slashable(case)
                    }
                });
                if allowed {
                    let lost = self.cases[id].upheld.is_some();
                    self.close(id, End::Expired, lost);
                }
                allowed
            }
            Act::Withdraw { who } => {
                let owed = self.owed.remove(&who).unwrap_or_default();
                self.fetched += owed;
                owed > 0
            }
            _ => true,
        }
    }
}

fn state_of(case: &Case) -> State {
    match case.end {
        Some(End::Vetoed) => State::Vetoed,
        Some(End::Dismissed) => State::Dismissed,
        Some(End::Executed) => State::Executed,
        Some(End::Expired) => State::Expired,
        None if case.upheld.is_some() => State::Upheld,
        None if case.disputed.is_some() => State::Disputed,
        None => State::Pending,
    }
}

fn check(chain: &Chain, model: &Model) {
    assert_eq!(chain.proposals.len(), model.cases.len());
    for (proposal, case) in chain.proposals.iter().zip(&model.cases) {
        assert_eq!(proposal.state, state_of(case));
        if proposal.state.is_open() {
            assert_eq!(u128::from(proposal.deadline), model.hearing_until(case));
            let pending = chain.open_proposals(proposal).pending as usize;
            assert_eq!(pending, model.pending(case.service, case.operator));
        }
    }
    assert!(
        chain.ended.values().all(|times| *times == 1),
        "ended more than once"
    );
    let open = chain.proposals.iter().filter(|one| one.state.is_open());
    let pending: u32 = chain
        .open_proposals
        .values()
        .map(|open_proposals| open_proposals.pending)
        .sum();
    assert_eq!(open.count(), pending as usize);
    for (key, capture) in &chain.captures {
        assert!(capture.taken <= capture.stake);
        let slashed = chain
            .proposals
            .iter()
            .filter(|one| one.operator == capture.operator && one.captured_at == capture.at)
            .fold(U256::zero(), |sum, one| sum + one.slashed);
        assert_eq!(slashed, capture.taken);
        let expected = model.taken.get(key).copied().unwrap_or_default();
        assert_eq!(capture.taken.as_u128(), expected);
    }
    // Bonds: all that was posted is held, owed, fetched or sunk; every refund has an owner.
    let sunk = chain.sunk.burned;
    assert_eq!(
        chain.bonds.held + chain.bonds.owed + chain.paid_out + sunk,
        U256::from(model.posted)
    );
    assert_eq!(sunk.as_u128(), model.lost);
    assert_eq!(chain.paid_out.as_u128(), model.fetched);
    let credits = chain
        .credits
        .values()
        .fold(U256::zero(), |sum, one| sum + one);
    assert_eq!(credits, chain.bonds.owed);
}

fn act() -> impl Strategy<Value = Act> {
    let id = 0..7_usize;
    let who = 0..ACCOUNTS;
    prop_oneof![
        6 => (0..2_u64, 0..2_u8, 0..ACCOUNTS, 0..3_usize, 0..130_u64, 0..6_u8).prop_map(
            |(service, operator, proposer, capture, requested, evidence)| Act::Propose {
                service, operator, proposer, capture, requested, evidence,
            }
        ),
        4 => (id.clone(), who.clone(), prop_oneof![4 => Just(20), 2 => Just(3), 1 => 0..25_u64])
            .prop_map(|(id, who, paid)| Act::Dispute { id, who, paid }),
        1 => (id.clone(), prop_oneof![3 => Just(GOVERNANCE), 1 => who.clone()])
            .prop_map(|(id, who)| Act::Veto { id, who }),
        3 => (id.clone(), prop_oneof![5 => Just(RESOLVER), 1 => who.clone()], any::<bool>())
            .prop_map(|(id, who, uphold)| Act::Resolve { id, who, uphold }),
        6 => id.clone().prop_map(|id| Act::Execute { id }),
        2 => id.clone().prop_map(|id| Act::Expire { id }),
        1 => who.prop_map(|who| Act::Withdraw { who }),
        1 => (0..2_usize).prop_map(|policy| Act::Amend { policy }),
        2 => (0..12_u64).prop_map(|seconds| Act::Wait { seconds }),
        5 => (id, 0..3_u8, -1..=1_i8)
            .prop_map(|(id, edge, offset)| Act::WaitForEdge { id, edge, offset }),
    ]
}

fn edge(model: &Model, id: usize, edge: u8, offset: i8) -> Option<u64> {
    let case = model.cases.get(id)?;
    let at = match edge {
        0 => case.made + u128::from(case.rules.review_window),
        1 => model.hearing_until(case),
        _ => model.last_slashable(case),
    };
    let at = i128::try_from(at).ok()? + i128::from(offset);
    Some(u64::try_from(at).unwrap_or(u64::MAX))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn court_under_any_schedule_agrees_with_the_model(
        start in prop_oneof![
            2 => Just(0_u64),
            4 => Just(1_000_000),
            3 => (0..120_u64).prop_map(|before| u64::MAX - before),
        ],
        acts in prop::collection::vec(act(), 1..80),
    ) {
        let mut chain = Chain::default();
        let mut model = Model { start, ..Model::default() };
        let mut now = start;
        let mut policy = policies()[0];
        for act in &acts {
            match *act {
                Act::Wait { seconds } => now = now.saturating_add(seconds),
                Act::WaitForEdge { id, edge: which, offset } => {
                    now = edge(&model, id, which, offset).unwrap_or(now).max(now);
                }
                Act::Amend { policy: index } => policy = policies()[index],
                _ => {}
            }
            let done = chain.act(act, now, start, &policy);
            let expected = model.act(act, now, &policy);
            prop_assert_eq!(done, expected, "{:?} at {}", act, now);
            check(&chain, &model);
        }
    }
}
