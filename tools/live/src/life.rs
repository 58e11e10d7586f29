//! `life`: the functions of `IServices`, each as a step. The steps, their arguments and their help texts are those of
//! `abi/solidity/library/IServices.sol`: a function that is added there is a step here.

use crate::{
    arguments,
    call::{Called, Prepared},
    client::Client,
    contract::Book,
    options::{Sender, Sending},
    progress::Progress,
    services::{self, Documentation},
    Project,
};
use alloy_json_abi::{Function, StateMutability};
use alloy_primitives::U256;
use anyhow::{bail, ensure, Result};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

/// The positional arguments of a step.
const ARGUMENTS: &str = "arguments";
/// The help text of the subcommand.
const ABOUT: &str = "Takes a step in the life of blueprints and services: a function of IServices, which the services \
    pallet's chain has as a precompile. A view is read; any other step is executed in a dry run first, and sent if that \
    succeeds. Its events, with the ids in them, are printed";
/// What a flag's id begins with, so that a parameter and an option never have the same.
const PARAMETER: &str = "parameter-";

/// A step, with its arguments.
#[derive(Clone, Debug)]
pub struct Life {
    /// The function.
    pub function: Function,
    /// Its arguments by position, where a flag gives none.
    pub words: Vec<String>,
    /// Its arguments by flags, in the order of the parameters.
    pub flags: Vec<Option<String>>,
    /// Where.
    pub place: Place,
    /// How to send; the default for a view.
    pub sending: Sending,
}

/// Where a step is called, and by whom.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
    /// Who sends.
    #[command(flatten)]
    pub sender: Sender,
}

/// The name of a step or a flag: `joinOperators` as `join-operators`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

fn is_view(function: &Function) -> bool {
    matches!(
        function.state_mutability,
        StateMutability::View | StateMutability::Pure
    )
}

fn id(name: &str) -> String {
    format!("{PARAMETER}{name}")
}

/// The command of a step.
fn step(function: &Function, documentation: &Documentation) -> Command {
    let mut command = Command::new(kebab(&function.name));
    for param in &function.inputs {
        let help = documentation
            .params
            .get(&param.name)
            .cloned()
            .unwrap_or_default();
        command = command.arg(
            Arg::new(id(&param.name))
                .long(kebab(&param.name))
                .value_name(param.selector_type().into_owned())
                .help(help)
                .allow_negative_numbers(true),
        );
    }
    if !function.inputs.is_empty() {
        command = command.arg(
            Arg::new(ARGUMENTS)
                .num_args(0..)
                .allow_negative_numbers(true)
                .help("The arguments that no flag gives, in order. A list is JSON; an address is 0x… or a name"),
        );
    }
    command = Place::augment_args(command);
    let kind = if is_view(function) { "Reads: " } else { "" };
    if !is_view(function) {
        command = Sending::augment_args(command);
    }
    let text = &documentation.text;
    let first = text.split_inclusive(". ").next().unwrap_or_default();
    // At last, because the options have texts of their own.
    command
        .about(format!("{kind}{}", first.trim_end().trim_end_matches('.')))
        .long_about(format!("{kind}{text}\n\n{}", function.full_signature()))
}

impl Args for Life {
    fn augment_args(command: Command) -> Command {
        let documentation = services::documentation();
        let undocumented = Documentation::default();
        let abi = services::abi();
        let steps = abi.0.functions().map(|function| {
            step(
                function,
                documentation.get(&function.name).unwrap_or(&undocumented),
            )
        });
        command
            .about(ABOUT)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(steps)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Life {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || {
            clap::Error::raw(
                clap::error::ErrorKind::MissingSubcommand,
                "expected a step, received none\n",
            )
        };
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let abi = services::abi();
        let function = abi
            .0
            .functions()
            .find(|function| kebab(&function.name) == name)
            .ok_or_else(missing)?;
        let given =
            |param: &alloy_json_abi::Param| matches.get_one::<String>(&id(&param.name)).cloned();
        let words = matches.try_get_many::<String>(ARGUMENTS).ok().flatten();
        Ok(Self {
            function: function.clone(),
            words: words.into_iter().flatten().cloned().collect(),
            flags: function.inputs.iter().map(given).collect(),
            place: Place::from_arg_matches(matches)?,
            sending: if is_view(function) {
                Sending::default()
            } else {
                Sending::from_arg_matches(matches)?
            },
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Life {
    /// All arguments as words, those of flags at their places.
    ///
    /// # Errors
    /// If there are more words than places.
    fn arguments(&self) -> Result<Vec<String>> {
        let inputs = &self.function.inputs;
        if self.flags.iter().all(Option::is_none) {
            return Ok(self.words.clone());
        }
        let mut words = self.words.iter();
        let mut all = Vec::new();
        for (param, flag) in inputs.iter().zip(&self.flags) {
            match flag.as_ref().or_else(|| words.next()) {
                Some(word) => all.push(word.clone()),
                None => bail!(
                    "expected {}, received none for {}: give --{}",
                    arguments::expected(inputs),
                    param.name,
                    kebab(&param.name)
                ),
            }
        }
        let left = words.count();
        ensure!(
            left == 0,
            "expected {}, received {left} more by position",
            arguments::expected(inputs)
        );
        Ok(all)
    }
}

/// Takes a step.
///
/// # Errors
/// If the chain has no services pallet by its configuration; as [`call::run`](crate::call::run).
pub async fn run(args: Life, project: &Project, progress: &mut dyn Progress) -> Result<Called> {
    let words = args.arguments()?;
    let client = Client::connect(project, &args.place.chain).await?;
    let mut book = Book::open(project, &client)?;
    let contract = book.contract(project, &client, "services", None).await?;
    let function = args.function;
    let values = arguments::parse(&function.inputs, &words, &book.names)?;
    let call = Prepared {
        project,
        client,
        book,
        contract,
        function,
        values,
        value: U256::ZERO,
    };
    call.run(false, &args.place.sender, &args.sending, progress)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn parsed(words: &[&str]) -> Result<Life, clap::Error> {
        let command = Life::augment_args(Command::new("life"));
        let matches = command.try_get_matches_from([&["life"], words].concat())?;
        Life::from_arg_matches(&matches)
    }

    #[test]
    fn every_function_is_a_step_of_its_own() {
        let command = Life::augment_args(Command::new("life"));
        command.clone().debug_assert();
        let steps: BTreeSet<_> = command
            .get_subcommands()
            .map(|step| step.get_name())
            .collect();
        assert_eq!(steps.len(), services::abi().0.functions().count());
        for step in [
            "join-operators",
            "delegate",
            "claim",
            "heartbeat",
            "dispute-slash",
            "slash-of",
        ] {
            assert!(steps.contains(step), "{step}");
        }
        let about = |name: &str| {
            let step = command.find_subcommand(name).unwrap();
            step.get_about().unwrap().to_string()
        };
        assert_eq!(
            about("expire-slash"),
            "Ends a slash that was not executed in time"
        );
        assert_eq!(about("current-era"), "Reads: The running era");
        let abouts: BTreeSet<_> = steps.iter().map(|step| about(step)).collect();
        assert_eq!(abouts.len(), steps.len(), "each step has a text of its own");
    }

    #[test]
    fn arguments_are_flags_or_positions() {
        let all = ["--chain", "dev", "--account", "alith"];
        for words in [
            &["0x01", "0x02", "3"][..],
            &["--operator", "0x01", "0x02", "3"],
            &["0x01", "3", "--token", "0x02"],
            &["--amount", "3", "--token", "0x02", "--operator", "0x01"],
        ] {
            let life = parsed(&[&["delegate"], words, &all].concat()).unwrap();
            assert_eq!(
                life.arguments().unwrap(),
                ["0x01", "0x02", "3"],
                "{words:?}"
            );
            assert_eq!(life.place.sender.account.as_deref(), Some("alith"));
        }
        let life = |words: &[&str]| parsed(&[&["delegate"], words, &all].concat()).unwrap();
        let few = life(&["--operator", "0x01", "0x02"])
            .arguments()
            .unwrap_err()
            .to_string();
        assert!(few.contains("--amount"), "{few}");
        let many = life(&["--operator", "0x01", "0x02", "3", "4"])
            .arguments()
            .unwrap_err();
        assert!(many.to_string().contains("1 more"), "{many}");
    }

    #[test]
    fn views_take_no_options_of_sending() {
        assert!(parsed(&["service-of", "1", "--chain", "dev"]).is_ok());
        assert!(parsed(&["service-of", "1", "--chain", "dev", "--nonce", "1"]).is_err());
        assert!(parsed(&["heartbeat", "1", "--chain", "dev", "--nonce", "1"]).is_ok());
        assert!(parsed(&["heartbeat", "1"])
            .unwrap_err()
            .to_string()
            .contains("--chain"));
        assert!(parsed(&["no-step"])
            .unwrap_err()
            .to_string()
            .contains("no-step"));
    }
}
