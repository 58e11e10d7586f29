//! Bonds of the members of a committee, and what their deviations cost (`blueprint_rules::qos::member_bonds`).
//!
//! An account has one record. A set that was enrolled here is remembered by its digest: the committee keeps the set.

mod errors;
mod sets;
mod slashes;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of member bonds, and a client of them.
    pub mod abi = "blueprint-abi/library/IMemberBonds.sol";
}
pub use blueprint_rules::qos::member_bonds::{Account, Terms};

use crate::{
    bond_book::check_recipient,
    cell::{Cell, Immutable, Map},
    oracle_committee::abi::{Client as Committee, QuestionTerms},
    peer::{answered, other},
    roles::{GUARDIAN, RUNTIME},
};
use abi::*;
use blueprint_hooks::{ensure, env, record, Address, Event, List, Result, Vec, U256};
use blueprint_rules::{pause::Pause, proof::Hash};
use errors::{of_bond, of_term};
use ink::storage::traits::{AutoKey, StorageKey};
use sets::check_count;

/// What the constructor was given. Written once.
#[record]
pub struct StoredTerms {
    terms: Terms,
}

/// What an account has bonded.
#[record]
pub struct StoredAccount {
    account: Account,
}

/// Bonds, slashes and enrolments. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct MemberBonds<KEY: StorageKey = AutoKey> {
    /// The committee, and the recipient of slashes.
    peers: Immutable<(Address, Address)>,
    terms: Cell<StoredTerms>,
    accounts: Map<Address, StoredAccount>,
    credits: Map<Address, U256>,
    /// The digests of sets that were enrolled here.
    sets: Map<u32, Hash>,
    /// Thresholds of deviations that cost a share.
    thresholds: Map<(Hash, u32, Address), u16>,
    /// Equivocations that cost one.
    equivocations: Map<(Hash, u64, Address), bool>,
}

impl<KEY: StorageKey> MemberBonds<KEY> {
    /// To be called by the contract's constructor. Errors: `PeerFailed`, those of the committee, `InvalidRecipient`,
    /// `TermOutOfBounds`.
    pub fn init(&mut self, committee: Address, recipient: Address, terms: &Terms) -> Result<()> {
        other(committee)?;
        let client = Committee::at(committee);
        // What is no such contract does not answer.
        answered(committee, client.latest_epoch())?;
        let set_delay = answered(committee, client.role_delay())?;
        valid_recipient(recipient)?;
        terms.check(set_delay).map_err(of_term)?;
        self.peers.set(&(committee, recipient));
        self.terms.set(&StoredTerms { terms: *terms });
        Ok(())
    }

    /// Bonds value that came with the call. Errors: `ZeroAmount`, `BelowMinimum`.
    pub fn bond(&mut self, member: Address, amount: U256) -> Result<()> {
        let account = self.account(member).bond(amount, &self.terms());
        let account = account.map_err(|error| of_bond(error, member))?;
        self.accounts.set(&member, &StoredAccount { account });
        Bonded {
            member,
            amount,
            stake: account.stake,
        }
        .emit();
        Ok(())
    }

    /// Unbonds stake, which is locked. Errors: `ZeroAmount`, `MoreThanBonded`, `BelowMinimum`.
    pub fn unbond(&mut self, member: Address, amount: U256) -> Result<()> {
        let account = self.account(member);
        let account = account.unbond(amount, &self.terms(), env::now());
        let account = account.map_err(|error| of_bond(error, member))?;
        self.accounts.set(&member, &StoredAccount { account });
        Unbonded {
            member,
            amount,
            unbonding: account.unbonding,
            until: account.locked_until,
        }
        .emit();
        Ok(())
    }

    /// Pays what is an account's: credits, and what it unbonded if its delay is over. Errors: `InvalidRecipient`,
    /// `StillLocked`, `NothingToWithdraw`, `ValueNotTaken`.
    pub fn withdraw(&mut self, owner: Address, recipient: Address, pause: &Pause) -> Result<U256> {
        valid_recipient(recipient)?;
        let credit = self.credit_of(owner);
        let before = self.account(owner);
        let unbonded = match before.withdraw(pause, env::now()) {
            Ok((account, amount)) => {
                if !amount.is_zero() {
                    self.accounts.set(&owner, &StoredAccount { account });
                }
                amount
            }
            // What is locked does not hold up credits.
            Err(_) if !credit.is_zero() => U256::zero(),
            Err(error) => return Err(of_bond(error, owner)),
        };
        // All of it was paid in.
        let amount = credit.saturating_add(unbonded);
        self.pay(owner, recipient, credit, amount)
    }

    /// Pays the recipient of slashes its credits. Errors: `NothingToWithdraw`, `ValueNotTaken`.
    pub fn sweep(&mut self) -> Result<U256> {
        let (_, recipient) = self.peers();
        let credit = self.credit_of(recipient);
        self.pay(recipient, recipient, credit, credit)
    }

    /// Takes over the committee's role *runtime*. Errors: `PeerFailed`, those of the committee.
    pub fn accept_committee(&mut self) -> Result<()> {
        let peer = self.committee();
        answered(peer, Committee::at(peer).accept_role(RUNTIME))
    }

    /// Opens a question of the committee. Errors: `PeerFailed`, those of the committee.
    pub fn open_question(&mut self, question: Hash, terms: QuestionTerms) -> Result<()> {
        let peer = self.committee();
        answered(peer, Committee::at(peer).open_question(question, terms))
    }

    /// Offers the committee's role *guardian*. Errors: `PeerFailed`, those of the committee.
    pub fn offer_guardian(&mut self, successor: Address) -> Result<()> {
        let peer = self.committee();
        answered(peer, Committee::at(peer).offer_role(GUARDIAN, successor))
    }

    /// Cancels an offer of a role of the committee. Errors: `PeerFailed`, those of the committee.
    pub fn cancel_offer(&mut self, role: u8) -> Result<()> {
        let peer = self.committee();
        answered(peer, Committee::at(peer).cancel_role_offer(role))
    }

    /// What an account has bonded.
    pub fn account(&self, member: Address) -> Account {
        self.accounts.get(&member).unwrap_or_default().account
    }

    /// What an account is owed.
    pub fn credit_of(&self, account: Address) -> U256 {
        self.credits.get(&account).unwrap_or_default()
    }

    /// Whether each account has the minimum bond. Errors: `MemberCount`.
    pub fn eligible(&self, members: &List<Address>) -> Result<Vec<bool>> {
        check_count(members.len())?;
        let terms = self.terms();
        let mut are = Vec::new();
        for member in members.iter() {
            are.push(terms.weight(self.account(member?).stake) > 0);
        }
        Ok(are)
    }

    /// How many thresholds of deviations cost a share.
    pub fn thresholds_slashed(&self, question: Hash, epoch: u32, member: Address) -> u16 {
        let slashed = self.thresholds.get(&(question, epoch, member));
        slashed.unwrap_or_default()
    }

    /// Whether an equivocation cost its share.
    pub fn is_equivocation_slashed(&self, question: Hash, time: u64, member: Address) -> bool {
        let slashed = self.equivocations.get(&(question, time, member));
        slashed.unwrap_or_default()
    }

    /// The terms.
    pub fn terms(&self) -> Terms {
        self.terms.get().unwrap_or_default().terms
    }

    /// The committee, and the recipient of slashes.
    pub fn peers(&self) -> (Address, Address) {
        self.peers.get()
    }

    fn committee(&self) -> Address {
        self.peers().0
    }

    /// Sends an amount of which some are credits, which are gone before the value moves.
    fn pay(
        &mut self,
        account: Address,
        recipient: Address,
        credit: U256,
        amount: U256,
    ) -> Result<U256> {
        ensure!(!amount.is_zero(), NothingToWithdraw { account });
        if !credit.is_zero() {
            self.credits.set(&account, &U256::zero());
        }
        Withdrawn {
            account,
            recipient,
            amount,
        }
        .emit();
        let taken = env::transfer(recipient, amount);
        ensure!(taken, ValueNotTaken { recipient, amount });
        Ok(amount)
    }
}

/// Value sent to the zero address or to this contract would be out of reach. Errors: `InvalidRecipient`.
fn valid_recipient(recipient: Address) -> Result<()> {
    check_recipient(recipient).map_err(|_| InvalidRecipient { recipient }.into())
}
