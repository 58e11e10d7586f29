//! The parts of a vault's life.

use crate::{
    AccountIdOf, Config, Error, Event, Loss, Pallet, State, VaultId, VaultOf, VaultOfValidator,
    Vaults,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};

impl<T: Config> Pallet<T> {
    pub(crate) fn enter(id: VaultId, vault: &mut VaultOf<T>, state: State<AccountIdOf<T>>) {
        let named = |validator: &AccountIdOf<T>| VaultOfValidator::<T>::get(validator) == Some(id);
        match &vault.state {
            // A successor that did not take over may have a vault of its own.
            State::Rehoming { successor, .. }
                if *successor != vault.validator && named(successor) =>
            {
                VaultOfValidator::<T>::remove(successor);
            }
            _ => {}
        }
        match &state {
            State::Rehoming { successor, .. } => VaultOfValidator::<T>::insert(successor, id),
            // What is left of this vault must not keep its validator from having another one.
            State::Retired if named(&vault.validator) => {
                VaultOfValidator::<T>::remove(&vault.validator);
            }
            _ => {}
        }
        vault.state = state.clone();
        Self::deposit_event(Event::StateChanged { vault: id, state });
    }

    /// Moves the vault to the state that the chain has it in.
    pub(crate) fn review(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        let lives = matches!(vault.state, State::Open | State::Orphaned { .. });
        if lives && vault.pool.is_wiped(&vault.best) {
            // The clock of an orphaned vault goes on.
            let since = match vault.state {
                State::Orphaned { since, .. } => since,
                _ => Self::eras().planned,
            };
            Self::suspend(id, vault)?;
            if !matches!(vault.state, State::Retiring { .. }) {
                Self::enter(id, vault, State::Wiped { since });
            }
            return Ok(());
        }
        match vault.state {
            State::Orphaned { .. } | State::Rehoming { .. } | State::Wiped { .. } => {
                Self::refund_due(id, vault)?;
            }
            _ => {}
        }
        match vault.state {
            State::Open => match Self::loss_of(id, vault) {
                Some(why) => Self::orphan(id, vault, why),
                None => Ok(()),
            },
            State::Orphaned { since, .. } => {
                Self::take_back(id, vault, since);
                Ok(())
            }
            State::Retiring { .. } if !vault.own.is_full() => {
                // Rewards of eras for which the vault was elected. The pot gets what is too little to be bonded alone.
                if vault.pool.assets >= Self::existential_deposit() {
                    Self::release_all(id, vault)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Why an open vault has lost its validator, if so. Nominates again where another account could stop that.
    fn loss_of(id: VaultId, vault: &VaultOf<T>) -> Option<Loss> {
        let stash = Self::stash_of(id);
        let unfit = Self::unfit(&vault.validator, vault.commission_cap);
        unfit.or_else(|| match Self::nominates(&stash, &vault.validator) {
            Some(true) => None,
            Some(false) => Some(Loss::Kicked),
            None => {
                let nominated = Self::nominate(&stash, &vault.validator);
                nominated.err().map(|_| Loss::CannotNominate)
            }
        })
    }

    fn orphan(id: VaultId, vault: &mut VaultOf<T>, why: Loss) -> DispatchResult {
        let since = Self::eras().planned;
        Self::suspend(id, vault)?;
        if !matches!(vault.state, State::Retiring { .. }) {
            Self::enter(id, vault, State::Orphaned { since, why });
        }
        Ok(())
    }

    /// Stops nominating and refunds deposits that wait, as far as that is due.
    fn suspend(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        Self::chill(&Self::stash_of(id));
        Self::refund_due(id, vault)
    }

    /// Opens an orphaned vault again if its validator is back, in a later era than the one in which it was lost.
    fn take_back(id: VaultId, vault: &mut VaultOf<T>, since: u32) {
        let later = Self::eras().planned > since;
        if !later || Self::unfit(&vault.validator, vault.commission_cap).is_some() {
            return;
        }
        if Self::nominate(&Self::stash_of(id), &vault.validator).is_ok() {
            Self::enter(id, vault, State::Open);
        }
    }

    /// Whether a slash that is not applied takes from the vault.
    pub fn is_frozen(id: VaultId) -> bool {
        Self::waiting_slashes(&Self::stash_of(id)).next().is_some()
    }

    /// Unbonds all stake of a vault whose grace is over.
    pub fn do_retire(id: VaultId) -> DispatchResult {
        let mut vault = Self::settled(id)?;
        let since = match vault.state {
            State::Orphaned { since, .. } | State::Wiped { since } => since,
            _ => return Err(Error::<T>::NotOrphaned.into()),
        };
        let over = since.saturating_add(T::Grace::get());
        ensure!(Self::eras().active >= over, Error::<T>::InGrace);
        Self::release_all(id, &mut vault)?;
        Vaults::<T>::insert(id, vault);
        Ok(())
    }

    /// Announces the validator that takes over after the notice.
    pub(crate) fn do_announce(id: VaultId, successor: AccountIdOf<T>) -> DispatchResult {
        let mut vault = Self::refreshed(id, 1)?;
        ensure!(
            matches!(vault.state, State::Orphaned { .. } | State::Rehoming { .. }),
            Error::<T>::NotOrphaned
        );
        let named = VaultOfValidator::<T>::get(&successor);
        let own = named == Some(id) && successor != vault.validator;
        ensure!(named.is_none() || own, Error::<T>::VaultExists);
        ensure!(
            Self::unfit(&successor, vault.commission_cap).is_none(),
            Error::<T>::NotCandidate
        );
        let at = Self::eras().planned.saturating_add(T::Notice::get());
        Self::enter(id, &mut vault, State::Rehoming { successor, at });
        Vaults::<T>::insert(id, vault);
        Ok(())
    }

    /// Nominates the successor, once the notice is over. If it cannot be nominated, the vault is orphaned again.
    pub fn do_rehome(id: VaultId) -> DispatchResult {
        let mut vault = Self::settled(id)?;
        let State::Rehoming { successor, at } = vault.state.clone() else {
            return Err(Error::<T>::NoSuccessor.into());
        };
        ensure!(Self::eras().active >= at, Error::<T>::NoSuccessor);
        // The vault was in no election since the notice began: no slash of the active era takes from it. What still waits
        // to leave or to be paid back must not back the successor.
        Self::let_leave(id, &mut vault)?;
        Self::refund_pending(id, &mut vault, |_| true)?;
        if !matches!(vault.state, State::Rehoming { .. }) {
            // What is left was too little.
            Vaults::<T>::insert(id, vault);
            return Ok(());
        }
        let fits = VaultOfValidator::<T>::get(&successor) == Some(id)
            && !vault.pool.is_wiped(&vault.best)
            && Self::unfit(&successor, vault.commission_cap).is_none()
            && Self::nominate(&Self::stash_of(id), &successor).is_ok();
        if fits {
            VaultOfValidator::<T>::remove(&vault.validator);
            Self::rename_token(id, &successor)?;
            vault.validator = successor.clone();
            Self::enter(id, &mut vault, State::Open);
            Self::deposit_event(Event::Rehomed {
                vault: id,
                validator: successor,
            });
        } else {
            let (since, why) = (Self::eras().planned, Loss::Successor);
            Self::enter(id, &mut vault, State::Orphaned { since, why });
        }
        Vaults::<T>::insert(id, vault);
        Ok(())
    }
}
