//! The model of stake and rewards. It walks over all delegators with each reward; the pallet does not.

use crate::state::*;
use sp_core::U256;

fn scale() -> U256 {
    U256::exp10(18)
}

/// Decimals of the chain's token and of gold.
pub const DECIMALS: [u32; 2] = [12, 3];
/// The least of a delegation.
pub const LEAST: [u128; 2] = [UNIT / 100, 5];
/// What each asset is worth until it is quoted: a second one is accepted once the first has a price.
pub const FIRST_PRICE: u128 = 1_000_000_000_000_000_000;
pub const MOST_COMMISSION: u32 = 2_000;

/// The value of amounts at prices, each rounded down.
fn value(sums: &[U256; 2], prices: &[U256; 2]) -> U256 {
    (0..2).fold(U256::zero(), |sum, asset| {
        sum + part(
            sums[asset],
            prices[asset],
            U256::exp10(DECIMALS[asset] as usize),
        )
    })
}

impl Model {
    pub fn donate(&mut self, amount: U256) {
        self.books.deposited += amount;
        self.books.carried += amount;
        self.books.reserve += amount;
    }

    /// The era that ends: its prices are fixed and its pot opened.
    fn end_era(&mut self, era: u32) {
        let Some(mut record) = self.eras.remove(&era) else {
            return;
        };
        if record.backings == 0 {
            self.books.reserve += record.funded;
            return;
        }
        record.prices = self.prices.map(U256::from);
        record.weight = value(&record.sums, &record.prices);
        let released = (self.books.reserve / RELEASE)
            .max(U256::one())
            .min(self.books.reserve);
        self.books.reserve -= released;
        record.pot = Some((record.funded + released, U256::zero()));
        self.eras.insert(era, record);
    }

    /// Go on to a block.
    pub fn pass(&mut self, blocks: u32, idle: bool) {
        let end = self.block + blocks;
        loop {
            let next = end.min((self.era() + 1) * ERA);
            let before = self.era();
            self.block = next;
            if self.era() > before {
                self.end_era(before);
                if idle {
                    self.settle_idle();
                }
            }
            if next == end {
                break;
            }
        }
        if idle {
            self.clean();
        }
    }

    fn settle_idle(&mut self) {
        let Some(oldest) = self.era().checked_sub(HISTORY) else {
            return;
        };
        let late: Vec<_> = self
            .performances
            .keys()
            .filter(|it| it.0 == oldest)
            .map(|it| it.1)
            .collect();
        for backing in late {
            self.settle(backing);
            self.keep(backing);
        }
    }

    /// Settle all eras that are over. Returns whether there is a ledger.
    pub fn settle(&mut self, backing: Backing) -> bool {
        let current = self.era();
        let Some(ledger) = self.ledgers.get(&backing) else {
            return false;
        };
        if ledger.next_era >= current {
            return true;
        }
        for era in ledger.next_era.max(current.saturating_sub(HISTORY))..current {
            self.catch_up(backing, era);
            if let Some(performance) = self.performances.remove(&(era, backing)) {
                self.settle_era(era, backing, &performance);
            }
        }
        self.catch_up(backing, current);
        self.ledgers.get_mut(&backing).expect("known").next_era = current;
        true
    }

    /// What was delegated before an era earns.
    fn catch_up(&mut self, backing: Backing, era: u32) {
        let ledger = self.ledgers.get_mut(&backing).expect("known");
        for delegation in ledger
            .vaults
            .iter_mut()
            .flat_map(|it| it.delegations.values_mut())
        {
            if delegation.waiting.0 < era {
                delegation.earning += std::mem::take(&mut delegation.waiting).1;
            }
        }
    }

    fn settle_era(&mut self, era: u32, backing: Backing, performance: &Performance) {
        let record = self.eras.get_mut(&era).expect("it is not closed");
        let (pot, taken) = record.pot.as_mut().expect("it is over");
        let weight = value(&performance.sums, &record.prices);
        let lost = value(&performance.withheld, &record.prices);
        let amount = part(*pot, weight, record.weight);
        *taken += amount;
        record.backings -= 1;
        let prices = record.prices;
        if record.backings == 0 {
            self.books.reserve += *pot - *taken;
            self.eras.remove(&era);
        }
        let earned = part(amount, weight - lost, weight);
        let commission = earned * performance.commission / 10_000;
        let ledger = self.ledgers.get_mut(&backing).expect("known");
        ledger.credit += commission;
        let values = [0, 1].map(|asset: usize| {
            let vault = &ledger.vaults[asset];
            let earning = vault.delegations.values();
            let earning = earning.fold(U256::zero(), |sum, it| sum + it.earning);
            let mut sums = [U256::zero(); 2];
            sums[asset] = vault.worth(earning);
            value(&sums, &prices)
        });
        let mut given = U256::zero();
        for (vault, worth) in ledger.vaults.iter_mut().zip(values) {
            let amount = part(earned - commission, worth, values[0] + values[1]);
            if amount.is_zero() {
                continue;
            }
            given += amount;
            vault.deposited += amount;
            let earning = vault.delegations.values();
            let shares = earning.fold(U256::zero(), |sum, it| sum + it.earning);
            let due = amount * scale() + vault.rest;
            vault.rest = due % shares;
            for delegation in vault.delegations.values_mut() {
                delegation.earned += delegation.earning * (due / shares);
            }
        }
        let allotted = commission + given;
        self.books.carried -= allotted;
        self.books.unclaimed += allotted;
        self.books.reserve += amount - allotted;
    }

    /// A ledger of which nothing is left ends; what divisions left of its rewards is carried.
    pub fn keep(&mut self, backing: Backing) {
        let era = self.era();
        let Some(ledger) = self.ledgers.get(&backing) else {
            return;
        };
        let empty = ledger.next_era >= era
            && ledger.credit.is_zero()
            && ledger.vaults.iter().all(Vault::is_empty)
            && !self.performances.contains_key(&(era, backing));
        if !empty {
            return;
        }
        for vault in &ledger.vaults {
            let left = vault.deposited - vault.paid;
            self.books.unclaimed -= left;
            self.books.carried += left;
            self.books.reserve += left;
        }
        self.ledgers.remove(&backing);
    }

    fn collect(&mut self, asset: usize, from: Who, amount: u128) -> Done {
        let minimum = [DEPOSIT_OF_ACCOUNT, GOLD_MINIMUM];
        for asset in [0, asset] {
            if !self.endowed[asset] {
                self.transfer(asset, from, STAKE, minimum[asset])?;
                self.endowed[asset] = true;
            }
        }
        self.transfer(asset, from, STAKE, amount)
    }

    fn pay_reward(&mut self, to: Who, amount: U256) -> Done {
        self.books.unclaimed -= amount;
        self.books.paid += amount;
        match amount.as_u128() {
            0 => Ok(()),
            amount => self.transfer(0, STAKE, to, amount),
        }
    }

    pub fn delegate(
        &mut self,
        who: Who,
        (operator, selection): Backing,
        asset: usize,
        amount: u128,
    ) -> Done {
        let status = self.operator(operator)?.status;
        need(status != Status::Leaving, "leaving")?;
        if let Some(blueprint) = selection {
            let known = self.registrations.contains_key(&(blueprint, operator));
            need(known, "not registered")?;
        }
        need(amount >= LEAST[asset], "too little")?;
        let (backing, era) = ((operator, selection), self.era());
        if !self.settle(backing) {
            let ledger = Ledger {
                next_era: era,
                credit: U256::zero(),
                vaults: Default::default(),
            };
            self.ledgers.insert(backing, ledger);
        }
        let vault = self.vault_mut(backing, asset).expect("known");
        need(vault.captures == 0, "slash pending")?;
        let shares = match vault.shares.is_zero() {
            true => amount.into(),
            false => {
                need(
                    vault.assets * 1_000_000 >= vault.shares,
                    "almost all was slashed",
                )?;
                part(amount.into(), vault.shares, vault.assets)
            }
        };
        need(!shares.is_zero(), "less than a share")?;
        vault.assets += amount.into();
        vault.shares += shares;
        let delegation = vault.delegations.entry(who).or_default();
        delegation.waiting = (era, delegation.waiting.1 + shares);
        self.collect(asset, who, amount)
    }

    fn delegation(
        &mut self,
        who: Who,
        backing: Backing,
        asset: usize,
    ) -> Result<&mut Delegation, Refused> {
        let vault = self.vault_mut(backing, asset).ok_or("nothing staked")?;
        vault.delegations.get_mut(&who).ok_or("nothing staked")
    }

    pub fn undelegate(&mut self, who: Who, backing: Backing, asset: usize, amount: u128) -> Done {
        need(self.settle(backing), "nothing staked")?;
        let until = self.block + UNBONDING;
        let bonded = {
            let delegation = self.delegation(who, backing, asset)?;
            delegation.earning + delegation.waiting.1
        };
        let vault = self.vault_mut(backing, asset).expect("known");
        let worth = vault.worth(bonded);
        let amount = match amount {
            u128::MAX => worth.as_u128(),
            amount => amount,
        };
        need(worth >= amount.into(), "too much")?;
        let shares = match worth == amount.into() {
            true => bonded,
            false => part_up(amount.into(), vault.shares, vault.assets).min(bonded),
        };
        need(!shares.is_zero(), "nothing")?;
        let delegation = vault.delegations.get_mut(&who).expect("known");
        let waiting = shares.min(delegation.waiting.1);
        delegation.waiting.1 -= waiting;
        delegation.earning -= shares - waiting;
        if worth.is_zero() {
            vault.shares -= shares;
        } else {
            match delegation.unbonding.last_mut() {
                Some(last) if last.1 == until => last.0 += shares,
                _ => {
                    need(delegation.unbonding.len() < MOST_UNBONDING, "too many")?;
                    delegation.unbonding.push((shares, until));
                }
            }
        }
        let reward = self.end_delegation(who, backing, asset);
        self.pay_reward(who, reward)?;
        self.keep(backing);
        Ok(())
    }

    /// `to` gets the stake, `who` the rewards.
    pub fn withdraw(&mut self, who: Who, backing: Backing, asset: usize, to: Who) -> Done {
        need(self.settle(backing), "nothing staked")?;
        let block = self.block;
        let delegation = self.delegation(who, backing, asset)?;
        let before = delegation.leaving();
        delegation.unbonding.retain(|it| it.1 > block);
        let shares = before - delegation.leaving();
        need(!shares.is_zero(), "nothing yet")?;
        let vault = self.vault_mut(backing, asset).expect("known");
        need(vault.captures == 0, "slash pending")?;
        let amount = vault.worth(shares);
        vault.assets -= amount;
        vault.shares -= shares;
        let reward = self.end_delegation(who, backing, asset);
        if !amount.is_zero() {
            self.transfer(asset, STAKE, to, amount.as_u128())?;
        }
        self.pay_reward(who, reward)?;
        self.keep(backing);
        Ok(())
    }

    /// End a delegation to a vault that slashes left with nearly nothing. What its account cannot receive is burned, or
    /// carried where it is a reward.
    pub fn sweep(&mut self, who: Who, backing: Backing, asset: usize) -> Done {
        need(self.settle(backing), "nothing staked")?;
        let vault = self.vault_mut(backing, asset).ok_or("nothing staked")?;
        need(vault.assets * 1_000_000 < vault.shares, "not wiped")?;
        need(vault.captures == 0, "slash pending")?;
        let delegation = vault.delegations.get_mut(&who).ok_or("nothing staked")?;
        let shares = delegation.earning + delegation.waiting.1 + delegation.leaving();
        delegation.earning = U256::zero();
        delegation.waiting.1 = U256::zero();
        delegation.unbonding.clear();
        let amount = vault.worth(shares);
        vault.assets -= amount;
        vault.shares -= shares;
        let reward = self.end_delegation(who, backing, asset);
        let amount = amount.as_u128();
        if amount > 0 && self.transfer(asset, STAKE, who, amount).is_err() {
            match asset {
                0 => self.purse(STAKE).free -= amount,
                _ => self.purse(STAKE).gold -= amount,
            }
            match asset {
                0 => self.burned += amount,
                _ => self.burned_gold += amount,
            }
        }
        let mut paid = self.clone();
        match paid.pay_reward(who, reward) {
            Ok(()) => *self = paid,
            Err(_) => {
                self.books.unclaimed -= reward;
                self.books.carried += reward;
                self.books.reserve += reward;
            }
        }
        self.keep(backing);
        Ok(())
    }

    /// Remove a delegation that has ended. Returns its whole units of rewards.
    fn end_delegation(&mut self, who: Who, backing: Backing, asset: usize) -> U256 {
        let vault = self.vault_mut(backing, asset).expect("known");
        if !vault.delegations[&who].is_empty() {
            return U256::zero();
        }
        let reward = vault.delegations.remove(&who).expect("known").earned / scale();
        vault.paid += reward;
        reward
    }

    pub fn claim(&mut self, who: Who, backing: Backing) -> Result<u128, Refused> {
        need(self.settle(backing), "nothing staked")?;
        let ledger = self.ledgers.get_mut(&backing).expect("known");
        let mut found = who == backing.0;
        let mut amount = match found {
            true => std::mem::take(&mut ledger.credit),
            false => U256::zero(),
        };
        for vault in &mut ledger.vaults {
            if let Some(delegation) = vault.delegations.get_mut(&who) {
                found = true;
                let reward = delegation.earned / scale();
                delegation.earned %= scale();
                vault.paid += reward;
                amount += reward;
            }
        }
        need(found, "nothing staked")?;
        self.keep(backing);
        self.pay_reward(who, amount)?;
        Ok(amount.as_u128())
    }

    pub fn set_commission(&mut self, who: Who, bps: u32) -> Done {
        self.operator(who)?;
        need(bps <= MOST_COMMISSION, "too high")?;
        let now = self.now();
        let current = self.commission(who);
        let from = if bps > current { now + WEEK } else { now };
        self.commissions.insert(who, (current, bps, from));
        Ok(())
    }

    fn commission(&self, who: Who) -> u32 {
        let (before, after, from) = self.commissions.get(&who).copied().unwrap_or_default();
        if self.now() >= from {
            after
        } else {
            before
        }
    }

    pub fn fund(&mut self, who: Who, amount: u128) -> Done {
        need(amount > 0, "nothing")?;
        self.books.deposited += amount.into();
        self.books.carried += amount.into();
        let era = self.era();
        self.eras.entry(era).or_default().funded += amount.into();
        self.collect(0, who, amount)
    }

    pub fn close_era(&mut self, era: u32, max: u32) -> Done {
        let record = self.eras.get(&era).cloned().unwrap_or_default();
        let settled = match record.weight.is_zero() {
            true => era,
            false => era + HISTORY,
        };
        need(settled < self.era(), "too early")?;
        need(self.closed_in != Some(self.block), "once a block")?;
        self.closed_in = Some(self.block);
        let late = self.performances.keys().filter(|it| it.0 == era).count();
        // Of more than that, the order in which they are removed is the storage's.
        assert!(max == 0 || late < max as usize);
        need(
            max > 0 && (late > 0 || self.eras.contains_key(&era)),
            "nothing",
        )?;
        self.performances.retain(|key, _| key.0 != era);
        if let Some(record) = self.eras.remove(&era) {
            self.books.reserve += match record.pot {
                Some((pot, taken)) => pot - taken,
                None => record.funded,
            };
        }
        Ok(())
    }

    fn counts(&self, blueprint: u8, era: u32) -> bool {
        let (from, until) = self.blueprints[usize::from(blueprint)].counts;
        (from..until).contains(&era)
    }

    pub fn activate(&mut self, blueprint: u8) -> Done {
        let next = self.era() + 1;
        need(!self.counts(blueprint, next), "active")?;
        let goes_on = self.counts(blueprint, next - 1);
        let counts = &mut self.blueprints[usize::from(blueprint)].counts;
        if !goes_on {
            counts.0 = next;
        }
        counts.1 = u32::MAX;
        Ok(())
    }

    pub fn deactivate(&mut self, blueprint: u8) -> Done {
        let next = self.era() + 1;
        need(self.counts(blueprint, next), "not active")?;
        self.blueprints[usize::from(blueprint)].counts.1 = next;
        Ok(())
    }

    /// Points of an operator in a blueprint, by which its stake earns.
    pub fn note_points(&mut self, who: Who, blueprint: u8, points: u32) {
        let era = self.era();
        if points == 0 || !self.counts(blueprint, era) {
            return;
        }
        let commission = self.commission(who);
        for backing in [(who, Some(blueprint)), (who, None)] {
            let Some(ledger) = self.ledgers.get(&backing) else {
                continue;
            };
            let earning = [0, 1].map(|asset: usize| ledger.vaults[asset].earning_in(era) * points);
            let record = self.eras.entry(era).or_default();
            let performance = self.performances.entry((era, backing)).or_default();
            if performance.points == 0 {
                record.backings += 1;
                performance.commission = commission;
            }
            performance.points += u64::from(points);
            for (asset, earning) in earning.into_iter().enumerate() {
                record.sums[asset] += earning;
                performance.sums[asset] += earning;
            }
        }
    }

    /// Points that an operator lost by its absence: their part of its sums earns nothing.
    pub fn note_absence(&mut self, who: Who, blueprint: u8, points: u32) {
        let era = self.era();
        if points == 0 || !self.counts(blueprint, era) {
            return;
        }
        for backing in [(who, Some(blueprint)), (who, None)] {
            if let Some(performance) = self.performances.get_mut(&(era, backing)) {
                for (sum, withheld) in performance.sums.iter().zip(&mut performance.withheld) {
                    let lost = part_up(*sum, points.into(), performance.points.into());
                    *withheld = (*withheld + lost.min(*sum)).min(*sum);
                }
            }
        }
    }
}
