//! Keys of operators, and sets of members.

use super::{abi::*, hashes::possession, pairings, AggregatedResults, Hash};
use blueprint_hooks::{
    bn254::{G1, G2},
    ensure, env, record, Address, Array, Event, Fixed, List, Result, ToValue, U256,
};
use blueprint_rules::qos::aggregated_results::{wanted, Set, MEMBERS, PAGE, POSSESSION};
use ink::storage::traits::StorageKey;

/// Members in a record.
const PART: u16 = 4;

/// A set by its service and number.
pub type SetId = (u64, u32);

/// A key that an operator enrolled. Written once, for good: no other operator takes it.
#[record]
pub struct Key {
    /// The operator.
    pub operator: Address,
    /// The key in the second group.
    pub second: G2,
}

/// What is known of a set.
#[record]
pub struct State {
    set: Set,
}

/// Some of a set's members, in their order, with their keys. Written while the set is filled.
#[record]
pub struct Seats {
    /// Zeros behind the last one.
    seats: [(Address, G1); PART as usize],
}

impl<KEY: StorageKey> AggregatedResults<KEY> {
    /// Enrols an operator's key. Errors: `BadPoint`, `KeyTaken`, `PrecompileFailed`, `BadSignature`.
    pub fn enrol(&mut self, first: G1, second: G2, proof: &G1) -> Result<()> {
        let operator = env::caller();
        pairings::check(proof, Some(&first), &second)?;
        let name = name(&first);
        if let Some(Key { operator: by, .. }) = self.keys.get(&name) {
            ensure!(by == operator, KeyTaken { operator: by });
        }
        let message = possession(operator, &first, &second);
        let valid = pairings::verifies(proof, &first, &second, POSSESSION, &message)?;
        ensure!(valid, BadSignature);
        self.keys.set(&name, &Key { operator, second });
        self.current.set(&operator, &first);
        KeyEnrolled {
            operator,
            first: numbers(&first),
            second: numbers(&second),
        }
        .emit();
        Ok(())
    }

    /// Adds members to the newest set, or to the one after it. Errors: `UnknownService`, `WrongSet`, `SetSealed`, `SetRetired`,
    /// `PageSize`, `MemberCount`, `NoKey`, `AlreadyMember`, `PrecompileFailed`.
    pub fn add_members(&mut self, id: SetId, operators: &List<Address>) -> Result<()> {
        let (service_id, number) = id;
        self.terms(service_id)?;
        let newest = self.newest_set(service_id);
        let is_next = newest.checked_add(1) == Some(number);
        // One that was cleared is filled no second time.
        let is_known = number == newest && self.sets.get(&id).is_some();
        let received = number;
        ensure!(is_next || is_known, WrongSet { newest, received });
        let mut set = self.set(id);
        ensure!(!set.sealed, SetSealed { set: number });
        ensure!(!set.retired, SetRetired { set: number });
        let (most, received) = (PAGE.into(), operators.len());
        ensure!((1..=most).contains(&received), PageSize { most, received });
        let received = u32::from(set.members).saturating_add(received);
        let (least, most) = MEMBERS;
        let fits = received <= most.into();
        ensure!(
            fits,
            MemberCount {
                least,
                most,
                received
            }
        );
        if is_next {
            self.newest_sets.set(&service_id, &number);
        }
        let mut seats = self.seats_at(id, set.members / PART);
        for operator in operators.iter() {
            let operator = operator?;
            let key = self.current.get(&operator);
            let key = key.ok_or(NoKey { operator })?;
            let is_new = self.place(id, operator).is_none();
            ensure!(is_new, AlreadyMember { operator });
            let place = set.members;
            self.places.set(&(service_id, number, operator), &place);
            if let Some(seat) = seats.seats.get_mut(usize::from(place % PART)) {
                *seat = (operator, key);
            }
            set.total = pairings::sum(&set.total, &key)?;
            set.members = place.saturating_add(1);
            if set.members.is_multiple_of(PART) {
                self.seats.set(&(service_id, number, place / PART), &seats);
                seats = Seats::default();
            }
            MemberAdded {
                service_id,
                set: number,
                operator,
                place,
            }
            .emit();
        }
        if !set.members.is_multiple_of(PART) {
            let part = set.members / PART;
            self.seats.set(&(service_id, number, part), &seats);
        }
        self.sets.set(&id, &State { set });
        Ok(())
    }

    /// Fixes the newest set. Errors: `UnknownSet`, `SetSealed`, `SetRetired`, `MemberCount`.
    pub fn seal(&mut self, id: SetId) -> Result<()> {
        let (service_id, number) = id;
        let set = self.existing_set(id)?;
        ensure!(!set.sealed, SetSealed { set: number });
        ensure!(!set.retired, SetRetired { set: number });
        let (least, most) = MEMBERS;
        let (enough, received) = (set.members >= least, set.members.into());
        ensure!(
            enough,
            MemberCount {
                least,
                most,
                received
            }
        );
        let set = Set {
            sealed: true,
            ..set
        };
        self.sets.set(&id, &State { set });
        SetFixed {
            service_id,
            set: number,
            members: set.members,
        }
        .emit();
        Ok(())
    }

    /// A member signs no call that is opened from now on. Errors: `UnknownSet`, `UnknownMember`, `AlreadyLeft`.
    pub fn leave(&mut self, id: SetId, operator: Address) -> Result<()> {
        let (service_id, number) = id;
        let set = self.existing_set(id)?;
        let place = self.place(id, operator);
        let place = place.ok_or(UnknownMember { operator })?;
        ensure!(!set.has_left(place), AlreadyLeft { operator });
        let set = set.without(place);
        self.sets.set(&id, &State { set });
        MemberLeft {
            service_id,
            set: number,
            operator,
            place,
        }
        .emit();
        Ok(())
    }

    /// No call names the set from now on. Errors: `UnknownSet`, `SetRetired`.
    pub fn retire(&mut self, id: SetId) -> Result<()> {
        let (service_id, number) = id;
        let set = self.existing_set(id)?;
        ensure!(!set.retired, SetRetired { set: number });
        let set = Set {
            retired: true,
            ..set
        };
        self.sets.set(&id, &State { set });
        SetClosed {
            service_id,
            set: number,
        }
        .emit();
        Ok(())
    }

    /// Frees the storage of a set, from its last members on. Errors: `UnknownSet`, `SetNotRetired`, `SetRemembered`.
    pub fn clear_set(&mut self, id: SetId) -> Result<()> {
        let (service_id, number) = id;
        let set = self.existing_set(id)?;
        ensure!(set.retired, SetNotRetired { set: number });
        let (until, time) = (set.until, env::now());
        ensure!(time >= until, SetRemembered { until, time });
        // In whole pages, and so in whole records.
        let left = set.members.saturating_sub(1) / PAGE * PAGE;
        for part in left / PART..set.members.div_ceil(PART) {
            for (operator, _) in self.seats_at(id, part).seats {
                if operator != Address::zero() {
                    self.places.clear(&(service_id, number, operator));
                }
            }
            self.seats.clear(&(service_id, number, part));
        }
        match left {
            0 => {
                self.sets.clear(&id);
            }
            members => {
                let set = Set { members, ..set };
                self.sets.set(&id, &State { set });
            }
        }
        SetCleared {
            service_id,
            set: number,
            members: left,
        }
        .emit();
        Ok(())
    }

    /// The sum of the signers' keys in the first group. Errors: `PrecompileFailed`.
    pub(super) fn sum_of(&self, id: SetId, signers: U256, members: u16) -> Result<G1> {
        let (service_id, number) = id;
        let (counted, subtracted) = wanted(signers, members);
        let mut sum = pairings::INFINITY;
        for part in 0..members.div_ceil(PART) {
            let bits = counted >> usize::from(part.saturating_mul(PART));
            let bits = bits.low_u32() & 0b1111;
            if bits == 0 {
                continue;
            }
            let stored = self.seats.get(&(service_id, number, part));
            let seats = stored.unwrap_or_default().seats;
            for (_, (_, key)) in (0..PART).zip(&seats).filter(|(at, _)| bits >> at & 1 == 1) {
                sum = pairings::sum(&sum, key)?;
            }
        }
        match subtracted {
            true => pairings::difference(&self.set(id).total, &sum),
            false => Ok(sum),
        }
    }

    /// A set; empty for none.
    pub fn set(&self, id: SetId) -> Set {
        self.sets.get(&id).unwrap_or_default().set
    }

    /// The number of a service's newest set; 0 for none.
    pub fn newest_set(&self, service_id: u64) -> u32 {
        self.newest_sets.get(&service_id).unwrap_or_default()
    }

    /// The place of a member.
    pub fn place(&self, (service_id, number): SetId, operator: Address) -> Option<u16> {
        self.places.get(&(service_id, number, operator))
    }

    /// The member at a place, and its key there; zeros for none.
    pub fn member(&self, id: SetId, place: u16) -> (Address, G1, G2) {
        let none = (Address::zero(), pairings::INFINITY);
        let seats = self.seats_at(id, place / PART).seats;
        let seat = seats.get(usize::from(place % PART));
        let (operator, first) = seat.copied().unwrap_or(none);
        let key = self.keys.get(&name(&first)).unwrap_or_default();
        (operator, first, key.second)
    }

    /// The key that an operator enrolled last; zeros for none.
    pub fn key(&self, operator: Address) -> (G1, G2) {
        let first = self.current.get(&operator).unwrap_or_default();
        let key = self.keys.get(&name(&first)).unwrap_or_default();
        (first, key.second)
    }

    /// Errors: `UnknownSet`.
    pub(super) fn existing_set(&self, id: SetId) -> Result<Set> {
        let (service_id, set) = id;
        let unknown = UnknownSet { service_id, set };
        Ok(self.sets.get(&id).ok_or(unknown)?.set)
    }

    pub(super) fn set_until(&mut self, id: SetId, set: &Set, until: u64) {
        let set = Set { until, ..*set };
        self.sets.set(&id, &State { set });
    }

    fn seats_at(&self, (service_id, number): SetId, part: u16) -> Seats {
        let stored = self.seats.get(&(service_id, number, part));
        stored.unwrap_or_default()
    }
}

/// By what a key is known.
fn name(first: &G1) -> Hash {
    env::keccak256(first.as_flattened())
}

/// Coordinates as Solidity has them.
pub fn numbers<const N: usize>(words: &[Hash; N]) -> Fixed<U256, N> {
    Fixed(words.each_ref().map(|it| U256::from_big_endian(it)))
}

/// Coordinates of calldata.
///
/// # Errors
/// Where the encoding of one is not of a number.
pub fn words<const N: usize>(numbers: &Array<U256, N>) -> Result<[Hash; N]> {
    let numbers = numbers.to_value()?;
    Ok(numbers.0.map(|it| it.to_big_endian()))
}
