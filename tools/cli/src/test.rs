//! `test`: the project's contracts built, then its tests with this command as their chain.

use crate::{build, output::Form, project::Project};
use anyhow::{ensure, Context, Result};
use serde::Serialize;
use serde_json::Value;
use std::{
    env, fmt,
    io::{BufRead, BufReader},
    process::{Command, ExitStatus, Stdio},
};

/// What the tests did. For people, cargo and forge have written it already.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Tested {
    /// Whether every test passed.
    pub success: bool,
    pub passed: u64,
    pub failed: u64,
    pub ignored: u64,
    /// Tests that cargo or forge named.
    pub tests: Vec<Test>,
    /// Whether forge's tests ran: `null` where the project has none.
    pub forge: Option<bool>,
}

/// One test.
#[derive(Debug, PartialEq, Serialize)]
pub struct Test {
    /// `cargo` or `forge`.
    pub runner: &'static str,
    /// The file of cargo's tests, the contract of forge's.
    pub suite: String,
    pub name: String,
    /// `passed`, `failed` or `ignored`.
    pub outcome: &'static str,
    /// Why it failed, as far as forge says it; cargo's reasons are on stderr.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl fmt::Display for Tested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            ignored,
            ..
        } = self;
        write!(
            f,
            "{passed} tests passed, {failed} failed, {ignored} ignored"
        )
    }
}

/// Builds, and runs `cargo test` and, where the project is one of forge's and forge is there, `forge test`.
///
/// For people, their output goes where this command's goes, and the first failure ends it; the result is then `None`. As
/// JSON, all tests run, and what they print goes to stderr.
///
/// # Errors
/// If a contract or a test does not build; for people, also if a test fails.
pub fn test(
    project: &Project,
    options: &build::Options,
    arguments: &[String],
    form: Form,
) -> Result<Option<Tested>> {
    build::build(project, options)?;
    let mut tested = Tested::default();
    if project.root.join("Cargo.toml").is_file() {
        let mut cargo = cargo(project, options, form, arguments)?;
        if form.is_json() {
            let status = cargo_as_json(cargo, &mut tested)?;
            ensure!(
                status.success() || tested.failed > 0,
                "expected tests to run, received {status} of cargo; its output is above"
            );
        } else {
            let status = cargo.status().context("cannot run cargo")?;
            ensure!(status.success(), "a test failed; cargo's output is above");
        }
    }
    if project.root.join("foundry.toml").is_file() {
        let found = Command::new("forge").arg("--version").output();
        let found = found.is_ok_and(|it| it.status.success());
        tested.forge = Some(found);
        let mut forge = Command::new("forge");
        forge.arg("test").current_dir(&project.root);
        match (found, form) {
            (false, _) => {
                eprintln!("forge is not on the PATH: the tests of foundry.toml did not run");
            }
            (true, Form::Human) => {
                ensure!(
                    forge.status()?.success(),
                    "a test failed; forge's output is above"
                );
            }
            (true, Form::Json) => forge_as_json(&mut forge, &mut tested)?,
        }
    }
    tested.success = tested.failed == 0;
    Ok(form.is_json().then_some(tested))
}

fn cargo(
    project: &Project,
    options: &build::Options,
    form: Form,
    arguments: &[String],
) -> Result<Command> {
    let command = env::current_exe().context("cannot tell this command's path")?;
    let mut cargo = Command::new("cargo");
    cargo
        .arg("test")
        .args(options.locked.then_some("--locked"))
        // A program wants to know of all that fails.
        .args(form.is_json().then_some("--no-fail-fast"))
        .args(arguments)
        .current_dir(&project.root)
        .env("BLUEPRINT_HOOKS", &command)
        .env("BLUEPRINT_HOOKS_PROJECT", &project.root)
        // They would replace the flags of .cargo/config.toml.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    Ok(cargo)
}

/// Runs cargo, whose lines go to stderr, and reads what they say of tests.
fn cargo_as_json(mut cargo: Command, tested: &mut Tested) -> Result<ExitStatus> {
    // Cargo names the file of the tests that follow on stderr, the tests themselves write to stdout. One pipe for both
    // keeps their order.
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    let other = writer.try_clone().context("cannot copy a pipe")?;
    cargo.stdout(Stdio::from(other)).stderr(Stdio::from(writer));
    let mut child = cargo.spawn().context("cannot run cargo")?;
    // The copies of the pipe that this process has would keep it open.
    drop(cargo);
    let mut suite = String::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("cannot read cargo's output")?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        read_line(&line, &mut suite, tested);
    }
    child.wait().context("cannot run cargo")
}

/// What a line of cargo's or of a test program's says. The counts are those of the programs, also where lines of single
/// tests are torn by what they print.
fn read_line(line: &str, suite: &mut String, tested: &mut Tested) {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("Running ") {
        let name = rest.split(" (").next().unwrap_or_default();
        *suite = name.trim_start_matches("unittests ").to_owned();
    } else if let Some(rest) = line.strip_prefix("Doc-tests ") {
        *suite = format!("doc-tests of {rest}");
    } else if let Some(counts) = line.strip_prefix("test result: ") {
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let number = words.next().and_then(|it| it.parse::<u64>().ok());
            let (Some(number), Some(what)) = (number, words.next()) else {
                continue;
            };
            let count = match what {
                "passed" => &mut tested.passed,
                "failed" => &mut tested.failed,
                "ignored" => &mut tested.ignored,
                _ => continue,
            };
            *count = count.saturating_add(number);
        }
    } else if let Some((name, said)) = line
        .strip_prefix("test ")
        .and_then(|it| it.rsplit_once(" ... "))
    {
        let outcome = match said.split([',', ' ']).next() {
            Some("ok") => "passed",
            Some("FAILED") => "failed",
            Some("ignored") => "ignored",
            _ => return,
        };
        tested.tests.push(Test {
            runner: "cargo",
            suite: suite.clone(),
            name: name.to_owned(),
            outcome,
            reason: None,
        });
    }
}

/// Runs forge, and reads its results.
fn forge_as_json(forge: &mut Command, tested: &mut Tested) -> Result<()> {
    let output = forge
        .arg("--json")
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run forge")?;
    let results = serde_json::from_slice(&output.stdout).ok();
    let results: Value = results.with_context(|| {
        format!(
            "expected results of forge as JSON, received {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stdout).trim()
        )
    })?;
    read_results(&results, tested);
    Ok(())
}

/// Forge's results: `{"file:Contract": {"test_results": {"testName()": {"status": "Success", "reason": null}}}}`.
fn read_results(results: &Value, tested: &mut Tested) {
    for (suite, of_suite) in results.as_object().into_iter().flatten() {
        let all = of_suite["test_results"].as_object();
        for (name, result) in all.into_iter().flatten() {
            let (outcome, count) = match result["status"].as_str() {
                Some("Success") => ("passed", &mut tested.passed),
                Some("Skipped") => ("ignored", &mut tested.ignored),
                _ => ("failed", &mut tested.failed),
            };
            *count = count.saturating_add(1);
            tested.tests.push(Test {
                runner: "forge",
                suite: suite.clone(),
                name: name.clone(),
                outcome,
                reason: result["reason"].as_str().map(str::to_owned),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(lines: &str) -> Tested {
        let (mut suite, mut tested) = (String::new(), Tested::default());
        for line in lines.lines() {
            read_line(line, &mut suite, &mut tested);
        }
        tested
    }

    #[test]
    fn lines_of_test_programs_are_results_by_name_and_counts() {
        let tested = read(
            "   Compiling life v0.1.0\n     Running unittests src/lib.rs (target/debug/deps/life-1)\n\nrunning 0 tests\n\n\
             test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n     \
             Running tests/life.rs (target/debug/deps/life-2)\n\nrunning 4 tests\ntest a::b ... ok\n\
             test slow has been running for over 60 seconds\ntest c - should panic ... FAILED\ntest d ... ignored, not now\n\
             test torn ... said something\nok\n\
             test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n",
        );
        assert_eq!((tested.passed, tested.failed, tested.ignored), (2, 1, 1));
        let named: Vec<_> = tested
            .tests
            .iter()
            .map(|it| (it.suite.as_str(), it.name.as_str(), it.outcome))
            .collect();
        assert_eq!(
            named,
            [
                ("tests/life.rs", "a::b", "passed"),
                ("tests/life.rs", "c - should panic", "failed"),
                ("tests/life.rs", "d", "ignored"),
            ]
        );
    }

    #[test]
    fn results_of_forge_are_results_by_name_and_counts() {
        let mut tested = Tested::default();
        let results = json!({"test/A.t.sol:ATest": {"duration": "1ms", "test_results": {
            "testGood()": {"status": "Success", "reason": null},
            "testBad()": {"status": "Failure", "reason": "InvalidInput(0, 32)"},
            "testLater()": {"status": "Skipped", "reason": null},
        }}});
        read_results(&results, &mut tested);
        assert_eq!((tested.passed, tested.failed, tested.ignored), (1, 1, 1));
        let bad = tested.tests.iter().find(|it| it.name == "testBad()");
        let bad = bad.unwrap();
        assert_eq!(
            (bad.outcome, bad.suite.as_str()),
            ("failed", "test/A.t.sol:ATest")
        );
        assert_eq!(bad.reason.as_deref(), Some("InvalidInput(0, 32)"));
    }
}
