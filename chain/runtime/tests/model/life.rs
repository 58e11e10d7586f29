//! Random lives: draws of bytes become steps, mostly ones that the model allows.

use crate::{
    chain::{issued, Chain},
    drain::Table,
    stake::FIRST_PRICE,
    state::*,
    steps::Step,
};
use sp_io::TestExternalities;

/// What a step is drawn from.
pub type Draw = (u8, u8, u8, u16);

/// The terms of the blueprints of a life.
pub fn terms(variant: u8) -> Vec<Terms> {
    let funds = [
        Funds::Burned,
        Funds::Treasury,
        Funds::Customer,
        Funds::Rewards,
    ];
    let penalties = [
        [0, 10_000, 0, 0],
        [100, 5_000, 3_333, 7_777],
        [1, 9_999, 10_000, 20_000],
    ];
    (0..BLUEPRINTS)
        .map(|n| Terms {
            most: (n != 1).then_some(100),
            points_per_era: [250, u32::MAX, 90][usize::from(n)],
            penalty: penalties[usize::from((n + variant % 12) % 3)],
            ejects_at: u32::from(n) * 2,
            funds: funds[usize::from((n + variant % 12) % 4)],
            min: 1 + usize::from(n) / 2,
            max: 3,
            instances: 4,
            review: WEEK * (1 + u64::from(n % 2)),
        })
        .collect()
}

/// The runtime and the model beside it.
pub struct Life {
    pub chain: Chain,
    pub ext: TestExternalities,
    pub model: Model,
    pub steps: u32,
    pub refused: u32,
}

impl Life {
    pub fn new(terms: Vec<Terms>) -> Self {
        let (chain, mut ext) = Chain::new(&terms);
        let purses = ext.execute_with(|| chain.purses());
        let blueprint = |terms| Blueprint {
            terms,
            instances: 0,
            price: None,
            priced_at: None,
            counts: (0, 0),
        };
        let model = Model {
            block: 1,
            purses,
            burned: 0,
            burned_gold: 0,
            operators: Default::default(),
            registrations: Default::default(),
            records: Default::default(),
            blueprints: terms.into_iter().map(blueprint).collect(),
            requests: Default::default(),
            next_request: 0,
            services: Default::default(),
            next_service: 0,
            blueprint_of: Default::default(),
            clear_at: Default::default(),
            calls: Default::default(),
            next_call: 0,
            points: Default::default(),
            quality: Default::default(),
            slashes: Default::default(),
            next_slash: 0,
            paused_from: 0,
            paused_until: 0,
            evidence: Default::default(),
            offences: Default::default(),
            prices: [FIRST_PRICE; 2],
            endowed: [false; 2],
            ledgers: Default::default(),
            committed: Default::default(),
            eras: Default::default(),
            performances: Default::default(),
            commissions: Default::default(),
            books: Books::default(),
            closed_in: None,
        };
        Self {
            chain,
            ext,
            model,
            steps: 0,
            refused: 0,
        }
    }

    /// Take a step in both. They must agree on whether it is allowed; one that is refused leaves the state root.
    pub fn take_both(&mut self, step: &Step) -> Result<Done, String> {
        let expected = self.model.take(step);
        let chain = &self.chain;
        let done = self.ext.execute_with(|| {
            let before = expected.is_err().then(Chain::root);
            let sent = chain.send(step);
            let names = |it: Result<(), sp_runtime::DispatchError>| it.map_err(<&str>::from);
            match (names(sent), &expected) {
                (Ok(()), Ok(())) => {
                    frame_system::Pallet::<blueprint_e2e_runtime::Runtime>::reset_events();
                    Ok(())
                }
                (Err(_), Err(_)) if before == Some(Chain::root()) => Ok(()),
                (Err(_), Err(_)) => Err(format!("{step:?} was refused and left something")),
                (sent, _) => Err(format!(
                    "{step:?}: {sent:?} on the chain, {expected:?} in the model"
                )),
            }
        });
        done?;
        self.steps += 1;
        self.refused += u32::from(expected.is_err());
        if self.steps.is_multiple_of(32) {
            self.ext.commit_all()?;
        }
        Ok(expected)
    }

    fn burned(&self) -> (u128, u128) {
        (self.model.burned, self.model.burned_gold)
    }

    /// All facts of both must be equal.
    pub fn compare(&mut self, claims: bool) -> Result<(), String> {
        let chain = &self.chain;
        let seen = self.ext.execute_with(|| chain.facts(claims));
        match seen.differences(&self.model.facts(claims)) {
            none if none.is_empty() => Ok(()),
            some => Err(some.join("\n")),
        }
    }

    /// Play draws, and let all leave.
    pub fn play(&mut self, variant: u8, draws: &[Draw]) -> Result<(), String> {
        let before = self.ext.execute_with(issued);
        for step in prologue(variant) {
            self.take(&step)?
                .map_err(|why| format!("{step:?}: {why}"))?;
        }
        self.compare(true)?;
        for (at, draw) in draws.iter().enumerate() {
            let step = self.model.draw(*draw);
            let context = |why| format!("step {at}, {step:?}: {why}");
            // Refused or not.
            let _ = self.take(&step).map_err(context)?;
            self.compare(at % 8 == 7).map_err(context)?;
        }
        self.drain()?;
        self.compare(true)?;
        let after = self.ext.execute_with(issued);
        let burned = (before.0 - after.0, before.1 - after.1);
        match burned == self.burned() {
            true => Ok(()),
            false => Err(format!(
                "burned {burned:?}, {:?} in the model",
                self.burned()
            )),
        }
    }
}

impl Model {
    /// The step of a draw: mostly of those who may take it, about what there is.
    pub fn draw(&self, (kind, who, a, b): Draw) -> Step {
        use Step::*;
        let rarely = b % 11 == 0;
        let operator = OPERATORS[usize::from(who % 3)];
        let other = OPERATORS[usize::from(who / 3 % 3)];
        let delegator = match a % 5 {
            0 => operator,
            1 => other,
            n => DELEGATORS[usize::from(n - 2)],
        };
        let customer = match who % 7 {
            0 => DEVELOPER,
            n => CUSTOMERS[usize::from(n % 2)],
        };
        let anyone = [REPORTER, customer, operator, delegator][usize::from(b % 4)];
        let blueprint = a % BLUEPRINTS;
        let pick = |next: u64, back: u16| next.saturating_sub(1 + u64::from(back % 3));
        let request = *nth(self.requests.keys(), b).unwrap_or(&self.next_request);
        let service = *nth(self.services.keys(), b).unwrap_or(&self.next_service);
        let slash = *nth(self.slashes.keys(), b).unwrap_or(&pick(self.next_slash, b));
        let of_service = self.services.get(&service);
        let member = of_service.and_then(|it| nth(it.operators.iter(), a.into()));
        let member = if rarely {
            operator
        } else {
            *member.unwrap_or(&operator)
        };
        let owner = match of_service {
            Some(it) if !rarely => it.owner,
            _ => customer,
        };
        let calls: Vec<_> = self
            .calls
            .keys()
            .rev()
            .filter(|it| it.0 == service)
            .take(3)
            .collect();
        let call = calls
            .get(usize::from(a) % 3)
            .map_or(self.next_call, |it| it.1);
        let asset = usize::from(b / 2 % 2);
        let selection = match a / 5 % 4 {
            0 | 1 => None,
            _ => Some(a % BLUEPRINTS),
        };
        let amount = match asset {
            0 => UNIT / 100 * u128::from(b / 4) + u128::from(b),
            _ => u128::from(b),
        };
        let requested = || {
            let mut operators = vec![operator, other, OPERATORS[usize::from((who % 3 + 1) % 3)]];
            operators.dedup();
            operators.truncate(1 + usize::from(a % 3));
            let assets = match b % 4 {
                0 => vec![],
                1 => vec![(0, UNIT / 7 * u128::from(b % 100))],
                2 => vec![(1, u128::from(b % 900))],
                _ => vec![(1, u128::from(b % 300)), (0, u128::from(b) * 1_000_003)],
            };
            let ttl = if b % 5 == 0 { 1_000 * u64::from(b) } else { 0 };
            (operators, ttl, assets)
        };
        match kind % 64 {
            0 | 1 => Join(operator),
            2 => SetAvailable(operator, !rarely),
            3 if rarely => Leave(operator),
            3 => CancelLeaving(operator),
            4 => FinishLeaving(operator),
            5 | 6 => RestoreBond(operator),
            7..=9 => Register(operator, blueprint, u32::from(b % 5)),
            10 if rarely => Unregister(operator, blueprint),
            10 => SetLimit(operator, blueprint, u32::from(b % 5)),
            11 => {
                let price = crate::state::Price {
                    amount: u128::from(b) * 1_000_003,
                    burned: u16::from(a) * 20,
                    owner: u16::from(who) * 21,
                };
                let who = if rarely { customer } else { DEVELOPER };
                SetPrice(who, blueprint, (a % 4 > 0).then_some(price))
            }
            12 | 13 => {
                let (operators, ttl, assets) = requested();
                Request {
                    who: customer,
                    blueprint,
                    operators,
                    ttl,
                    assets,
                }
            }
            14 => {
                let (operators, ttl, assets) = requested();
                let known = self.requests.get(&request);
                Modify {
                    who: known.map_or(customer, |it| it.requester),
                    request,
                    operators,
                    ttl,
                    assets,
                }
            }
            15..=19 => {
                let known = self.requests.get(&request);
                let waits = known.and_then(|it| it.answers.iter().find(|it| it.1.is_none()));
                let revision = known.map_or(0, |it| it.revision);
                let who = waits.map_or(operator, |it| it.0);
                match kind % 64 {
                    19 if rarely => Reject(who, request),
                    _ => Approve(who, request, revision + u32::from(rarely)),
                }
            }
            20 => {
                let known = self.requests.get(&request);
                let who = known.map_or(customer, |it| if rarely { anyone } else { it.requester });
                Cancel(who, request, a % 2 == 0)
            }
            21 if a % 4 == 0 => Terminate(owner, service),
            21 | 22 => LeaveService(anyone, service, member),
            23..=25 => Call(owner, service, a % 2),
            26..=29 => Result(member, service, call, a % 3 == 0),
            30 if a % 2 == 0 => Prune(anyone, service, call),
            30 => Complete(anyone, service, call),
            31..=33 => {
                let wrong = self.calls.get(&(service, call));
                let wrong = wrong
                    .and_then(|it| it.results.get(&member))
                    .is_some_and(|it| it.wrong);
                Judge {
                    blueprint: of_service.map_or(0, |it| it.blueprint),
                    service,
                    call,
                    operator: member,
                    right: !wrong,
                    points: if wrong && !rarely {
                        0
                    } else {
                        u32::from(b % 102)
                    },
                }
            }
            34 => Report(anyone, service, call, member),
            35 if a >= 192 => {
                let kept = self.quality.keys();
                let known = kept
                    .copied()
                    .nth(usize::from(b) % self.quality.len().max(1));
                let key = known.unwrap_or((service, 0, member, a % 8));
                let reporter = self.quality.get(&key).map_or(anyone, |it| it.0);
                let who = if rarely { anyone } else { reporter };
                let (service, kind, operator, evidence) = key;
                PruneQuality(who, service, kind, operator, evidence)
            }
            35 => Quality(anyone, service, b as u8 % 3, member, a % 8),
            36 => Heartbeat(member, service),
            37 | 38 => ReportOffline(anyone, service, member),
            39..=41 => {
                let blueprint = of_service.map_or(0, |it| it.blueprint);
                let who = [DEVELOPER, ORIGIN, MANAGER + blueprint, customer];
                Propose {
                    who: who[usize::from(who_of(a, rarely))],
                    service,
                    operator: member,
                    class: 1 + b as u8 % 3,
                    bps: 1 + b % 6_000,
                    evidence: a,
                }
            }
            42 => Dispute(anyone, slash),
            43 if a % 2 == 0 => Resolve(slash, b % 3 > 0),
            43 if rarely => Veto(slash),
            43 if a % 5 == 0 => Pause(60 * u64::from(b)),
            43 | 44 => Execute(anyone, slash),
            45 => Expire(anyone, slash),
            46 => Invite(owner, service, other, !rarely),
            47 => JoinService(other, service),
            48 if a % 3 == 0 => ScheduleExit(member, service),
            48 => CancelExit(member, service),
            49..=52 => Delegate(delegator, operator, selection, asset, amount),
            53 => {
                let bonded = self.bonded(delegator, (operator, selection), asset);
                let amount = match a % 14 {
                    0 => u128::MAX,
                    7 => bonded,
                    _ => bonded.min(amount / 2),
                };
                Undelegate(delegator, operator, selection, asset, amount)
            }
            54 if b % 3 == 0 => {
                let to = (b / 3 % PEOPLE as u16) as Who;
                WithdrawTo(delegator, operator, selection, asset, to)
            }
            54 => Withdraw(delegator, operator, selection, asset),
            55 => Claim(delegator, operator, selection),
            56 => SetCommission(operator, u32::from(b) % 2_100),
            57 => Fund(anyone, u128::from(b) * UNIT / 1_000 + u128::from(a)),
            58 if rarely => Sweep(anyone, delegator, operator, selection, asset),
            58 => Settle(anyone, operator, selection),
            59 => {
                let era = self.era().saturating_sub(u32::from(a) % 90);
                CloseEra(anyone, era, 100 * u32::from(!rarely))
            }
            60 if b % 2 == 0 => Activate(blueprint),
            60 if rarely => Deactivate(blueprint),
            60 => Quote(asset, u128::from(b) * 1_000_000_000_000_000),
            61 if a % 8 == 0 => Pass(u32::from(b) * 3, a % 3 > 0),
            61 => Pass(1 + u32::from(b) % 400, a % 3 > 0),
            62 => Pass(u32::from(b) % 2_000, false),
            _ if a % 4 == 0 => Pass(100_800 + u32::from(b), a % 3 == 0),
            _ => Pass(1, false),
        }
    }

    /// What a delegator has that is not unbonding.
    pub fn bonded(&self, who: Who, backing: Backing, asset: usize) -> u128 {
        let mut settled = self.clone();
        settled.settle(backing);
        let Some(vault) = settled.vault_mut(backing, asset) else {
            return 0;
        };
        let delegation = vault.delegations.get(&who).cloned().unwrap_or_default();
        let shares = delegation.earning + delegation.waiting.1;
        vault.worth(shares).as_u128()
    }
}

fn who_of(a: u8, rarely: bool) -> u8 {
    if rarely {
        3
    } else {
        a % 3
    }
}

fn nth<T>(mut all: impl ExactSizeIterator<Item = T>, n: u16) -> Option<T> {
    match all.len() {
        0 => None,
        count => all.nth(usize::from(n) % count),
    }
}

/// What happens first in each life, so that there is something to happen to: operators with stake of two assets
/// that serve two services, and eras that count.
/// In most lives a slash has been executed before, so that a share of stake is worth less than a unit.
pub fn prologue(variant: u8) -> Vec<Step> {
    use Step::*;
    let mut steps = vec![
        Quote(0, 3_000_000_000_000_000_000),
        Quote(1, 77_000_000_000_000_000),
    ];
    for who in OPERATORS {
        steps.push(Join(who));
        steps.extend((0..BLUEPRINTS).map(|blueprint| Register(who, blueprint, 4)));
        steps.push(Delegate(who, who, None, 0, 31 * UNIT));
        steps.push(Delegate(DELEGATORS[0], who, None, 1, 7_001));
        steps.push(Delegate(DELEGATORS[1], who, Some(0), 0, 5 * UNIT + 1));
    }
    steps.extend((0..BLUEPRINTS).map(Activate));
    for (request, who) in (0..).zip([CUSTOMERS[0], CUSTOMERS[1], DEVELOPER]) {
        steps.push(Request {
            who,
            blueprint: request as u8,
            operators: OPERATORS.to_vec(),
            ttl: 0,
            assets: vec![(0, 7 * UNIT), (1, 1_000)],
        });
        steps.extend(OPERATORS.map(|who| Approve(who, request, 0)));
    }
    steps.push(Fund(REPORTER, 9 * UNIT));
    if !variant.is_multiple_of(4) {
        for (slash, operator) in (0..).zip(OPERATORS) {
            steps.push(Propose {
                who: ORIGIN,
                service: u64::from(variant) % 2,
                operator,
                class: 1,
                bps: 1_237,
                evidence: 1,
            });
            let review = WEEK * (1 + u64::from(variant) % 2);
            steps.push(Pass((review / SECONDS_OF_BLOCK) as u32, true));
            steps.push(Execute(REPORTER, slash));
            steps.push(RestoreBond(operator));
        }
    }
    steps.push(Pass(ERA - 1, true));
    steps.push(Fund(REPORTER, 13 * UNIT));
    steps
}
