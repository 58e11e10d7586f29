//! What is compared: the same facts of the chain and of the model, by name.

use crate::{
    chain::{selection, Chain, ASSETS, GOLD},
    state::*,
};
use blueprint_e2e_runtime::{Assets, Balances, Runtime, RuntimeHoldReason, Services, Stake};
use frame_support::traits::fungible::InspectHold;
use pallet_services::{Answer, HoldReason, OperatorStatus};
use std::{collections::BTreeMap, fmt::Debug};

#[derive(Default)]
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    fn note(&mut self, name: String, value: impl Debug) {
        self.0.insert(name, format!("{value:?}"));
    }

    /// The facts in which both differ.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys());
        let mut all: Vec<_> = names
            .filter(|name| self.0.get(*name) != other.0.get(*name))
            .map(|name| {
                let [chain, model] = [&self.0, &other.0].map(|it| it.get(name));
                format!("{name}: {chain:?} on the chain, {model:?} in the model")
            })
            .collect();
        all.dedup();
        all
    }
}

fn every_backing() -> impl Iterator<Item = Backing> {
    OPERATORS.into_iter().flat_map(|who| {
        let selections = [None].into_iter().chain((0..BLUEPRINTS).map(Some));
        selections.map(move |selection| (who, selection))
    })
}

impl Chain {
    pub fn facts(&self, claims: bool) -> Facts {
        let mut facts = Facts::default();
        self.money(&mut facts);
        self.services(&mut facts);
        self.stake(&mut facts, claims);
        facts
    }

    fn who(&self, account: &blueprint_e2e_runtime::AccountId) -> Who {
        let place = self.people.iter().position(|it| it == account);
        place.expect("one of the people") as Who
    }

    fn money(&self, facts: &mut Facts) {
        for (who, account) in self.people.iter().enumerate() {
            facts.note(format!("free of {who}"), Balances::free_balance(account));
            facts.note(format!("gold of {who}"), Assets::balance(GOLD, account));
            let reasons = [
                HoldReason::OperatorBond,
                HoldReason::RequestBond,
                HoldReason::SlashBond,
                HoldReason::ReportBond,
                HoldReason::CallDeposit,
                HoldReason::ReportDeposit,
            ];
            let held = reasons
                .map(|reason| Balances::balance_on_hold(&RuntimeHoldReason::from(reason), account));
            facts.note(format!("held of {who}"), held);
        }
    }

    fn services(&self, facts: &mut Facts) {
        for (account, it) in pallet_services::Operators::<Runtime>::iter() {
            let status = match it.status {
                OperatorStatus::Active => Status::Active,
                OperatorStatus::Leaving => Status::Leaving,
                OperatorStatus::Inactive => Status::Inactive,
            };
            let name = format!("operator {}", self.who(&account));
            let rest = (it.bond, it.slashed, it.pending_slashes, it.serves_until);
            facts.note(name, (status, rest));
        }
        for (blueprint, account, it) in pallet_services::Registrations::<Runtime>::iter() {
            let name = format!("registration {blueprint} {}", self.who(&account));
            facts.note(name, (it.instance_limit, it.instances));
        }
        for (id, it) in pallet_services::Requests::<Runtime>::iter() {
            let answers: Vec<_> = it
                .operators
                .iter()
                .map(|(who, answer)| {
                    let answer = match answer {
                        Answer::Waiting => None,
                        Answer::Approved => Some(true),
                        Answer::Rejected => Some(false),
                    };
                    (self.who(who), answer)
                })
                .collect();
            facts.note(format!("request {id}"), (answers, it.revision));
        }
        for (id, it) in pallet_services::Instances::<Runtime>::iter() {
            let operators: Vec<_> = it.operators.iter().map(|who| self.who(who)).collect();
            facts.note(format!("service {id}"), (&operators, it.ends_at));
            for (who, account) in operators.iter().zip(&it.operators) {
                let points = pallet_services::ServicePoints::<Runtime>::try_get(id, account);
                if let Ok(it) = points {
                    let name = format!("points {id} {who}");
                    facts.note(name, (it.era, it.earned, it.counted));
                }
                let exposure = ASSETS.map(|asset| Stake::exposure(id, account, asset));
                facts.note(format!("exposure {id} {who}"), exposure);
            }
            for (call, it) in pallet_services::JobCalls::<Runtime>::iter_prefix(id) {
                let name = format!("call {id} {call}");
                facts.note(name, (it.results, it.completed));
            }
        }
        for (id, it) in pallet_services::Slashes::<Runtime>::iter() {
            let proposal = it.proposal;
            let terms = (proposal.deadline, proposal.expires_at, it.captured);
            facts.note(format!("slash {id}"), terms);
        }
    }

    fn stake(&self, facts: &mut Facts, claims: bool) {
        for (operator, selected) in every_backing() {
            let account = self.account(operator);
            let of = format!("{operator} {selected:?}");
            let ledger = pallet_stake::Ledgers::<Runtime>::get(&account, selection(selected));
            let Some(ledger) = ledger else { continue };
            facts.note(format!("credit {of}"), ledger.credit);
            for asset in 0..2 {
                let vault = ledger.vaults.get(asset).copied().unwrap_or_default();
                let stake = (vault.stake.assets, vault.stake.shares);
                let rest = (vault.committed, vault.captures);
                facts.note(format!("vault {of} {asset}"), (stake, rest));
            }
            if !claims {
                continue;
            }
            for who in OPERATORS.into_iter().chain(DELEGATORS) {
                let backing = self.backing(operator, selected);
                let claim = Stake::claimable(&self.account(who), &backing);
                facts.note(format!("claim of {who} {of}"), claim);
            }
        }
        let books = pallet_stake::RewardAccounts::<Runtime>::get();
        let sums = [books.deposited, books.paid, books.carried, books.unclaimed];
        facts.note("books".into(), (sums, books.reserve));
        for (era, it) in pallet_stake::Eras::<Runtime>::iter() {
            let pot = it.pot.map(|it| (it.amount(), it.paid()));
            facts.note(
                format!("era {era}"),
                (it.funded, it.backings, it.weight, pot),
            );
        }
        let pending = pallet_stake::Committed::<Runtime>::iter_keys().count();
        facts.note("commitments".into(), pending);
        facts.note("era".into(), Services::current_era());
    }
}

impl Model {
    pub fn facts(&self, claims: bool) -> Facts {
        let mut facts = Facts::default();
        for (who, purse) in self.purses.iter().enumerate() {
            facts.note(format!("free of {who}"), purse.free);
            facts.note(format!("gold of {who}"), purse.gold);
            facts.note(format!("held of {who}"), purse.held);
        }
        self.service_facts(&mut facts);
        self.stake_facts(&mut facts, claims);
        facts
    }

    fn service_facts(&self, facts: &mut Facts) {
        for (who, it) in &self.operators {
            let rest = (it.bond, it.slashed, it.pending, it.serves_until);
            facts.note(format!("operator {who}"), (it.status, rest));
        }
        for ((blueprint, who), it) in &self.registrations {
            facts.note(format!("registration {blueprint} {who}"), it);
        }
        for (id, it) in &self.requests {
            facts.note(format!("request {id}"), (&it.answers, it.revision));
        }
        for (id, it) in &self.services {
            facts.note(format!("service {id}"), (&it.operators, it.ends_at));
            for who in &it.operators {
                if let Some(it) = self.points.get(&(*id, *who)) {
                    let name = format!("points {id} {who}");
                    facts.note(name, (it.era, it.earned, it.counted));
                }
                let exposure = [0, 1].map(|asset| self.exposure(*id, *who, asset));
                facts.note(format!("exposure {id} {who}"), exposure);
            }
        }
        for ((service, call), it) in &self.calls {
            if self.services.contains_key(service) {
                let name = format!("call {service} {call}");
                facts.note(name, (it.results.len(), it.completed));
            }
        }
        for (id, it) in &self.slashes {
            facts.note(format!("slash {id}"), (it.deadline, it.expires, it.bond));
        }
    }

    fn stake_facts(&self, facts: &mut Facts, claims: bool) {
        for ((operator, selected), ledger) in &self.ledgers {
            let of = format!("{operator} {selected:?}");
            facts.note(format!("credit {of}"), ledger.credit);
            for (asset, vault) in ledger.vaults.iter().enumerate() {
                let stake = (vault.assets, vault.shares);
                let rest = (vault.committed, vault.captures);
                facts.note(format!("vault {of} {asset}"), (stake, rest));
            }
            if !claims {
                continue;
            }
            for who in OPERATORS.into_iter().chain(DELEGATORS) {
                let claim = self.clone().claim(who, (*operator, *selected));
                facts.note(format!("claim of {who} {of}"), claim.unwrap_or(0));
            }
        }
        let books = &self.books;
        let sums = [books.deposited, books.paid, books.carried, books.unclaimed];
        facts.note("books".into(), (sums, books.reserve));
        for (era, it) in &self.eras {
            facts.note(
                format!("era {era}"),
                (it.funded, it.backings, it.weight, it.pot),
            );
        }
        facts.note("commitments".into(), self.committed.len());
        facts.note("era".into(), self.era());
    }
}
