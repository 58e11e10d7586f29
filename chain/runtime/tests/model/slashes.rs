//! The model of commitments and slashes.

use crate::state::*;
use sp_core::U256;

/// A share in basis points, rounded down.
fn share(amount: u128, bps: u16) -> u128 {
    bps_of(amount, bps.into())
}

/// The part of a commitment that the stake covers.
fn exposed(commitment: u128, committed: u128, staked: u128) -> u128 {
    match staked >= committed {
        true => commitment,
        false => part(commitment.into(), staked.into(), committed.into()).as_u128(),
    }
}

impl Model {
    fn backings(who: Who, blueprint: u8) -> [Backing; 2] {
        [(who, Some(blueprint)), (who, None)]
    }

    fn vault(&self, backing: Backing, asset: usize) -> Option<&Vault> {
        self.ledgers.get(&backing).map(|it| &it.vaults[asset])
    }

    pub fn vault_mut(&mut self, backing: Backing, asset: usize) -> Option<&mut Vault> {
        let ledger = self.ledgers.get_mut(&backing);
        ledger.map(|it| &mut it.vaults[asset])
    }

    pub fn pending(&self, service: u64, who: Who) -> usize {
        let of = |it: &&Slash| it.service == service && it.operator == who;
        self.slashes.values().filter(of).count()
    }

    /// Commit amounts of what is bonded and not committed: of those who selected the blueprint first.
    pub fn commit(
        &mut self,
        service: u64,
        who: Who,
        blueprint: u8,
        assets: &[(usize, u128)],
    ) -> Done {
        if assets.is_empty() {
            return Ok(());
        }
        let mut all: Vec<[(u128, u128); 2]> = Vec::new();
        for (asset, amount) in assets {
            let mut left = *amount;
            all.resize(all.len().max(asset + 1), Default::default());
            for (place, backing) in Self::backings(who, blueprint).into_iter().enumerate() {
                let Some(vault) = self.vault_mut(backing, *asset) else {
                    continue;
                };
                let commits = vault.bonded().saturating_sub(vault.committed).min(left);
                vault.committed += commits;
                all[*asset][place].0 = commits;
                left -= commits;
            }
            need(left == 0, "not enough stake")?;
        }
        self.committed.insert((service, who), all);
        Ok(())
    }

    /// A commitment ends, with the last pending slash.
    pub fn free(&mut self, service: u64, who: Who) {
        if self.pending(service, who) > 0 {
            return;
        }
        let Some(all) = self.committed.remove(&(service, who)) else {
            return;
        };
        let blueprint = self.blueprint_of[&service];
        for (asset, both) in all.iter().enumerate() {
            for (backing, commitment) in Self::backings(who, blueprint).into_iter().zip(both) {
                if let Some(vault) = self.vault_mut(backing, asset) {
                    vault.committed -= commitment.0;
                }
            }
        }
        for backing in Self::backings(who, blueprint) {
            self.keep(backing);
        }
    }

    /// What a slash would capture; commitments move to where there is stake for them.
    fn capture(&mut self, service: u64, who: Who, blueprint: u8) -> Vec<[(u128, u128); 2]> {
        let Some(mut all) = self.committed.get(&(service, who)).cloned() else {
            return Vec::new();
        };
        let backings = Self::backings(who, blueprint);
        // What pending slashes captured stays where it is.
        let pending = |it: &Slash| (it.service, it.operator) == (service, who);
        let moves = !self.slashes.values().any(pending);
        let mut captured = Vec::new();
        for (asset, both) in all.iter_mut().enumerate() {
            let places = [(0, 1), (1, 0)].into_iter().filter(|_| moves);
            for (one, other) in places {
                let of = |place: usize| {
                    let vault = self.vault(backings[place], asset);
                    vault.map_or((0, 0), |it| (it.assets.as_u128(), it.committed))
                };
                let (staked, committed) = of(one);
                let lacks = both[one].0.min(committed.saturating_sub(staked));
                let (staked, committed) = of(other);
                let moved = lacks.min(staked.saturating_sub(committed));
                if moved > 0 {
                    both[one].0 -= moved;
                    both[other].0 += moved;
                    self.vault_mut(backings[one], asset)
                        .expect("staked")
                        .committed -= moved;
                    self.vault_mut(backings[other], asset)
                        .expect("staked")
                        .committed += moved;
                }
            }
            captured.push([0, 1].map(|place: usize| {
                let vault = self.vault(backings[place], asset);
                let (staked, committed) =
                    vault.map_or((0, 0), |it| (it.assets.as_u128(), it.committed));
                let (amount, taken) = both[place];
                (exposed(amount, committed, staked), taken)
            }));
        }
        self.committed.insert((service, who), all);
        captured
    }

    /// What secures a service with an operator in an asset.
    pub fn exposure(&self, service: u64, who: Who, asset: usize) -> u128 {
        let blueprint = self.blueprint_of[&service];
        let captured = self.clone().capture(service, who, blueprint);
        captured.get(asset).map_or(0, |it| it[0].0 + it[1].0)
    }

    pub fn propose(
        &mut self,
        who: Who,
        id: u64,
        operator: Who,
        class: u8,
        bps: u16,
        evidence: u8,
    ) -> Done {
        let service = self.service(id)?;
        let blueprint = service.blueprint;
        need(!self.settled_service(&service), "fault window over")?;
        need(service.operators.contains(&operator), "not in the service")?;
        let record = self
            .operators
            .get(&operator)
            .cloned()
            .ok_or("no operator")?;
        let left = self.serves_until(&service, operator);
        need(
            left.is_none_or(|it| self.now() < it + FAULT_WINDOW),
            "left too long ago",
        )?;
        need(
            [DEVELOPER, ORIGIN, MANAGER + blueprint].contains(&who),
            "may not",
        )?;
        let terms = self.blueprints[usize::from(blueprint)].terms.clone();
        need(bps > 0 && bps <= terms.penalty[1], "share")?;
        need(who != operator, "own case")?;
        need(evidence > 0, "no evidence")?;
        need(
            self.evidence.insert((id, operator, who, evidence)),
            "evidence used",
        )?;
        let own = |it: &&Slash| {
            (it.service, it.operator, it.proposer, it.class) == (id, operator, who, class)
        };
        let own = self.slashes.values().filter(own).count();
        need(own < MOST_SLASHES, "too many")?;
        let captured = self.capture(id, operator, blueprint);
        let takes = |it: &(u128, u128)| share(it.0, bps) > 0;
        need(
            share(record.bond, bps) > 0 || captured.iter().flatten().any(takes),
            "takes nothing",
        )?;
        self.hold(who, SLASH, PROPOSAL_BOND)?;
        let era = self.era();
        self.offences
            .entry((id, class, era, operator))
            .or_default()
            .proposals += 1;
        self.each_captured(operator, blueprint, &captured, |vault| vault.captures += 1);
        self.operator(operator)?.pending += 1;
        let review_until = self.now() + terms.review;
        let slash = Slash {
            service: id,
            blueprint,
            operator,
            proposer: who,
            disputer: None,
            customer: service.owner,
            class,
            bps,
            era,
            operators: service.operators.len() as u32,
            bond: record.bond,
            slashed_before: record.slashed,
            course: Course::Pending,
            review_until,
            deadline: review_until,
            expires: review_until + 2 * WEEK,
            captured,
        };
        self.slashes.insert(self.next_slash, slash);
        self.next_slash += 1;
        Ok(())
    }

    fn each_captured(
        &mut self,
        who: Who,
        blueprint: u8,
        captured: &[[(u128, u128); 2]],
        change: impl Fn(&mut Vault),
    ) {
        for (asset, both) in captured.iter().enumerate() {
            for (backing, captured) in Self::backings(who, blueprint).into_iter().zip(both) {
                if captured.0 > 0 {
                    if let Some(vault) = self.vault_mut(backing, asset) {
                        change(vault);
                    }
                }
            }
        }
    }

    fn slash(&self, id: u64) -> Result<Slash, Refused> {
        self.slashes.get(&id).cloned().ok_or("no slash")
    }

    pub fn dispute(&mut self, who: Who, id: u64) -> Done {
        let now = self.now();
        let mut slash = self.slash(id)?;
        need(slash.course == Course::Pending, "disputed already")?;
        need(now < slash.review_until, "review over")?;
        need(who != slash.proposer, "own case")?;
        self.hold(who, SLASH, DISPUTE_BOND)?;
        slash.course = Course::Disputed;
        slash.disputer = Some(who);
        slash.deadline = slash.review_until.max(now + WEEK);
        self.slashes.insert(id, slash);
        Ok(())
    }

    pub fn resolve(&mut self, id: u64, stands: bool) -> Done {
        let now = self.now();
        let mut slash = self.slash(id)?;
        need(slash.course == Course::Disputed, "not disputed")?;
        need(now < slash.deadline, "too late")?;
        if stands {
            slash.course = Course::Upheld;
            slash.deadline = slash.review_until.max(now);
            self.slashes.insert(id, slash);
            return Ok(());
        }
        self.drop_slash(id, true, false);
        Ok(())
    }

    pub fn veto(&mut self, id: u64) -> Done {
        let slash = self.slash(id)?;
        let now = self.now();
        let paused = now < self.paused_until;
        let over = self.paused_until != 0 && slash.expires < self.paused_from;
        need(now < slash.deadline || (paused && !over), "too late")?;
        self.drop_slash(id, true, false);
        Ok(())
    }

    pub fn expire(&mut self, id: u64) -> Done {
        let slash = self.slash(id)?;
        need(self.now() > self.lapses(&slash), "not lapsed")?;
        self.drop_slash(id, false, slash.course == Course::Upheld);
        Ok(())
    }

    /// A slash ends and is not executed: its offence does not count, and what it captured is free.
    fn drop_slash(&mut self, id: u64, wrong: bool, lost: bool) {
        let slash = self.slashes[&id].clone();
        let key = (slash.service, slash.class, slash.era, slash.operator);
        let offence = self.offences.get_mut(&key).expect("it was noted");
        offence.proposals -= 1;
        if offence.proposals == 0 {
            self.offences.remove(&key);
        }
        let captured = &slash.captured;
        self.each_captured(slash.operator, slash.blueprint, captured, |vault| {
            vault.captures -= 1;
        });
        for backing in Self::backings(slash.operator, slash.blueprint) {
            self.keep(backing);
        }
        self.end_slash(id, wrong, lost);
    }

    /// Remove a slash. The proposer loses its bond where it was wrong, the disputer where it lost.
    fn end_slash(&mut self, id: u64, wrong: bool, lost: bool) {
        let slash = self.slashes.remove(&id).expect("it is pending");
        if let Some(operator) = self.operators.get_mut(&slash.operator) {
            operator.pending -= 1;
        }
        let service = self.services.get(&slash.service);
        if service.is_none_or(|it| !it.operators.contains(&slash.operator)) {
            self.free(slash.service, slash.operator);
        }
        let disputer = slash.disputer.map(|who| (who, DISPUTE_BOND, lost));
        let proposer = Some((slash.proposer, PROPOSAL_BOND, wrong));
        for (who, bond, lost) in [proposer, disputer].into_iter().flatten() {
            match lost {
                true => self.burn_held(who, SLASH, bond),
                false => self.release(who, SLASH, bond),
            }
        }
    }

    pub fn pause(&mut self, seconds: u64) -> Done {
        need(seconds <= WEEK / 2, "too long")?;
        let now = self.now();
        if seconds == 0 {
            self.paused_until = self.paused_until.min(now);
            return Ok(());
        }
        let rested = self.paused_until == 0 || now >= self.paused_until + 2 * WEEK;
        need(rested, "too soon")?;
        self.paused_from = now;
        self.paused_until = now + seconds;
        Ok(())
    }

    /// The last second in which a slash can be executed.
    fn lapses(&self, slash: &Slash) -> u64 {
        match self.paused_until != 0 && slash.expires >= self.paused_from {
            true => slash.expires.max(self.paused_until + WEEK / 7),
            false => slash.expires,
        }
    }

    pub fn execute(&mut self, id: u64) -> Done {
        let now = self.now();
        let slash = self.slash(id)?;
        need(now >= self.paused_until, "paused")?;
        need(
            (slash.deadline..=self.lapses(&slash)).contains(&now),
            "not now",
        )?;
        let bps = self.charge(&slash);
        self.take_bond(&slash, bps);
        self.take_stake(&slash, bps)?;
        self.end_slash(id, false, true);
        Ok(())
    }

    /// What the slash takes, in basis points: the penalty of the offence less what other slashes for it took.
    fn charge(&mut self, slash: &Slash) -> u16 {
        let terms = &self.blueprints[usize::from(slash.blueprint)].terms;
        let ([floor, cap, history, correlation], ejects_at) = (terms.penalty, terms.ejects_at);
        let same = (slash.service, slash.class, slash.era);
        let offenders = self
            .offences
            .keys()
            .filter(|it| (it.0, it.1, it.2) == same)
            .count() as u128;
        let record = self
            .records
            .entry((slash.blueprint, slash.operator))
            .or_default();
        let count = &mut record.0[usize::from(slash.class) - 1];
        let key = (slash.service, slash.class, slash.era, slash.operator);
        let offence = self.offences.get_mut(&key).expect("it was noted");
        let earlier = offence.earlier.unwrap_or(*count);
        let operators = u128::from(slash.operators);
        let others = (operators - 1).max(1);
        let raised = (10_000 + u128::from(history) * u128::from(earlier)) * others
            + u128::from(correlation) * (offenders.min(operators) - 1);
        let due = (u128::from(slash.bps) * raised).div_ceil(10_000 * others);
        let due = due.max(floor.into()).min(cap.into()) as u16;
        let takes = due.saturating_sub(offence.taken);
        offence.taken = offence.taken.max(due);
        if offence.earlier.is_none() && due > 0 {
            offence.earlier = Some(earlier);
            *count += 1;
            if ejects_at > 0 && *count >= ejects_at {
                record.1 = true;
                let key = (slash.blueprint, slash.operator);
                if let Some((limit, _)) = self.registrations.get_mut(&key) {
                    *limit = 0;
                }
            }
        }
        takes
    }

    fn take_bond(&mut self, slash: &Slash, bps: u16) {
        let operator = self
            .operators
            .get_mut(&slash.operator)
            .expect("its slash is pending");
        let taken = operator.slashed - slash.slashed_before;
        let left = slash.bond.saturating_sub(taken).min(operator.bond);
        let amount = share(slash.bond, bps).min(left);
        let alone = operator.pending == 1;
        operator.bond -= amount;
        operator.slashed += amount;
        if amount == 0 {
            return;
        }
        let funds = self.blueprints[usize::from(slash.blueprint)].terms.funds;
        let to = match funds {
            Funds::Burned => None,
            Funds::Treasury => Some(TREASURY),
            Funds::Customer
                if [DEVELOPER, slash.operator, slash.proposer].contains(&slash.customer) =>
            {
                None
            }
            Funds::Customer => Some(slash.customer),
            Funds::Rewards => Some(STAKE),
        };
        let paid = match funds {
            Funds::Customer if alone => amount / 2,
            Funds::Customer => 0,
            _ => amount,
        };
        self.burn_held(slash.operator, BOND, amount - paid);
        match to.filter(|to| self.receives(*to, paid)) {
            None => self.burn_held(slash.operator, BOND, paid),
            Some(to) => {
                self.purse(slash.operator).held[BOND] -= paid;
                self.purse(to).free += paid;
                if funds == Funds::Rewards {
                    self.donate(paid.into());
                }
            }
        }
    }

    fn take_stake(&mut self, slash: &Slash, bps: u16) -> Done {
        if slash.captured.is_empty() {
            return Ok(());
        }
        let key = (slash.service, slash.operator);
        let backings = Self::backings(slash.operator, slash.blueprint);
        for backing in backings {
            self.settle(backing);
        }
        self.each_captured(slash.operator, slash.blueprint, &slash.captured, |vault| {
            vault.captures -= 1;
        });
        let mut commitments = self.committed[&key].clone();
        for (asset, both) in slash.captured.iter().enumerate() {
            let mut amount = 0;
            for (place, (captured, taken_before)) in both.iter().enumerate() {
                let commitment = &mut commitments[asset][place];
                let Some(vault) = self.vault_mut(backings[place], asset) else {
                    continue;
                };
                let left = captured.saturating_sub(commitment.1 - taken_before);
                let takes = share(*captured, bps).min(left).min(vault.assets.as_u128());
                vault.assets -= U256::from(takes);
                vault.committed -= takes.min(commitment.0);
                commitment.0 = commitment.0.saturating_sub(takes);
                commitment.1 += takes;
                amount += takes;
            }
            self.seize(slash, asset, amount);
        }
        self.committed.insert(key, commitments);
        for backing in backings {
            self.keep(backing);
        }
        Ok(())
    }

    fn seize(&mut self, slash: &Slash, asset: usize, amount: u128) {
        if amount == 0 {
            return;
        }
        let funds = self.blueprints[usize::from(slash.blueprint)].terms.funds;
        match funds {
            Funds::Treasury if self.transfer(asset, STAKE, TREASURY, amount).is_ok() => {}
            Funds::Rewards if asset == 0 => self.donate(amount.into()),
            _ if asset == 0 => {
                self.purse(STAKE).free -= amount;
                self.burned += amount;
            }
            _ => {
                self.purse(STAKE).gold -= amount;
                self.burned_gold += amount;
            }
        }
    }
}
