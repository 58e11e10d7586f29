//! The byte forms in which the generations name an operator, and why a value was refused.

use core::fmt;

/// What a run of bytes looks like, by its length and first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A compressed secp256k1 key: 33 bytes, the first 2 or 3. The generation of 2024.
    CompressedKey,
    /// An uncompressed secp256k1 key: 65 bytes, the first 4. pallet-services 1.4.
    UncompressedKey,
    /// An address: 20 bytes. Tangle's core.
    Address,
    /// An `AccountId32` in SCALE, which adds nothing to its 32 bytes. pallet-services 1.4. An
    /// address that was padded to a word looks the same.
    AccountId,
    /// None of these.
    Other {
        /// How many bytes.
        length: usize,
        /// The first of them.
        first: Option<u8>,
    },
}

impl Form {
    /// The form of some bytes. Says nothing of whether a key is on the curve.
    pub fn of(bytes: &[u8]) -> Self {
        match (bytes.len(), bytes.first()) {
            (33, Some(2 | 3)) => Self::CompressedKey,
            (65, Some(4)) => Self::UncompressedKey,
            (20, _) => Self::Address,
            (32, _) => Self::AccountId,
            (length, first) => Self::Other {
                length,
                first: first.copied(),
            },
        }
    }

    /// Fails unless some bytes have this form.
    pub(crate) fn expect(self, bytes: &[u8]) -> Result<(), FormError> {
        match Self::of(bytes) {
            received if received == self => Ok(()),
            received => Err(FormError::Unexpected {
                expected: self,
                received,
            }),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CompressedKey => f.write_str("a 33-byte compressed key"),
            Self::UncompressedKey => f.write_str("a 65-byte uncompressed key"),
            Self::Address => f.write_str("a 20-byte address"),
            Self::AccountId => f.write_str("a 32-byte account id"),
            Self::Other {
                length,
                first: Some(first),
            } => write!(f, "{length} bytes that begin with 0x{first:02x}"),
            Self::Other { .. } => f.write_str("nothing"),
        }
    }
}

/// Why a value has no valid encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// Another form than the generation's.
    Unexpected {
        /// What the generation takes.
        expected: Form,
        /// What came.
        received: Form,
    },
    /// None of the forms in which an operator is named.
    NoOperator {
        /// What came.
        received: Form,
    },
    /// None of the forms in which an offender is named.
    NoOffender {
        /// What came.
        received: Form,
    },
    /// A key that is no point of the curve.
    NotOnCurve,
    /// More bytes than the encoding allows.
    TooLong {
        /// The field.
        field: &'static str,
        /// How many it takes.
        most: usize,
        /// How many came.
        received: usize,
    },
    /// Bytes of a string that are not UTF-8.
    NotUtf8 {
        /// The field.
        field: &'static str,
    },
    /// A number beyond its range.
    OutOfRange {
        /// The field.
        field: &'static str,
        /// The greatest it takes.
        most: u64,
        /// What came.
        received: u64,
    },
    /// A report of no kind.
    NoReportKind,
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { expected, received } => {
                write!(f, "expected {expected}, received {received}")
            }
            Self::NoOperator { received } => write!(
                f,
                "expected an operator ({}, {} or {}), received {received}",
                Form::CompressedKey,
                Form::UncompressedKey,
                Form::Address,
            ),
            Self::NoOffender { received } => write!(
                f,
                "expected an offender ({} or {}), received {received}",
                Form::AccountId,
                Form::Address,
            ),
            Self::NotOnCurve => f.write_str("expected a key on secp256k1, received another point"),
            Self::TooLong {
                field,
                most,
                received,
            } => write!(
                f,
                "{field}: expected at most {most} bytes, received {received}"
            ),
            Self::NotUtf8 { field } => write!(f, "{field}: expected UTF-8, received other bytes"),
            Self::OutOfRange {
                field,
                most,
                received,
            } => write!(f, "{field}: expected at most {most}, received {received}"),
            Self::NoReportKind => f.write_str(
                "expected a report of job misbehaviour or quality of service, received none",
            ),
        }
    }
}

impl core::error::Error for FormError {}
