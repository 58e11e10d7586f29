//! Options that several subcommands have.

use crate::keys::{self, Account};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::{B256, U256};
use anyhow::{Context, Result};
use clap::Args;
use std::{path::PathBuf, time::Duration};

/// Who sends.
#[derive(Args, Clone, Debug, Default)]
pub struct Sender {
    /// The account that sends: a keystore's name (see `account list`), the name of the environment variable
    /// BLUEPRINT_HOOKS_KEY_NAME, or on a development chain alith, baltathar or test0 to test9. Never a private key
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// A file with the keystore's password. Else the password is in BLUEPRINT_HOOKS_PASSWORD, or is typed
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

impl Sender {
    /// The account, if one is named.
    ///
    /// # Errors
    /// As [`keys::account`].
    pub fn account(&self, chain_id: u64) -> Result<Option<Account>> {
        self.account
            .as_deref()
            .map(|name| keys::account(name, Some(chain_id)))
            .transpose()
    }

    /// The account that must be named.
    ///
    /// # Errors
    /// If none is named; as [`keys::account`].
    pub fn required(&self, chain_id: u64) -> Result<Account> {
        self.account(chain_id)?.context(
            "expected --account NAME, received none: `account list` shows the names, `account new NAME` makes one",
        )
    }
}

/// How to send.
#[derive(Args, Clone, Debug)]
pub struct Sending {
    /// Executes the call without sending it, and prints what it would cost and return
    #[arg(long)]
    pub dry_run: bool,
    /// The transaction's nonce. Else the next one of the account, after those that wait
    #[arg(long, value_name = "N", conflicts_with_all = ["replace", "resume"], value_parser = number)]
    pub nonce: Option<u64>,
    /// The most gas that the transaction may use. Else the chain's estimate and a fifth
    #[arg(long, value_name = "GAS", value_parser = number)]
    pub gas_limit: Option<u64>,
    /// The most to pay for a unit of gas: wei, or with a unit, such as 2gwei. Else twice the base fee
    #[arg(long, value_name = "WEI", value_parser = fee)]
    pub max_fee: Option<u128>,
    /// What of it goes to the author of the block. Else what the chain suggests
    #[arg(long, value_name = "WEI", value_parser = fee)]
    pub priority_fee: Option<u128>,
    /// Replaces this transaction of the account, which waits, by the present one: its nonce, and fees above its own
    #[arg(long, value_name = "HASH", conflicts_with = "resume", value_parser = hash)]
    pub replace: Option<B256>,
    /// Sends nothing new, and goes on with this transaction: an earlier run of the same command has sent it
    #[arg(long, value_name = "HASH", value_parser = hash)]
    pub resume: Option<B256>,
    /// How long to wait for the transaction's block, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = number)]
    pub timeout: u64,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            dry_run: false,
            nonce: None,
            gas_limit: None,
            max_fee: None,
            priority_fee: None,
            replace: None,
            resume: None,
            timeout: 180,
        }
    }
}

impl Sending {
    /// How long to wait.
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

/// A whole number.
///
/// # Errors
/// If it is none of at most 64 bits.
pub fn number(text: &str) -> Result<u64, String> {
    let most = u64::MAX;
    text.parse()
        .map_err(|_| format!("expected a whole number of 0 to {most}, received {text}"))
}

/// The hash of a transaction.
fn hash(text: &str) -> Result<B256, String> {
    text.parse().map_err(|_| {
        format!("expected a transaction's hash, 0x and 64 hex digits, received {text}")
    })
}

/// An amount in wei, from decimal digits or with a unit.
///
/// # Errors
/// If it is no amount of at most 256 bits.
pub fn amount(text: &str) -> Result<U256, String> {
    let value = Some(text).filter(|text| has_short_exponent(text));
    let value = value.and_then(|text| DynSolType::Uint(256).coerce_str(text).ok()?.as_uint());
    value.map(|(value, _)| value).ok_or_else(|| {
        format!(
            "expected an amount in wei, or with a unit, such as 1.5ether or 2gwei; received {text}"
        )
    })
}

/// Whether the exponent of a number has at most three digits. A longer one overflows in the reader of numbers.
pub(crate) fn has_short_exponent(text: &str) -> bool {
    let unsigned = text.trim_start().trim_start_matches(['-', '+']);
    // Digits of hex, and of other bases, are no exponent.
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        return true;
    }
    let digits = |rest: &str| {
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        rest.chars().take_while(char::is_ascii_digit).count()
    };
    text.split(['e', 'E']).skip(1).all(|rest| digits(rest) <= 3)
}

fn fee(text: &str) -> Result<u128, String> {
    u128::try_from(amount(text)?)
        .map_err(|_| format!("expected a fee below 2^128 wei, received {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_say_what_they_expect() {
        let read = |word: &str| {
            let command = Sending::augment_args(clap::Command::new("test"));
            command.try_get_matches_from(["test", word])
        };
        let number = "expected a whole number of 0 to 18446744073709551615";
        let hash = "expected a transaction's hash, 0x and 64 hex digits";
        for (option, value, expected) in [
            ("timeout", "-5", number),
            ("nonce", "x", number),
            ("gas-limit", "2gwei", number),
            ("resume", "0x12", hash),
            ("replace", "none", hash),
        ] {
            let error = read(&format!("--{option}={value}")).unwrap_err();
            let expected = format!("{expected}, received {value}");
            assert!(error.to_string().contains(&expected), "{error}");
        }
        let place = crate::levels::Place::augment_args(clap::Command::new("test"));
        let words = ["test", "levels", "--service=x", "--chain=dev"];
        let error = place.try_get_matches_from(words).unwrap_err().to_string();
        assert!(error.contains(number), "{error}");
        assert!(read(&format!("--resume={}", B256::ZERO)).is_ok());
        assert!(read("--timeout=0").is_ok());
    }

    #[test]
    fn amounts_have_units() {
        assert_eq!(amount("7"), Ok(U256::from(7)));
        assert_eq!(amount("2gwei"), Ok(U256::from(2_000_000_000u64)));
        assert_eq!(fee("0.5 gwei"), Ok(500_000_000));
        for long in [
            "1e9223372036854775807gwei",
            "1e+9223372036854775807gwei",
            "1e1000",
            "2E9999999999 ether",
        ] {
            assert!(amount(long).is_err(), "{long}");
        }
        assert_eq!(amount("0x1e1000"), Ok(U256::from(0x1e_1000)));
        assert_eq!(amount("1e9"), Ok(U256::from(1_000_000_000u64)));
        assert!(amount("much").is_err() && amount("-1").is_err());
        assert!(fee("1000000000000000000000ether").is_err());
    }
}
