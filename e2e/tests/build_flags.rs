//! Contracts speak Solidity's ABI because of a compiler flag. No flags of a user's own take it away:
//! neither those in the environment of `make`, nor those in a user's configuration of cargo.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What the library does without the flag.
const LIBRARY: &str = r#"#[cfg(not(ink_abi = "sol"))] compile_error!("the flag is lost");"#;
const MANIFEST: &str =
    "[package]\nname = \"probe\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n";
/// Another linker, as users of mold configure it, and a warning, which every version has.
const CONFIGURATIONS: [&str; 3] = [
    "[build]\nrustflags = [\"-Wunused\"]\n",
    "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-Wunused\"]\n",
    "[target.'cfg(unix)']\nrustflags = [\"-Wunused\"]\n",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A crate that is built with the repository's flags, by a user with a `configuration` of cargo.
fn check(name: &str, configuration: &str, variables: &[(String, String)]) -> Output {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let home = folder.join("home");
    for part in ["src", ".cargo", "home"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    fs::write(folder.join("Cargo.toml"), MANIFEST).unwrap();
    fs::write(folder.join("src/lib.rs"), LIBRARY).unwrap();
    fs::write(home.join("config.toml"), configuration).unwrap();
    fs::copy(
        root().join(".cargo/config.toml"),
        folder.join(".cargo/config.toml"),
    )
    .unwrap();
    Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(&folder)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_HOME", home)
        .envs(variables.iter().cloned())
        .output()
        .unwrap()
}

fn accepted(output: &Output) -> bool {
    output.status.success()
}

/// The compiler's flags that a recipe of the Makefile finds in its environment.
fn flags_in_recipes(make: &mut Command) -> Vec<(String, String)> {
    let output = make
        .args(["--silent", "--eval", "probe: ; @env", "probe"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.ends_with("RUSTFLAGS"))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn configuration_of_a_user_leaves_the_flag() {
    for (number, configuration) in CONFIGURATIONS.iter().enumerate() {
        let output = check(&format!("flags-of-a-user-{number}"), configuration, &[]);

        assert!(accepted(&output), "{configuration}: {output:?}");
    }
}

#[test]
fn make_leaves_the_flag_whatever_is_in_its_environment() {
    for variable in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_RUSTFLAGS",
    ] {
        let flags = flags_in_recipes(Command::new("make").env(variable, "-Wunused"));
        let output = check(&format!("flags-{variable}"), "", &flags);

        assert!(accepted(&output), "{variable}: {output:?}");
    }
    let flags = flags_in_recipes(Command::new("make").arg("RUSTFLAGS=-Wunused"));
    assert!(accepted(&check("flags-argument", "", &flags)), "{flags:?}");
}

#[test]
fn flag_is_lost_where_cargo_itself_is_given_other_flags() {
    let told = [("RUSTFLAGS".to_string(), "-Wunused".to_string())];
    let output = check("flags-lost", "", &told);

    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("the flag is lost"), "{message}");
}
