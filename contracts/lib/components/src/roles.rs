//! Who may do what in a contract, and how a role changes hands. `blueprint_rules::roles` decides; the
//! component stores the holders and checks the caller.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of roles, and a client of them.
    pub mod abi = "blueprint-abi/library/IRoles.sol";
}

use crate::cell::{Cell, Map};
use abi::{
    CallerNotRuntime, DelayOutOfBounds, NotEntitled, NotSuccessor, RoleNotOffered, RoleOffered,
    RoleSet, RoleTooEarly, RoleTransferCancelled, RoleTransferOffered, RolesNotDistinct,
    UnknownRole, ZeroRole,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Guard, Result, Revert};
use blueprint_rules::roles::{
    check_delay, Appointment, Role, RoleError, Standing, LONGEST_DELAY, SHORTEST_DELAY,
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The number of the role that functions behind the guard are for.
pub const RUNTIME: u8 = 0;
/// The number of the role that pauses, and that replaces lost keys.
pub const GUARDIAN: u8 = 1;
/// The number of the role that rules on disputes, in a contract that has them.
pub const GOVERNANCE: u8 = 2;

/// What the constructor was given. Written once.
#[record]
pub struct RoleTerms {
    /// Seconds from an offer to its acceptance, and of an appointment.
    pub delay: u64,
    /// The highest number of a role.
    pub most: u8,
}

impl RoleTerms {
    /// The role that is responsible for the contract.
    fn above_guardian(&self) -> u8 {
        match self.most >= GOVERNANCE {
            true => GOVERNANCE,
            false => RUNTIME,
        }
    }
}

/// The roles of a contract. As a [`Guard`] it admits the runtime.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct Roles<KEY: StorageKey = AutoKey> {
    terms: Cell<RoleTerms>,
    roles: Map<u8, Role>,
}

impl<KEY: StorageKey> Roles<KEY> {
    /// To be called by the contract's constructor: `holders` by the numbers of their roles, and the delay in
    /// seconds. Errors: `ZeroRole`, `RolesNotDistinct`, `DelayOutOfBounds`.
    pub fn init(&mut self, holders: &[Address], delay: u64) -> Result<()> {
        let delay = check_delay(delay).map_err(revert)?;
        for ((number, holder), others) in (0u8..).zip(holders).zip(1..) {
            let role = Role::new(*holder).map_err(revert)?;
            let later = holders.get(others..).unwrap_or_default();
            let account = *holder;
            ensure!(!later.contains(holder), RolesNotDistinct { account });
            self.roles.set(&number, &role);
            RoleSet {
                role: number,
                holder: *holder,
            }
            .emit();
        }
        let most = u8::try_from(holders.len()).unwrap_or(u8::MAX);
        let most = most.saturating_sub(1);
        self.terms.set(&RoleTerms { delay, most });
        Ok(())
    }

    /// Offers a role to `successor` as the caller.
    /// Errors: `UnknownRole`, `NotEntitled`, `RolesNotDistinct`, `ZeroRole`, `RoleOffered`.
    pub fn offer(&mut self, number: u8, successor: Address) -> Result<()> {
        let (terms, role) = self.known(number)?;
        let by = self.standing(&terms, number, &role)?;
        self.holds_none(&terms, successor)?;
        let offered = role.offered(by, successor, env::now(), terms.delay);
        let offered = offered.map_err(revert)?;
        self.roles.set(&number, &offered);
        let offer = offered.offer.unwrap_or_default();
        RoleTransferOffered {
            role: number,
            successor,
            by: env::caller(),
            from: offer.from,
            until: offer.until(),
        }
        .emit();
        Ok(())
    }

    /// Takes an offer back as the caller. Errors: `UnknownRole`, `NotEntitled`, `RoleNotOffered`, `RoleOffered`.
    pub fn cancel(&mut self, number: u8) -> Result<()> {
        let (terms, role) = self.known(number)?;
        let by = self.standing(&terms, number, &role)?;
        let cancelled = role.cancelled(by, env::now());
        let cancelled = cancelled.map_err(revert)?;
        self.roles.set(&number, &cancelled);
        RoleTransferCancelled {
            role: number,
            successor: role.offer.unwrap_or_default().to,
            by: env::caller(),
        }
        .emit();
        Ok(())
    }

    /// The caller takes over a role that is offered to it.
    /// Errors: `UnknownRole`, `RoleNotOffered`, `NotSuccessor`, `RoleTooEarly`, `RolesNotDistinct`.
    pub fn accept(&mut self, number: u8) -> Result<()> {
        let (terms, role) = self.known(number)?;
        let accepted = role.accepted(env::caller(), env::now());
        let accepted = accepted.map_err(revert)?;
        // It may have got another one since it was offered this one.
        self.holds_none(&terms, accepted.holder)?;
        self.roles.set(&number, &accepted);
        RoleSet {
            role: number,
            holder: accepted.holder,
        }
        .emit();
        Ok(())
    }

    /// Who holds a role; zero for a role that the contract does not have.
    pub fn holder(&self, number: u8) -> Address {
        self.roles.get(&number).unwrap_or_default().holder
    }

    /// Whether `account` holds a role. A role that was never set is of no account.
    pub fn holds(&self, account: Address, number: u8) -> bool {
        !account.is_zero() && self.holder(number) == account
    }

    /// To whom a role is offered, and the first and the last second in which it can be accepted; zeros for no
    /// offer.
    pub fn offer_of(&self, number: u8) -> (Address, u64, u64) {
        let role = self.roles.get(&number).unwrap_or_default();
        let offer = role.open_offer(env::now());
        offer.map_or_else(Default::default, |it| (it.to, it.from, it.until()))
    }

    /// The number of the role that the guardian's is subordinate to.
    pub fn above_guardian(&self) -> u8 {
        self.terms.get().unwrap_or_default().above_guardian()
    }

    /// The delay of roles and appointments, in seconds.
    pub fn delay(&self) -> u64 {
        self.terms.get().unwrap_or_default().delay
    }

    fn known(&self, number: u8) -> Result<(RoleTerms, Role)> {
        let terms = self.terms.get().ok_or(ZeroRole)?;
        let unknown = UnknownRole {
            most: terms.most,
            received: number,
        };
        Ok((terms, self.roles.get(&number).ok_or(unknown)?))
    }

    /// By what right the caller offers a role. Errors: `NotEntitled`.
    fn standing(&self, terms: &RoleTerms, number: u8, role: &Role) -> Result<Standing> {
        let caller = env::caller();
        if caller == role.holder {
            return Ok(Standing::Holder);
        }
        let (of_another, standing) = match number {
            GUARDIAN => (terms.above_guardian(), Standing::Superior),
            _ => (GUARDIAN, Standing::Guardian),
        };
        let not_entitled = NotEntitled {
            role: number,
            received: caller,
        };
        ensure!(caller == self.holder(of_another), not_entitled);
        Ok(standing)
    }

    fn holds_none(&self, terms: &RoleTerms, account: Address) -> Result<()> {
        for number in 0..=terms.most {
            let holds = self.holder(number) == account;
            ensure!(!holds, RolesNotDistinct { account });
        }
        Ok(())
    }
}

/// A contract or an account that this contract calls or admits, and that is replaced after a delay.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct Appointed<KEY: StorageKey = AutoKey> {
    stored: Cell<Appointment>,
}

impl<KEY: StorageKey> Appointed<KEY> {
    /// Sets `appointed`, after `delay` seconds; at once if it is the first, zero, or the present one. Returns
    /// the first second in which it holds.
    pub fn set(&mut self, appointed: Address, delay: u64) -> u64 {
        let now = env::now();
        let next = match self.stored.get() {
            Some(stored) => stored.then(appointed, now, delay),
            None => Appointment::at_once(appointed, now),
        };
        self.stored.set(&next);
        next.from
    }

    /// What holds now; zero for none.
    pub fn present(&self) -> Address {
        self.stored.get().unwrap_or_default().at(env::now())
    }

    /// What follows, and from which second on; zeros for no change.
    pub fn next(&self) -> (Address, u64) {
        let stored = self.stored.get().unwrap_or_default();
        stored.next(env::now()).unwrap_or_default()
    }
}

impl<KEY: StorageKey> Guard for Roles<KEY> {
    // One copy, not one in every function.
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        let (expected, received) = (self.runtime(), env::caller());
        let admitted = received == expected && !expected.is_zero();
        ensure!(admitted, CallerNotRuntime { expected, received });
        Ok(())
    }

    fn bind(&mut self, _: u64, _: Address, _: Address) -> Result<()> {
        self.admit()
    }

    fn runtime(&self) -> Address {
        self.holder(RUNTIME)
    }
}

/// The rules' errors as the interface's.
pub(crate) fn revert(error: RoleError) -> Revert {
    match error {
        RoleError::ZeroAccount => ZeroRole.into(),
        RoleError::AlreadyHeld { holder } => RolesNotDistinct { account: holder }.into(),
        RoleError::Offered { to, until } => RoleOffered {
            successor: to,
            until,
        }
        .into(),
        RoleError::NotOffered => RoleNotOffered.into(),
        RoleError::NotSuccessor { expected, received } => {
            NotSuccessor { expected, received }.into()
        }
        RoleError::TooEarly { from, now: time } => RoleTooEarly { from, time }.into(),
        RoleError::DelayOutOfBounds { received } => DelayOutOfBounds {
            shortest: SHORTEST_DELAY,
            longest: LONGEST_DELAY,
            received,
        }
        .into(),
    }
}
