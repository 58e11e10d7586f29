//! Adversaries as strategies: each controls some of the people and may send whatever they can sign, before or after
//! the others act; the others play honestly. A search looks for the strategy that gains most, and for the one that
//! costs the others most for what it costs itself.
//!
//! The measure is what the same people with the same capital get by honest play, at the best of its choices. No
//! validator is an adversary: this chain has none, its blocks are sealed by one development node, and no fee or
//! order of extrinsics is part of the pallets.

use crate::{
    drain::Table,
    life::{Draw, Life},
    state::*,
    steps::Step,
};
use proptest::prelude::Rng;

/// Slots of an era, and how many are played.
const SLOTS_OF_ERA: u32 = 10;
const SLOTS: u32 = 3 * SLOTS_OF_ERA;
/// What operators and delegators may stake beyond what they have staked at the start.
const CAPITAL: u128 = 40 * UNIT;
/// What funds each era.
const POT: u128 = UNIT * 9 / 10;
const POINTS: u32 = 10;
/// How many draws a move tries.
const TRIES: u8 = 12;
/// What a unit of gold is worth, in units of the chain's token.
const GOLD_WORTH: u128 = 25_000_000;

pub struct Role {
    pub name: &'static str,
    pub people: &'static [Who],
    /// Beyond what it has staked at the start, in the chain's token. Customers and managers have none: whom they buy
    /// from, and whom they give points to, moves the pot to those behind whom they stake; activating a blueprint
    /// trusts them in this.
    pub capital: u128,
    /// Whether governance vetoes slashes without a fault.
    pub governed: bool,
}

pub const ROLES: [Role; 6] = [
    Role {
        name: "operator",
        people: &[OPERATORS[0], DELEGATORS[0]],
        capital: CAPITAL,
        governed: true,
    },
    Role {
        name: "customer",
        people: &[CUSTOMERS[0], REPORTER],
        capital: 0,
        governed: true,
    },
    Role {
        name: "manager",
        people: &[DEVELOPER, CUSTOMERS[1], MANAGER, MANAGER + 1, MANAGER + 2],
        capital: 0,
        governed: true,
    },
    Role {
        name: "reporter",
        people: &[REPORTER],
        capital: 0,
        governed: true,
    },
    Role {
        name: "competitor",
        people: &[OPERATORS[1], DELEGATORS[1]],
        capital: CAPITAL,
        governed: true,
    },
    Role {
        name: "delegator",
        people: &[DELEGATORS[2]],
        capital: CAPITAL,
        governed: true,
    },
];

/// Duties that an adversary may neglect, by bit: heartbeats, results, right results, verdicts, calls.
type Neglected = u8;
const NO_CALLS: Neglected = 1 << 4;

#[derive(Clone, Debug, Default)]
pub struct Strategy {
    pub neglected: Neglected,
    /// Where its capital is staked at the start.
    pub stakes: Option<Backing>,
    /// The slot, whether it is before the others act, and what.
    pub moves: Vec<(u32, bool, Draw)>,
}

/// What came of a play, in units of the chain's token.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub own: i128,
    pub others: i128,
    /// The most stake of others that slashes of the adversary blocked at a time.
    pub locked: u128,
    /// All steps, and the adversary's own ones with their slots.
    pub steps: Vec<Step>,
    pub moves: Vec<(u32, Step)>,
}

/// Terms under which points cannot be bought with profit: a call burns more than the part of the pot that its points
/// earn.
pub fn terms() -> Vec<Terms> {
    let terms = |funds| Terms {
        most: Some(POINTS),
        points_per_era: 120,
        penalty: [0, 10_000, 3_333, 7_777],
        ejects_at: 3,
        funds,
        min: 1,
        max: 3,
        instances: 4,
        review: WEEK,
    };
    [Funds::Burned, Funds::Customer, Funds::Rewards]
        .map(terms)
        .to_vec()
}

const PRICE: Price = Price {
    amount: UNIT,
    burned: 2_500,
    owner: 1_000,
};

/// The model alone, with the steps that it allowed.
struct Rehearsal {
    model: Model,
    steps: Vec<Step>,
    /// The calls that customers need, and their owners: with the right result of one, each is worth its price.
    needed: Vec<(Who, (u64, u64))>,
    moves: Vec<(u32, Step)>,
}

impl Table for Rehearsal {
    fn model(&self) -> &Model {
        &self.model
    }

    fn take(&mut self, step: &Step) -> Result<Done, String> {
        let done = self.model.take(step);
        if done.is_ok() {
            self.steps.push(step.clone());
        }
        Ok(done)
    }
}

fn opening(role: &Role, stakes: Option<Backing>) -> Vec<Step> {
    use Step::*;
    let mut steps = vec![
        Quote(0, 3_000_000_000_000_000_000),
        Quote(1, 77_000_000_000_000_000),
    ];
    for who in OPERATORS {
        steps.push(Join(who));
        steps.extend((0..BLUEPRINTS).map(|blueprint| Register(who, blueprint, 6)));
        steps.push(Delegate(who, who, None, 0, 50 * UNIT));
        steps.push(SetCommission(who, 0));
    }
    for (who, operator) in DELEGATORS.into_iter().zip(OPERATORS) {
        steps.push(Delegate(who, operator, None, 0, 100 * UNIT));
        steps.push(Delegate(who, operator, Some(0), 1, 100_000));
    }
    if let Some((operator, selection)) = stakes {
        steps.push(Delegate(role.people[0], operator, selection, 0, CAPITAL));
    }
    steps.extend((0..BLUEPRINTS).map(Activate));
    steps.extend((0..BLUEPRINTS).map(|blueprint| SetPrice(DEVELOPER, blueprint, Some(PRICE))));
    steps.push(Pass(ERA - 1, true));
    for blueprint in 0..BLUEPRINTS {
        let request = blueprint.into();
        steps.push(Request {
            who: CUSTOMERS[usize::from(blueprint) % 2],
            blueprint,
            operators: OPERATORS.to_vec(),
            ttl: 0,
            assets: vec![(0, 30 * UNIT)],
        });
        steps.extend(OPERATORS.map(|who| Approve(who, request, 0)));
    }
    steps
}

impl Rehearsal {
    fn wealth(&self, people: impl Iterator<Item = Who>) -> i128 {
        let served = |it: &&(Who, (u64, u64))| {
            let results = self.model.calls.get(&it.1).map(|it| it.results.values());
            results.is_some_and(|mut it| it.any(|it| !it.wrong))
        };
        let served: Vec<_> = self.needed.iter().filter(served).map(|it| it.0).collect();
        people
            .map(|who| {
                let worth = served.iter().filter(|it| **it == who).count() as u128 * PRICE.amount;
                let purse = &self.model.purses[usize::from(who)];
                let held: u128 = purse.held.iter().sum();
                (purse.free + held + purse.gold * GOLD_WORTH + worth) as i128
            })
            .sum()
    }

    fn try_all(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            let _ = self.take(&step);
        }
    }

    /// The moves of an adversary in a slot.
    fn moves(&mut self, role: &Role, strategy: &Strategy, at: (u32, bool), left: &mut u128) {
        for (slot, first, draw) in &strategy.moves {
            if (*slot, *first) != at {
                continue;
            }
            let who = role.people[usize::from(draw.2) % role.people.len()];
            // The first of some that are allowed.
            for next in 0..TRIES {
                let draw = (draw.0.wrapping_add(next * 5), draw.1, draw.2, draw.3);
                let Some(step) = signed(self.model.draw(draw), who, *left) else {
                    continue;
                };
                if self.take(&step) != Ok(Ok(())) {
                    continue;
                }
                if let Step::Delegate(.., 0, amount) = step {
                    *left -= amount;
                }
                self.moves.push((*slot, step));
                break;
            }
        }
    }

    /// What all others do in a slot, and the adversary as far as it does its duties.
    fn honest(&mut self, role: &Role, neglected: Neglected, slot: u32) {
        let neglects =
            |who: Who, duty: u8| role.people.contains(&who) && neglected >> duty & 1 == 1;
        if slot.is_multiple_of(SLOTS_OF_ERA) {
            let _ = self.take(&Step::Fund(TREASURER, POT));
        }
        self.answer_requests(role);
        let services: Vec<_> = self.model.services.clone().into_iter().collect();
        for (id, service) in &services {
            for who in &service.operators {
                if slot.is_multiple_of(2) && !neglects(*who, 0) {
                    let _ = self.take(&Step::Heartbeat(*who, *id));
                }
                if slot % SLOTS_OF_ERA == 9 {
                    let _ = self.take(&Step::ReportOffline(TREASURER, *id, *who));
                }
            }
            if slot % 3 == (*id % 3) as u32 && !neglects(service.owner, 4) {
                let call = (*id, self.model.next_call);
                if *id < BLUEPRINTS.into()
                    && self.take(&Step::Call(service.owner, *id, 1)) == Ok(Ok(()))
                {
                    self.needed.push((service.owner, call));
                }
            }
        }
        let open = |it: &(&(u64, u64), &Call)| {
            let judged = it.1.results.values().all(|it| it.judged);
            !it.1.completed || !judged
        };
        let open = self.model.calls.iter().filter(open);
        let open: Vec<_> = open.map(|it| *it.0).collect();
        for (id, call) in open {
            let Some((_, service)) = services.iter().find(|it| it.0 == id) else {
                continue;
            };
            // They take turns.
            let turn = self
                .needed
                .iter()
                .filter(|it| it.1 .0 == id && it.1 .1 < call)
                .count();
            let operators = service.operators.iter().cycle().skip(turn % 3);
            for who in operators.take(service.operators.len()) {
                if !neglects(*who, 1) && !self.model.calls[&(id, call)].completed {
                    let wrong = neglects(*who, 2);
                    let _ = self.take(&Step::Result(*who, id, call, wrong));
                }
            }
            self.judge(role, neglected, id, call, service);
        }
        if role.governed {
            self.govern();
        }
    }

    fn answer_requests(&mut self, role: &Role) {
        for (id, request) in self.model.requests.clone() {
            let waits = request.answers.iter().filter(|it| it.1.is_none());
            let honest = waits.filter(|it| !role.people.contains(&it.0));
            self.try_all(honest.map(|it| Step::Approve(it.0, id, request.revision)));
        }
    }

    /// The manager gives points for right results of paid jobs, and proposes to slash for wrong ones.
    fn judge(&mut self, role: &Role, neglected: Neglected, id: u64, call: u64, service: &Service) {
        let record = self.model.calls[&(id, call)].clone();
        let rejects = role.people.contains(&DEVELOPER) && neglected >> 3 & 1 == 1;
        for (who, result) in record.results {
            if result.judged {
                continue;
            }
            let right = !result.wrong && !rejects;
            let points = if right && record.job == 1 { POINTS } else { 0 };
            let judge = Step::Judge {
                blueprint: service.blueprint,
                service: id,
                call,
                operator: who,
                right,
                points,
            };
            let slash = Step::Propose {
                who: ORIGIN,
                service: id,
                operator: who,
                class: 1,
                bps: 1_000,
                evidence: 1 + (call % 250) as u8,
            };
            self.try_all([judge]);
            if result.wrong {
                self.try_all([slash]);
            }
        }
    }

    /// Governance vetoes slashes of operators none of whose results was wrong.
    fn govern(&mut self) {
        for (id, slash) in self.model.slashes.clone() {
            let calls = self.model.calls.iter();
            let mut of_service = calls.filter(|it| it.0 .0 == slash.service);
            let guilty = of_service.any(|it| {
                it.1.results
                    .get(&slash.operator)
                    .is_some_and(|result| result.wrong)
            });
            if !guilty {
                self.try_all([Step::Veto(id)]);
            }
        }
    }

    /// Stake of others that is blocked by pending slashes of these people.
    fn locked(&self, role: &Role) -> u128 {
        let ours = |slash: &&Slash| role.people.contains(&slash.proposer);
        let mut vaults: Vec<_> = self
            .model
            .slashes
            .values()
            .filter(ours)
            .flat_map(|it| [(it.operator, Some(it.blueprint)), (it.operator, None)])
            .collect();
        vaults.sort_unstable();
        vaults.dedup();
        let ledgers = vaults.iter().filter_map(|it| self.model.ledgers.get(it));
        ledgers
            .map(|it| &it.vaults[0])
            .filter(|it| it.captures > 0)
            .flat_map(|vault| {
                let others = vault.delegations.iter();
                let others = others.filter(|it| !role.people.contains(it.0));
                others.map(|it| {
                    let shares = it.1.earning + it.1.waiting.1 + it.1.leaving();
                    vault.worth(shares).as_u128()
                })
            })
            .sum()
    }
}

/// Who funds eras and reports absence, with nothing to gain by it.
const TREASURER: Who = ORIGIN;

/// The step as an adversary can sign it; `None` for one that it cannot.
fn signed(step: Step, who: Who, left: u128) -> Option<Step> {
    use Step::*;
    Some(match step {
        Resolve(..)
        | Veto(..)
        | Pause(..)
        | Quote(..)
        | Activate(..)
        | Deactivate(..)
        | Step::Pass(..) => return None,
        // Only the developer speaks through a manager.
        Judge { .. } if who != DEVELOPER => return None,
        Judge { .. } => step,
        // More operators and services are honest play with more capital.
        Join(..) => return None,
        Propose {
            service,
            operator,
            class,
            bps,
            evidence,
            ..
        } => Propose {
            who,
            service,
            operator,
            class,
            bps,
            evidence,
        },
        // Managers sign nothing themselves.
        _ if who >= MANAGER => return None,
        SetAvailable(_, it) => SetAvailable(who, it),
        Leave(_) => Leave(who),
        CancelLeaving(_) => CancelLeaving(who),
        FinishLeaving(_) => FinishLeaving(who),
        RestoreBond(_) => RestoreBond(who),
        Register(_, b, n) => Register(who, b, n),
        Unregister(_, b) => Unregister(who, b),
        SetLimit(_, b, n) => SetLimit(who, b, n),
        SetPrice(_, b, price) => SetPrice(who, b, price),
        Request {
            blueprint,
            operators,
            ttl,
            assets,
            ..
        } => Request {
            who,
            blueprint,
            operators,
            ttl,
            assets,
        },
        Modify {
            request,
            operators,
            ttl,
            assets,
            ..
        } => Modify {
            who,
            request,
            operators,
            ttl,
            assets,
        },
        Approve(_, a, b) => Approve(who, a, b),
        Reject(_, a) => Reject(who, a),
        Cancel(_, a, b) => Cancel(who, a, b),
        Terminate(_, a) => Terminate(who, a),
        Step::Call(_, a, b) => Step::Call(who, a, b),
        Step::Result(_, a, b, wrong) => Step::Result(who, a, b, wrong),
        Complete(_, a, b) => Complete(who, a, b),
        Prune(_, a, b) => Prune(who, a, b),
        Report(_, a, b, c) => Report(who, a, b, c),
        Quality(_, a, b, c, d) => Quality(who, a, b, c, d),
        PruneQuality(_, a, b, c, d) => PruneQuality(who, a, b, c, d),
        Heartbeat(_, a) => Heartbeat(who, a),
        ReportOffline(_, a, b) => ReportOffline(who, a, b),
        Dispute(_, a) => Dispute(who, a),
        Execute(_, a) => Execute(who, a),
        Expire(_, a) => Expire(who, a),
        LeaveService(_, a, b) => LeaveService(who, a, b),
        Invite(_, a, b, c) => Invite(who, a, b, c),
        JoinService(_, a) => JoinService(who, a),
        ScheduleExit(_, a) => ScheduleExit(who, a),
        CancelExit(_, a) => CancelExit(who, a),
        Delegate(_, operator, selection, _, amount) if left > 0 => {
            Delegate(who, operator, selection, 0, amount.min(left))
        }
        Delegate(..) => return None,
        Undelegate(_, a, b, c, d) => Undelegate(who, a, b, c, d),
        Withdraw(_, a, b, c) => Withdraw(who, a, b, c),
        WithdrawTo(_, a, b, c, to) => WithdrawTo(who, a, b, c, to),
        Sweep(_, a, b, c, d) => Sweep(who, a, b, c, d),
        Claim(_, a, b) => Claim(who, a, b),
        SetCommission(_, bps) => SetCommission(who, bps),
        Fund(_, amount) => Fund(who, amount),
        Settle(_, a, b) => Settle(who, a, b),
        CloseEra(_, a, b) => CloseEra(who, a, b),
    })
}

/// Play a strategy against honest others, and let all leave.
pub fn play(start: &Model, role: &Role, strategy: &Strategy) -> Result<Outcome, String> {
    let mut table = Rehearsal {
        model: start.clone(),
        steps: Vec::new(),
        needed: Vec::new(),
        moves: Vec::new(),
    };
    let others = || (0..STAKE).filter(|who| !role.people.contains(who) && *who != TREASURER);
    let before = (
        table.wealth(role.people.iter().copied()),
        table.wealth(others()),
    );
    for step in opening(role, strategy.stakes) {
        table.must(step)?;
    }
    let mut left = match strategy.stakes {
        Some(_) => 0,
        None => role.capital,
    };
    let mut locked = 0;
    for slot in 0..SLOTS {
        table.moves(role, strategy, (slot, true), &mut left);
        table.honest(role, strategy.neglected, slot);
        table.moves(role, strategy, (slot, false), &mut left);
        locked = locked.max(table.locked(role));
        table.must(Step::Pass(ERA / SLOTS_OF_ERA, true))?;
    }
    // What is not vetoed is executed after its review.
    table.must(Step::Pass((WEEK / SECONDS_OF_BLOCK) as u32 + 1, true))?;
    let slashes: Vec<_> = table.model.slashes.keys().copied().collect();
    table.try_all(slashes.into_iter().map(|it| Step::Execute(TREASURER, it)));
    table.drain()?;
    for who in DELEGATORS.into_iter().chain([role.people[0]]) {
        for operator in OPERATORS {
            table.try_all(
                [None, Some(0), Some(1), Some(2)].map(|it| Step::Claim(who, operator, it)),
            );
        }
    }
    Ok(Outcome {
        own: table.wealth(role.people.iter().copied()) - before.0,
        others: table.wealth(others()) - before.1,
        locked,
        steps: table.steps,
        moves: table.moves,
    })
}

/// The best that honest play gets: its capital is staked at once, with any operator and selection, or not at all;
/// and a customer may call or not.
pub fn honest(start: &Model, role: &Role) -> Result<(Outcome, Strategy), String> {
    let mut best: Option<(Outcome, Strategy)> = None;
    let selections = [None, Some(0), Some(1), Some(2)];
    let stakes = OPERATORS
        .into_iter()
        .flat_map(|who| selections.map(|it| Some((who, it))))
        .filter(|_| role.capital > 0);
    let choices = stakes
        .chain([None])
        .flat_map(|it| [(it, 0), (it, NO_CALLS)]);
    for (stakes, neglected) in choices {
        let strategy = Strategy {
            neglected,
            stakes,
            ..Strategy::default()
        };
        let outcome = play(start, role, &strategy)?;
        if best.as_ref().is_none_or(|it| outcome.own > it.0.own) {
            best = Some((outcome, strategy));
        }
    }
    best.ok_or("no play".into())
}

/// The best found: by gain, and by what others lose for each unit that it costs.
pub struct Found {
    pub gain: (Outcome, Strategy),
    pub damage: (i128, i128),
    pub locked: (u128, i128),
    /// How many moves of the strategies were allowed.
    pub moves: usize,
}

/// A strategy without the moves that it does not need to get more than `least`.
pub fn minimal(start: &Model, role: &Role, strategy: &Strategy, least: i128) -> Strategy {
    let mut best = strategy.clone();
    let mut at = 0;
    while at < best.moves.len() {
        let mut less = best.clone();
        less.moves.remove(at);
        match play(start, role, &less) {
            Ok(outcome) if outcome.own > least => best = less,
            _ => at += 1,
        }
    }
    best
}

/// Random strategies, and changes of the best ones as long as they get better.
pub fn search(
    start: &Model,
    role: &Role,
    honest: &(Outcome, Strategy),
    games: u32,
    random: &mut impl Rng,
) -> Result<Found, String> {
    let mut found = Found {
        gain: (
            Outcome {
                own: i128::MIN,
                ..Outcome::default()
            },
            Strategy::default(),
        ),
        damage: (0, 1),
        locked: (0, 0),
        moves: 0,
    };
    let mut ratio_of = Strategy::default();
    let mut ratio = 0;
    for game in 0..games {
        let strategy = match game % 4 {
            0 => random_strategy(honest, random),
            1 => change(&ratio_of, random),
            _ => change(&found.gain.1, random),
        };
        let outcome = play(start, role, &strategy)?;
        found.moves += outcome.moves.len();
        let cost = honest.0.own - outcome.own;
        let damage = honest.0.others - outcome.others;
        // A unit that is lost to a division is no cost.
        let per_mille = damage.max(0) * 1_000 / cost.max(UNIT as i128 / 1_000);
        if per_mille > ratio {
            ratio = per_mille;
            ratio_of = strategy.clone();
            found.damage = (damage, cost);
        }
        if outcome.locked > found.locked.0 {
            found.locked = (outcome.locked, cost);
        }
        // As good as the best is a way on, too.
        if outcome.own >= found.gain.0.own {
            found.gain = (outcome, strategy);
        }
    }
    Ok(found)
}

fn draw(random: &mut impl Rng) -> (u32, bool, Draw) {
    let [a, b] = [random.next_u32(), random.next_u32()].map(u32::to_le_bytes);
    let draw = (a[0], a[1], a[2], u16::from_le_bytes([b[0], b[1]]));
    (u32::from(b[2]) % SLOTS, b[3] % 2 == 0, draw)
}

fn random_strategy(honest: &(Outcome, Strategy), random: &mut impl Rng) -> Strategy {
    let bits = random.next_u32();
    Strategy {
        neglected: if bits.is_multiple_of(3) {
            (bits >> 8) as u8
        } else {
            0
        },
        stakes: if bits.is_multiple_of(2) {
            honest.1.stakes
        } else {
            None
        },
        moves: (0..1 + bits % 12).map(|_| draw(random)).collect(),
    }
}

fn change(strategy: &Strategy, random: &mut impl Rng) -> Strategy {
    let mut next = strategy.clone();
    let bits = random.next_u32();
    let at = (bits >> 8) as usize;
    match bits % 4 {
        0 if !next.moves.is_empty() => {
            next.moves.remove(at % next.moves.len());
        }
        1 if !next.moves.is_empty() => {
            let place = at % next.moves.len();
            next.moves[place] = draw(random);
        }
        2 => next.neglected ^= 1 << (at % 5),
        _ => next.moves.push(draw(random)),
    }
    next
}

/// Play the steps of a strategy on the runtime, beside the model: both must agree on each and on what is left.
pub fn replay(steps: &[Step]) -> Result<(), String> {
    let mut life = Life::new(terms());
    for step in steps {
        let done = life.take(step)?;
        done.map_err(|why| format!("{step:?}: {why}"))?;
    }
    life.compare(true)
}

/// A share of the whole in units of the chain's token, to a thousandth.
pub fn in_units(amount: i128) -> String {
    let parts = amount.abs() / (UNIT as i128 / 1_000);
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", parts / 1_000, parts % 1_000)
}

/// The division of what is left costs at most so many units.
pub const ROUNDING: i128 = 1_000;
