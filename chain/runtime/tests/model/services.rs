//! The model of operators, requests, services, jobs and reports.

use crate::state::*;
use std::collections::BTreeSet;

impl Model {
    pub fn operator(&mut self, who: Who) -> Result<&mut Operator, Refused> {
        self.operators.get_mut(&who).ok_or("no operator")
    }

    pub fn join(&mut self, who: Who) -> Done {
        need(!self.operators.contains_key(&who), "operator already")?;
        self.hold(who, BOND, OPERATOR_BOND)?;
        let operator = Operator {
            status: Status::Active,
            bond: OPERATOR_BOND,
            slashed: 0,
            pending: 0,
            serves_until: None,
        };
        self.operators.insert(who, operator);
        Ok(())
    }

    pub fn set_status(&mut self, who: Who, status: Status) -> Done {
        let until = self.now() + NOTICE;
        let operator = self.operator(who)?;
        need(operator.status != Status::Leaving, "leaving")?;
        operator.status = status;
        operator.serves_until = (status == Status::Leaving).then_some(until);
        Ok(())
    }

    pub fn cancel_leaving(&mut self, who: Who) -> Done {
        let now = self.now();
        let operator = self.operator(who)?;
        need(operator.status == Status::Leaving, "not leaving")?;
        need(operator.serves_until > Some(now), "notice over")?;
        operator.status = Status::Active;
        operator.serves_until = None;
        Ok(())
    }

    pub fn finish_leaving(&mut self, who: Who) -> Done {
        let registered = self.registrations.keys().any(|(_, it)| *it == who);
        let operator = self.operator(who)?;
        need(operator.status == Status::Leaving, "not leaving")?;
        need(operator.pending == 0, "slashes pending")?;
        let bond = operator.bond;
        need(!registered, "registered")?;
        self.operators.remove(&who);
        self.release(who, BOND, bond);
        Ok(())
    }

    pub fn restore_bond(&mut self, who: Who) -> Done {
        let missing = OPERATOR_BOND - self.operator(who)?.bond;
        need(missing > 0, "complete")?;
        self.hold(who, BOND, missing)?;
        self.operator(who)?.bond = OPERATOR_BOND;
        Ok(())
    }

    /// An operator that accepts new services.
    fn active(&self, who: Who) -> Done {
        let operator = self.operators.get(&who).ok_or("no operator")?;
        need(operator.status == Status::Active, "not active")?;
        need(operator.bond == OPERATOR_BOND, "bond incomplete")
    }

    fn ready(&self, blueprint: u8, who: Who) -> Done {
        self.active(who)?;
        let known = self.registrations.get(&(blueprint, who));
        let (limit, instances) = known.ok_or("not registered")?;
        need(instances < limit, "at its limit")
    }

    fn not_ejected(&self, blueprint: u8, who: Who) -> Done {
        let ejected = self.records.get(&(blueprint, who)).is_some_and(|it| it.1);
        need(!ejected, "ejected")
    }

    pub fn register(&mut self, who: Who, blueprint: u8, limit: u32) -> Done {
        self.active(who)?;
        self.not_ejected(blueprint, who)?;
        let before = self.registrations.insert((blueprint, who), (limit, 0));
        need(before.is_none(), "registered already")
    }

    pub fn unregister(&mut self, who: Who, blueprint: u8) -> Done {
        let known = self.registrations.remove(&(blueprint, who));
        let (_, instances) = known.ok_or("not registered")?;
        need(instances == 0, "services running")
    }

    pub fn set_limit(&mut self, who: Who, blueprint: u8, limit: u32) -> Done {
        self.not_ejected(blueprint, who)?;
        let known = self.registrations.get_mut(&(blueprint, who));
        known.ok_or("not registered")?.0 = limit;
        Ok(())
    }

    pub fn set_price(&mut self, who: Who, blueprint: u8, price: Option<Price>) -> Done {
        need(who == DEVELOPER, "not the owner")?;
        let block = self.block;
        let known = &mut self.blueprints[usize::from(blueprint)];
        need(known.instances == 0, "in use")?;
        if let Some(price) = price {
            need(price.amount > 0, "nothing")?;
            need(
                u32::from(price.burned) + u32::from(price.owner) <= 10_000,
                "more than the whole",
            )?;
        }
        known.price = price;
        known.priced_at = Some(block);
        Ok(())
    }

    fn check_terms(&self, blueprint: u8, operators: &[Who], assets: &[(usize, u128)]) -> Done {
        let terms = &self.blueprints[usize::from(blueprint)].terms;
        need(
            (terms.min..=terms.max).contains(&operators.len()),
            "number of operators",
        )?;
        let distinct: BTreeSet<_> = operators.iter().collect();
        need(distinct.len() == operators.len(), "operator twice")?;
        for who in operators {
            self.active(*who)?;
            let known = self.registrations.contains_key(&(blueprint, *who));
            need(known, "not registered")?;
        }
        let distinct: BTreeSet<_> = assets.iter().map(|it| it.0).collect();
        need(distinct.len() == assets.len(), "asset twice")
    }

    pub fn request(
        &mut self,
        who: Who,
        blueprint: u8,
        operators: &[Who],
        ttl: u64,
        assets: &[(usize, u128)],
    ) -> Done {
        self.check_terms(blueprint, operators, assets)?;
        self.hold(who, REQUEST, REQUEST_BOND)?;
        let request = Request {
            blueprint,
            requester: who,
            answers: operators.iter().map(|it| (*it, None)).collect(),
            assets: assets.to_vec(),
            ttl,
            at: self.block,
            revision: 0,
        };
        self.requests.insert(self.next_request, request);
        self.next_request += 1;
        Ok(())
    }

    fn expired(&self, request: &Request) -> bool {
        self.block > request.at + REQUEST_TTL
    }

    fn has(request: &Request, answer: bool) -> bool {
        request.answers.iter().any(|it| it.1 == Some(answer))
    }

    fn priced_since(&self, request: &Request) -> bool {
        let at = self.blueprints[usize::from(request.blueprint)].priced_at;
        at.is_some_and(|at| at >= request.at)
    }

    fn open_request(&self, id: u64) -> Result<Request, Refused> {
        let request = self.requests.get(&id).cloned().ok_or("no request")?;
        need(!self.expired(&request), "expired")?;
        Ok(request)
    }

    pub fn modify(
        &mut self,
        who: Who,
        id: u64,
        operators: &[Who],
        ttl: u64,
        assets: &[(usize, u128)],
    ) -> Done {
        let mut request = self.open_request(id)?;
        need(who == request.requester, "not the requester")?;
        need(
            !Self::has(&request, true) || Self::has(&request, false),
            "approved",
        )?;
        self.check_terms(request.blueprint, operators, assets)?;
        request.answers = operators.iter().map(|it| (*it, None)).collect();
        request.assets = assets.to_vec();
        request.ttl = ttl;
        request.revision += 1;
        self.requests.insert(id, request);
        Ok(())
    }

    fn answer(request: &mut Request, who: Who, answer: bool) -> Done {
        let asked = request.answers.iter_mut().find(|it| it.0 == who);
        let given = &mut asked.ok_or("not asked")?.1;
        need(given.is_none(), "answered")?;
        *given = Some(answer);
        Ok(())
    }

    pub fn approve(&mut self, who: Who, id: u64, revision: u32) -> Done {
        let mut request = self.open_request(id)?;
        need(request.revision == revision, "changed")?;
        need(!self.priced_since(&request), "price changed")?;
        need(!Self::has(&request, false), "rejected")?;
        Self::answer(&mut request, who, true)?;
        self.ready(request.blueprint, who)?;
        self.clone()
            .commit(u64::MAX, who, request.blueprint, &request.assets)?;
        if request.answers.iter().any(|it| it.1.is_none()) {
            self.requests.insert(id, request);
            return Ok(());
        }
        self.requests.remove(&id);
        self.start(request)
    }

    fn start(&mut self, request: Request) -> Done {
        let b = request.blueprint;
        let service = self.next_service;
        self.next_service += 1;
        self.blueprint_of.insert(service, b);
        let operators: Vec<_> = request.answers.iter().map(|it| it.0).collect();
        for who in &operators {
            self.ready(b, *who)?;
            self.count(b, *who, 1);
        }
        let blueprint = &mut self.blueprints[usize::from(b)];
        blueprint.instances += 1;
        need(
            blueprint.instances <= blueprint.terms.instances,
            "too many instances",
        )?;
        for who in &operators {
            self.commit(service, *who, b, &request.assets)?;
        }
        let now = self.now();
        let record = Service {
            blueprint: b,
            owner: request.requester,
            operators,
            assets: request.assets,
            started: self.block,
            ends_at: (request.ttl > 0).then_some(now + request.ttl),
            invited: BTreeSet::new(),
            leaving: Default::default(),
            joined: Default::default(),
            heard: Default::default(),
        };
        self.services.insert(service, record);
        Ok(())
    }

    fn count(&mut self, blueprint: u8, who: Who, change: i32) {
        if let Some((_, instances)) = self.registrations.get_mut(&(blueprint, who)) {
            *instances = instances.checked_add_signed(change).expect("counted");
        }
    }

    pub fn reject(&mut self, who: Who, id: u64) -> Done {
        let mut request = self.open_request(id)?;
        Self::answer(&mut request, who, false)?;
        self.requests.insert(id, request);
        Ok(())
    }

    pub fn cancel(&mut self, who: Who, id: u64, forfeit: bool) -> Done {
        let request = self.requests.get(&id).cloned().ok_or("no request")?;
        let expired = self.expired(&request);
        need(who == request.requester || expired, "not the requester")?;
        let lasting = Self::has(&request, true) && !Self::has(&request, false);
        let burns = lasting && !expired && !self.priced_since(&request);
        need(forfeit || !burns, "would burn")?;
        self.end_request(id, burns);
        Ok(())
    }

    fn end_request(&mut self, id: u64, burns: bool) {
        let request = self.requests.remove(&id).expect("it is open");
        match burns {
            true => self.burn_held(request.requester, REQUEST, REQUEST_BOND),
            false => self.release(request.requester, REQUEST, REQUEST_BOND),
        }
    }

    /// What idle blocks clean: requests that have expired, and services that have ended.
    pub fn clean(&mut self) {
        self.clear();
        let expired = self.requests.iter().filter(|it| self.expired(it.1));
        let expired: Vec<_> = expired.map(|it| *it.0).collect();
        for id in expired {
            self.end_request(id, false);
        }
    }

    pub fn service(&self, id: u64) -> Result<Service, Refused> {
        self.services.get(&id).cloned().ok_or("no service")
    }

    fn over(&self, service: &Service) -> bool {
        service.ends_at.is_some_and(|end| self.now() >= end)
    }

    pub fn settled_service(&self, service: &Service) -> bool {
        service
            .ends_at
            .is_some_and(|end| self.now() >= end + FAULT_WINDOW)
    }

    fn live(&self, id: u64) -> Result<Service, Refused> {
        let service = self.service(id)?;
        need(!self.over(&service), "over")?;
        Ok(service)
    }

    pub fn terminate(&mut self, who: Who, id: u64) -> Done {
        let mut service = self.service(id)?;
        if self.settled_service(&service) {
            self.end_service(id);
            return Ok(());
        }
        need(!self.over(&service), "fault window")?;
        need(who == service.owner, "not the owner")?;
        service.ends_at = Some(self.now());
        self.services.insert(id, service);
        Ok(())
    }

    fn end_service(&mut self, id: u64) {
        let service = self.services.remove(&id).expect("it is there");
        for who in service.operators {
            self.count(service.blueprint, who, -1);
            self.free(id, who);
        }
        self.blueprints[usize::from(service.blueprint)].instances -= 1;
        self.release(service.owner, REQUEST, REQUEST_BOND);
        self.clear_at.insert(id, self.block);
    }

    /// What idle space removes of services that have ended, once no slash of them is pending.
    fn clear(&mut self) {
        for (id, at) in self.clear_at.clone() {
            if at > self.block {
                continue;
            }
            if self.slashes.values().any(|it| it.service == id) {
                let waits = (self.block - at) / ERA + 1;
                self.clear_at.insert(id, at + waits * ERA);
                continue;
            }
            self.clear_at.remove(&id);
            let calls = self.calls.range((id, 0)..(id + 1, 0));
            let calls: Vec<_> = calls.map(|it| *it.0).collect();
            for key in calls {
                self.remove_call(key);
            }
            let reports = self.quality.keys().filter(|it| it.0 == id).copied();
            let reports: Vec<_> = reports.collect();
            for key in reports {
                self.remove_quality_report(key);
            }
        }
    }

    fn remove_call(&mut self, key: (u64, u64)) {
        if let Some(call) = self.calls.remove(&key) {
            self.release(call.caller, CALL, call.deposit);
        }
    }

    fn remove_quality_report(&mut self, key: (u64, u8, Who, u8)) {
        if let Some((reporter, _)) = self.quality.remove(&key) {
            self.release(reporter, QUALITY, DEPOSIT_OF_ITEM);
        }
    }

    /// Remove a report against an operator that the service does not have any more; as its reporter, also an old one.
    pub fn prune_quality(&mut self, who: Who, key: (u64, u8, Who, u8)) -> Done {
        let (reporter, since) = *self.quality.get(&key).ok_or("no report")?;
        let serves = self.services.get(&key.0);
        if serves.is_some_and(|it| it.operators.contains(&key.2)) {
            need(who == reporter, "serves")?;
            need(self.now() >= since + FAULT_WINDOW, "fault window")?;
        }
        self.remove_quality_report(key);
        Ok(())
    }

    /// Remove a call that is long completed; as who called the job, also one that is long open.
    pub fn prune(&mut self, who: Who, id: u64, call: u64) -> Done {
        let record = self.calls.get(&(id, call)).ok_or("no call")?;
        need(record.completed || who == record.caller, "open")?;
        need(self.now() >= record.since + FAULT_WINDOW, "fault window")?;
        self.remove_call((id, call));
        Ok(())
    }

    /// Until when an operator serves, where it leaves the service or all of them.
    pub fn serves_until(&self, service: &Service, who: Who) -> Option<u64> {
        let of_all = self.operators.get(&who).and_then(|it| it.serves_until);
        let of_one = service.leaving.get(&who).copied();
        [of_all, of_one].into_iter().flatten().min()
    }

    fn serving(&self, service: &Service, who: Who) -> Done {
        need(service.operators.contains(&who), "not in the service")?;
        need(self.operators.contains_key(&who), "no operator")?;
        let until = self.serves_until(service, who);
        need(until.is_none_or(|end| self.now() < end), "has left")
    }

    pub fn leave_service(&mut self, id: u64, who: Who) -> Done {
        let mut service = self.service(id)?;
        need(self.operators.contains_key(&who), "no operator")?;
        let until = self.serves_until(&service, who).ok_or("stays")?;
        let place = service.operators.iter().position(|it| *it == who);
        let place = place.ok_or("not in the service")?;
        need(self.now() >= until + FAULT_WINDOW, "too early")?;
        service.operators.remove(place);
        service.leaving.remove(&who);
        service.joined.remove(&who);
        service.heard.remove(&who);
        self.count(service.blueprint, who, -1);
        self.free(id, who);
        let few =
            service.operators.len() < self.blueprints[usize::from(service.blueprint)].terms.min;
        if few && !self.over(&service) {
            service.ends_at = Some(self.now());
        }
        let none = service.operators.is_empty();
        self.services.insert(id, service);
        if none {
            self.end_service(id);
        }
        Ok(())
    }

    pub fn invite(&mut self, who: Who, id: u64, operator: Who, invited: bool) -> Done {
        let mut service = self.live(id)?;
        need(who == service.owner, "not the owner")?;
        if invited {
            need(!service.operators.contains(&operator), "in the service")?;
            need(service.invited.insert(operator), "invited already")?;
        } else {
            need(service.invited.remove(&operator), "not invited")?;
        }
        self.services.insert(id, service);
        Ok(())
    }

    pub fn join_service(&mut self, who: Who, id: u64) -> Done {
        let mut service = self.live(id)?;
        need(service.invited.remove(&who), "not invited")?;
        let max = self.blueprints[usize::from(service.blueprint)].terms.max;
        need(service.operators.len() < max, "full")?;
        self.ready(service.blueprint, who)?;
        self.not_ejected(service.blueprint, who)?;
        need(self.pending(id, who) == 0, "slashes pending")?;
        self.commit(id, who, service.blueprint, &service.assets)?;
        self.count(service.blueprint, who, 1);
        service.operators.push(who);
        service.joined.insert(who, self.next_call);
        service.heard.insert(who, (Some(self.block), None));
        self.services.insert(id, service);
        Ok(())
    }

    pub fn schedule_exit(&mut self, who: Who, id: u64) -> Done {
        let mut service = self.live(id)?;
        self.serving(&service, who)?;
        let before = service.leaving.insert(who, self.now() + NOTICE);
        need(before.is_none(), "leaves already")?;
        self.services.insert(id, service);
        Ok(())
    }

    pub fn cancel_exit(&mut self, who: Who, id: u64) -> Done {
        let mut service = self.live(id)?;
        need(service.operators.contains(&who), "not in the service")?;
        let until = service.leaving.remove(&who).ok_or("stays")?;
        need(self.now() < until, "notice over")?;
        self.services.insert(id, service);
        Ok(())
    }

    pub fn call(&mut self, who: Who, id: u64, job: u8) -> Done {
        let service = self.live(id)?;
        need(who == service.owner, "not the owner")?;
        let price = self.blueprints[usize::from(service.blueprint)].price;
        if let (1, Some(price)) = (job, price) {
            self.pay_job(who, &service, price)?;
        }
        let deposit = DEPOSIT_OF_ITEM * (service.operators.len() as u128 + 1) + DEPOSIT_OF_INPUTS;
        self.hold(who, CALL, deposit)?;
        let call = Call {
            job,
            caller: who,
            deposit,
            covered: service.operators.len(),
            called: self.now(),
            since: self.now(),
            ..Call::default()
        };
        self.calls.insert((id, self.next_call), call);
        self.next_call += 1;
        Ok(())
    }

    fn pay_job(&mut self, caller: Who, service: &Service, price: Price) -> Done {
        need(!service.operators.contains(&caller), "calls its own job")?;
        let owner = bps_of(price.amount, price.owner.into());
        let burned = (price.amount * u128::from(price.burned)).div_ceil(10_000);
        let serving = service.operators.iter().copied();
        let serving: Vec<_> = serving
            .filter(|it| self.serving(service, *it).is_ok())
            .collect();
        need(!serving.is_empty(), "no operator serves")?;
        let shared = (price.amount - owner).saturating_sub(burned);
        let each = shared / serving.len() as u128;
        let mut left = price.amount;
        let operators = serving.into_iter().map(|it| (it, each));
        for (to, amount) in [(DEVELOPER, owner)].into_iter().chain(operators) {
            if amount == 0 || to == caller || self.transfer(0, caller, to, amount).is_ok() {
                left -= amount;
            }
        }
        need(
            self.purse(caller).free >= left + DEPOSIT_OF_ACCOUNT,
            "too little",
        )?;
        self.purse(caller).free -= left;
        self.burned += left;
        Ok(())
    }

    /// The manager requires two results, where there are two operators, and were when the job was called.
    pub fn result(&mut self, who: Who, id: u64, call: u64, wrong: bool) -> Done {
        let service = self.live(id)?;
        self.serving(&service, who)?;
        let now = self.now();
        let record = self.calls.get_mut(&(id, call)).ok_or("no call")?;
        need(!record.completed, "completed")?;
        need(service.was_called(who, call), "joined later")?;
        let result = JobResult {
            wrong,
            judged: false,
            at: now,
        };
        let before = record.results.insert(who, result);
        need(before.is_none(), "submitted already")?;
        record.completed = record.results.len() >= record.covered.min(2);
        record.since = now;
        if self.blueprints[usize::from(service.blueprint)]
            .terms
            .most
            .is_none()
        {
            self.award(id, who, 1);
        }
        Ok(())
    }

    pub fn complete(&mut self, id: u64, call: u64) -> Done {
        let service = self.live(id)?;
        let record = self.calls.get(&(id, call)).ok_or("no call")?;
        need(!record.completed, "completed")?;
        need(!record.results.is_empty(), "no result")?;
        let may = |who: &&Who| {
            !record.results.contains_key(*who)
                && self.serving(&service, **who).is_ok()
                && service.was_called(**who, call)
        };
        let possible = record.results.len() + service.operators.iter().filter(may).count();
        let required = record.covered.clamp(1, 2);
        need(record.results.len() >= required.min(possible), "too few")?;
        let now = self.now();
        let record = self.calls.get_mut(&(id, call)).expect("known");
        record.completed = true;
        record.short = record.results.len() < required;
        record.since = now;
        Ok(())
    }

    pub fn judge(
        &mut self,
        blueprint: u8,
        (id, call, who): (u64, u64, Who),
        right: bool,
        points: u32,
    ) -> Done {
        let service = self.service(id)?;
        need(service.blueprint == blueprint, "not its manager")?;
        let most = self.blueprints[usize::from(blueprint)].terms.most;
        let record = self.calls.get_mut(&(id, call)).ok_or("no call")?;
        let result = record.results.get_mut(&who).ok_or("no result")?;
        need(!result.judged, "judged")?;
        result.judged = true;
        let points = match (right, most) {
            (true, None) => 0,
            (true, Some(most)) => {
                need(points <= most, "too many points")?;
                points
            }
            (false, _) => {
                need(points == 0, "too many points")?;
                0
            }
        };
        self.award(id, who, points);
        Ok(())
    }

    fn points_in(&mut self, id: u64, who: Who) -> &mut Points {
        let era = self.era();
        let points = self.points.entry((id, who)).or_default();
        if points.era != era {
            *points = Points {
                era,
                ..Points::default()
            };
        }
        points
    }

    fn award(&mut self, id: u64, who: Who, points: u32) {
        if points == 0 {
            return;
        }
        let blueprint = self.services[&id].blueprint;
        let limit = self.blueprints[usize::from(blueprint)].terms.points_per_era;
        let earned = self.points_in(id, who);
        let points = points.min(limit - earned.counted);
        earned.earned += points;
        earned.counted += points;
        self.note_points(who, blueprint, points);
    }

    /// A report stands if the result was wrong.
    pub fn report(&mut self, who: Who, id: u64, call: u64, operator: Who) -> Done {
        let service = self.service(id)?;
        need(service.operators.contains(&operator), "not in the service")?;
        let now = self.now();
        let record = self.calls.get(&(id, call)).ok_or("no call")?;
        need(!record.reported.contains(&operator), "reported already")?;
        let result = record.results.get(&operator).copied();
        let (called, since) = (record.called, record.since);
        let (completed, short) = (record.completed, record.short);
        let fault_at = if let Some(result) = result {
            result.at
        } else {
            need(service.was_called(operator, call), "joined later")?;
            need(self.operators.contains_key(&operator), "no operator")?;
            let notice = self.serves_until(&service, operator);
            let until = [service.ends_at, notice].into_iter().flatten().min();
            need(until.is_none_or(|end| called < end), "had left")?;
            let had_left = until.is_some_and(|end| end <= since);
            need(!completed || short && had_left, "complete without it")?;
            now.min(until.unwrap_or(now))
        };
        need(now < fault_at + FAULT_WINDOW, "too late")?;
        let wrong = result.is_some_and(|it| it.wrong);
        if wrong {
            let record = self.calls.get_mut(&(id, call)).ok_or("no call")?;
            record.reported.insert(operator);
        }
        self.end_report(who, wrong)
    }

    /// A report stands if its evidence is odd.
    pub fn report_quality(
        &mut self,
        who: Who,
        id: u64,
        kind: u8,
        operator: Who,
        evidence: u8,
    ) -> Done {
        let service = self.service(id)?;
        need(!self.settled_service(&service), "fault window over")?;
        need(kind < 2, "unknown kind")?;
        need(service.operators.contains(&operator), "not in the service")?;
        let left = self.serves_until(&service, operator);
        need(
            left.is_none_or(|it| self.now() < it + FAULT_WINDOW),
            "left too long ago",
        )?;
        let key = (id, kind, operator, evidence);
        need(!self.quality.contains_key(&key), "reported already")?;
        let owned = self.purse(who).free;
        // It is recorded, with its deposit, while it is judged.
        let needed = REPORT_BOND + DEPOSIT_OF_ITEM + DEPOSIT_OF_ACCOUNT;
        need(owned >= needed, "no deposit")?;
        let stands = evidence % 2 == 1;
        if stands {
            self.hold(who, QUALITY, DEPOSIT_OF_ITEM)?;
            self.quality.insert(key, (who, self.now()));
        }
        self.end_report(who, stands)
    }

    fn end_report(&mut self, who: Who, stands: bool) -> Done {
        need(
            self.purse(who).free >= REPORT_BOND + DEPOSIT_OF_ACCOUNT,
            "no bond",
        )?;
        if !stands {
            self.purse(who).free -= REPORT_BOND;
            self.burned += REPORT_BOND;
        }
        Ok(())
    }

    pub fn heartbeat(&mut self, who: Who, id: u64) -> Done {
        let mut service = self.live(id)?;
        self.serving(&service, who)?;
        let (last, reported) = service.heard.get(&who).copied().unwrap_or_default();
        let window = |block: u32| block / HEARTBEAT_WINDOW;
        need(
            last.is_none_or(|last| window(last) < window(self.block)),
            "too soon",
        )?;
        service.heard.insert(who, (Some(self.block), None));
        self.services.insert(id, service);
        if let Some(since) = reported {
            self.charge_absence(id, who, since);
        }
        Ok(())
    }

    pub fn report_offline(&mut self, id: u64, who: Who) -> Done {
        let mut service = self.live(id)?;
        self.serving(&service, who)?;
        let (last, reported) = service.heard.get(&who).copied().unwrap_or_default();
        let heard = last.unwrap_or(service.started);
        let since = reported.unwrap_or(heard);
        let windows = |since: u32| self.block / HEARTBEAT_WINDOW - since / HEARTBEAT_WINDOW;
        need(windows(heard) > SILENT_WINDOWS, "not offline")?;
        need(windows(since) > SILENT_WINDOWS, "reported already")?;
        service.heard.insert(who, (last, Some(self.block)));
        self.services.insert(id, service);
        self.charge_absence(id, who, since);
        Ok(())
    }

    fn charge_absence(&mut self, id: u64, who: Who, since: u32) {
        if !self.points.contains_key(&(id, who)) {
            return;
        }
        let begun = self.era() * ERA;
        let away = u128::from(self.block - since.max(begun));
        let elapsed = u128::from((self.block - begun).max(1));
        let blueprint = self.services[&id].blueprint;
        let points = self.points_in(id, who);
        let lost = (u128::from(points.earned) * away).div_ceil(elapsed);
        let lost = (lost as u32).min(points.earned);
        points.earned -= lost;
        self.note_absence(who, blueprint, lost);
    }
}
