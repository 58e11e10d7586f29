//! From any state, all leave: within a bounded time, with what is their own.

use crate::{life::Life, state::*, steps::Step};

/// The longest life of a slash: review, ruling, execution; in blocks.
const SLASH: u32 = (4 * WEEK / SECONDS_OF_BLOCK) as u32 + 1;
/// Notice and fault window, in blocks.
const LEAVING: u32 = (2 * WEEK / SECONDS_OF_BLOCK) as u32 + 1;

/// Something on which steps are taken: the model alone, or the runtime with the model beside it.
pub trait Table {
    fn model(&self) -> &Model;

    /// Take a step. An error is a disagreement of the two.
    fn take(&mut self, step: &Step) -> Result<Done, String>;

    /// A step that must be allowed.
    fn must(&mut self, step: Step) -> Result<(), String> {
        match self.take(&step)? {
            Ok(()) => Ok(()),
            Err(why) => Err(format!("{step:?}: {why}, on the way out")),
        }
    }

    /// Each party sends what lets itself out, no other party helps: within two weeks of leaving services, four of
    /// slashes and two of unbonding.
    fn drain(&mut self) -> Result<(), String> {
        let requests = self.model().requests.iter();
        let requests: Vec<_> = requests.map(|it| (*it.0, it.1.requester)).collect();
        for (request, who) in requests {
            self.must(Step::Cancel(who, request, true))?;
        }
        for who in OPERATORS {
            // Some are leaving already, and some never joined.
            let _ = self.take(&Step::Leave(who))?;
        }
        let begun = self.model().block;
        self.undelegate_all()?;
        let services: Vec<_> = self.model().services.keys().copied().collect();
        self.must(Step::Pass(LEAVING, false))?;
        // Operators leave services whose owners do nothing.
        for service in services {
            while let Some(open) = self.model().services.get(&service).cloned() {
                match open.operators.first() {
                    Some(who) if open.ends_at.is_none() => {
                        self.must(Step::LeaveService(*who, service, *who))?
                    }
                    _ if self.model().settled_service(&open) => {
                        self.must(Step::Terminate(REPORTER, service))?
                    }
                    Some(who) => self.must(Step::LeaveService(*who, service, *who))?,
                    None => return Err("a service without operators".into()),
                }
            }
        }
        self.must(Step::Pass(SLASH - LEAVING, false))?;
        let slashes: Vec<_> = self.model().slashes.keys().copied().collect();
        for slash in slashes {
            // Those whose time is over end by the one, the others by the other.
            if self.take(&Step::Expire(REPORTER, slash))?.is_err() {
                self.must(Step::Execute(REPORTER, slash))?;
            }
        }
        let registrations: Vec<_> = self.model().registrations.keys().copied().collect();
        for (blueprint, who) in registrations {
            self.must(Step::Unregister(who, blueprint))?;
        }
        let operators: Vec<_> = self.model().operators.keys().copied().collect();
        for who in operators {
            self.must(Step::FinishLeaving(who))?;
        }
        self.withdraw_all()?;
        // What could not start to unbond, for want of room in the list, does now.
        if !self.undelegate_all()? {
            self.must(Step::Pass(UNBONDING, false))?;
            self.withdraw_all()?;
        }
        let blocks = self.model().block - begun;
        if blocks > SLASH + UNBONDING {
            return Err(format!("{blocks} blocks to leave"));
        }
        self.claim_all()?;
        // Idle space removes the calls of services that have ended, with their deposits.
        self.must(Step::Pass(ERA + 1, true))?;
        self.nothing_left()
    }

    fn delegations(&self) -> Vec<(Who, Backing, usize)> {
        let mut all = Vec::new();
        for (backing, ledger) in &self.model().ledgers {
            for (asset, vault) in ledger.vaults.iter().enumerate() {
                all.extend(vault.delegations.keys().map(|who| (*who, *backing, asset)));
            }
        }
        all
    }

    /// All delegators let all unbond. Returns whether none had anything that was not.
    fn undelegate_all(&mut self) -> Result<bool, String> {
        let mut none = true;
        for (who, (operator, selection), asset) in self.delegations() {
            let backing = (operator, selection);
            let mut settled = self.model().clone();
            settled.settle(backing);
            let vault = settled.vault_mut(backing, asset);
            let delegation = vault.and_then(|it| it.delegations.get(&who));
            let bonded = delegation.is_some_and(|it| !(it.earning + it.waiting.1).is_zero());
            if bonded {
                none = false;
                self.take(&Step::Undelegate(
                    who,
                    operator,
                    selection,
                    asset,
                    u128::MAX,
                ))?
                .or_else(|why| match why {
                    "too many" => Ok(()),
                    _ => Err(format!("{who} cannot undelegate: {why}")),
                })?;
            }
        }
        Ok(none)
    }

    fn withdraw_all(&mut self) -> Result<(), String> {
        for (who, (operator, selection), asset) in self.delegations() {
            // There may be nothing to withdraw yet.
            let _ = self.take(&Step::Withdraw(who, operator, selection, asset))?;
        }
        Ok(())
    }

    fn claim_all(&mut self) -> Result<(), String> {
        for who in OPERATORS {
            for selection in [None, Some(0), Some(1), Some(2)] {
                let _ = self.take(&Step::Claim(who, who, selection))?;
            }
        }
        Ok(())
    }

    /// Nothing is on hold or staked; the stake pallet's account has its reserve and what no era has allotted.
    fn nothing_left(&mut self) -> Result<(), String> {
        let model = self.model();
        let held: u128 = model.purses.iter().flat_map(|it| it.held).sum();
        let empty = model.ledgers.is_empty() && model.committed.is_empty();
        let books = &model.books;
        let kept = books.deposited - books.paid;
        if held > 0 || !empty || !books.unclaimed.is_zero() || kept != books.carried {
            return Err(format!(
                "left: {held} on hold, ledgers {:?}, commitments {:?}, books {books:?}",
                model.ledgers, model.committed
            ));
        }
        let reserve = if model.endowed[0] {
            DEPOSIT_OF_ACCOUNT
        } else {
            0
        };
        let gold = if model.endowed[1] { GOLD_MINIMUM } else { 0 };
        let purse = &model.purses[usize::from(STAKE)];
        match purse.free == reserve + kept.as_u128() && purse.gold == gold {
            true => Ok(()),
            false => Err(format!("{purse:?} with {kept} carried")),
        }
    }
}

impl Table for Life {
    fn model(&self) -> &Model {
        &self.model
    }

    fn take(&mut self, step: &Step) -> Result<Done, String> {
        self.take_both(step)
    }
}
