//! Statements as JSON: the members of the interface's struct. Integers are numbers, decimal digits, or hex digits after `0x`.

use super::{
    Answer, Assignment, LoadReport, Observation, ResourceReport, Revocation, Statements, TreeHead,
};
use crate::{EvidenceError, PrivateKeySigner, SIGNATURE};
use alloy_primitives::{Address, B256, U256};
use blueprint_strict::json::read;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

/// What kind of statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Answer`].
    Answer,
    /// [`TreeHead`].
    Head,
    /// [`Assignment`].
    Assignment,
    /// [`Observation`].
    Observation,
    /// [`LoadReport`].
    Load,
    /// [`ResourceReport`].
    Resources,
    /// [`Revocation`].
    Revocation,
}

/// A statement of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Stated {
    /// An operator's answer to a question of its service.
    Answer(Answer),
    /// The head of an operator's log.
    Head(TreeHead),
    /// Who serves a request.
    Assignment(Assignment),
    /// What a member of a committee observed.
    Observation(Observation),
    /// What an operator answered in a load test.
    Load(LoadReport),
    /// What an enclave used in a period.
    Resources(ResourceReport),
    /// That a key of an enclave holds no longer.
    Revocation(Revocation),
}

/// A statement from the JSON of its members.
///
/// # Errors
/// If it is another document, with what was expected.
pub fn parse(kind: Kind, text: &str) -> serde_json::Result<Stated> {
    let text = blueprint_strict::text(text);
    Ok(match kind {
        Kind::Answer => Stated::Answer(read::<OfAnswer>(text)?.into()),
        Kind::Head => Stated::Head(read::<OfHead>(text)?.into()),
        Kind::Assignment => Stated::Assignment(read::<OfAssignment>(text)?.into()),
        Kind::Observation => Stated::Observation(read::<OfObservation>(text)?.into()),
        Kind::Load => Stated::Load(read::<OfLoad>(text)?.into()),
        Kind::Resources => Stated::Resources(read::<OfResources>(text)?.into()),
        Kind::Revocation => Stated::Revocation(read::<OfRevocation>(text)?.into()),
    })
}

impl Statements {
    /// What is signed of a statement of any kind.
    pub fn digest_of(&self, stated: &Stated) -> B256 {
        match stated {
            Stated::Answer(it) => self.digest(it),
            Stated::Head(it) => self.digest(it),
            Stated::Assignment(it) => self.digest(it),
            Stated::Observation(it) => self.digest(it),
            Stated::Load(it) => self.digest(it),
            Stated::Resources(it) => self.digest(it),
            Stated::Revocation(it) => self.digest(it),
        }
    }

    /// Signs a statement of any kind. Errors: `Unsigned`.
    pub fn sign_stated(
        &self,
        key: &PrivateKeySigner,
        stated: &Stated,
    ) -> Result<[u8; SIGNATURE], EvidenceError> {
        crate::signed(key, &self.digest_of(stated))
    }

    /// Who signed a statement of any kind, as strict as the contracts. Errors: `Malformed`.
    pub fn signer_of(&self, stated: &Stated, signature: &[u8]) -> Result<Address, EvidenceError> {
        crate::signer(&self.digest_of(stated), signature)
    }
}

/// A statement as it is written.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "statement", rename_all = "kebab-case")]
enum Written {
    Answer(OfAnswer),
    Head(OfHead),
    Assignment(OfAssignment),
    Observation(OfObservation),
    Load(OfLoad),
    Resources(OfResources),
    Revocation(OfRevocation),
}

impl From<Written> for Stated {
    fn from(written: Written) -> Self {
        match written {
            Written::Answer(it) => Self::Answer(it.into()),
            Written::Head(it) => Self::Head(it.into()),
            Written::Assignment(it) => Self::Assignment(it.into()),
            Written::Observation(it) => Self::Observation(it.into()),
            Written::Load(it) => Self::Load(it.into()),
            Written::Resources(it) => Self::Resources(it.into()),
            Written::Revocation(it) => Self::Revocation(it.into()),
        }
    }
}

impl From<Stated> for Written {
    fn from(stated: Stated) -> Self {
        match stated {
            Stated::Answer(it) => Self::Answer(it.into()),
            Stated::Head(it) => Self::Head(it.into()),
            Stated::Assignment(it) => Self::Assignment(it.into()),
            Stated::Observation(it) => Self::Observation(it.into()),
            Stated::Load(it) => Self::Load(it.into()),
            Stated::Resources(it) => Self::Resources(it.into()),
            Stated::Revocation(it) => Self::Revocation(it.into()),
        }
    }
}

/// The members of a struct of the interface, by their names there.
macro_rules! members {
    ($of:ident is $kind:ident { $($(#[$how:meta])* $member:ident: $type:ty,)* }) => {
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(non_snake_case, reason = "the interface's names")]
        struct $of {
            $($(#[$how])* $member: $type,)*
        }

        impl From<$of> for $kind {
            fn from($of { $($member),* }: $of) -> Self {
                Self { $($member),* }
            }
        }

        impl From<$kind> for $of {
            fn from($kind { $($member),* }: $kind) -> Self {
                Self { $($member),* }
            }
        }
    };
}

members!(OfAnswer is Answer {
    #[serde(with = "integer")]
    serviceId: u64,
    question: B256,
    answer: B256,
    #[serde(with = "integer")]
    time: u64,
});
members!(OfHead is TreeHead {
    #[serde(with = "integer")]
    serviceId: u64,
    log: B256,
    #[serde(with = "integer")]
    size: u64,
    root: B256,
    #[serde(with = "integer")]
    time: u64,
});
members!(OfAssignment is Assignment {
    #[serde(with = "integer")]
    serviceId: u64,
    request: B256,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    assignee: Address,
    #[serde(with = "integer")]
    time: u64,
});
members!(OfLoad is LoadReport {
    #[serde(with = "integer")]
    serviceId: u64,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    operator: Address,
    #[serde(with = "integer")]
    window: u64,
    #[serde(with = "integer")]
    answered: u32,
});
members!(OfObservation is Observation {
    question: B256,
    #[serde(with = "integer")]
    time: u64,
    #[serde(with = "integer")]
    value: U256,
});
members!(OfResources is ResourceReport {
    #[serde(with = "integer")]
    serviceId: u64,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    operator: Address,
    #[serde(with = "integer")]
    period: u64,
    #[serde(with = "integer")]
    tasks: u64,
    #[serde(with = "integer")]
    cpuMs: u64,
    #[serde(with = "integer")]
    memoryMbSeconds: u64,
});
members!(OfRevocation is Revocation {
    #[serde(with = "integer")]
    serviceId: u64,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    operator: Address,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    key: Address,
});

/// JavaScript's numbers are exact up to 2^53, so integers are written as text.
mod integer {
    use super::*;
    use std::fmt::Display;

    pub fn serialize<T: Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, T: TryFrom<U256>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let received = serde_json::Value::deserialize(deserializer)?;
        let value = match &received {
            serde_json::Value::String(text) => parse(text),
            other => other.as_u64().map(U256::from),
        };
        let value = value.and_then(|it| T::try_from(it).ok());
        value.ok_or_else(|| {
            let bits = 8 * std::mem::size_of::<T>();
            D::Error::custom(format!(
                "expected an integer below 2^{bits}, as a number or as text, received {received}"
            ))
        })
    }

    /// alloy's own reader takes other forms, too, and nothing for zero.
    fn parse(text: &str) -> Option<U256> {
        let (digits, radix) = match text.strip_prefix("0x") {
            Some(digits) => (digits, 16),
            None => (text, 10),
        };
        let whole = !digits.is_empty() && digits.chars().all(|it| it.is_digit(radix));
        let value = whole.then(|| U256::from_str_radix(digits, radix.into()));
        value.and_then(Result::ok)
    }
}
