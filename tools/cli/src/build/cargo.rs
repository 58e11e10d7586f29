//! ink! contracts' libraries, by cargo: all of them in one build, for PolkaVM, with a core library of
//! their own.

use super::libraries::Libraries;
use anyhow::{bail, Context, Result};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// ink!'s buffer for calldata and storage values: filling its default of 16 KiB is paid for in every
/// call. Hooks read calldata from the host; a value has at most 416 bytes, a key of ours at most 64.
const STATIC_BUFFER: &str = "512";

/// The ABI of the contracts, for ink!'s macros and for its libraries.
const ABI_FLAGS: [&str; 4] = [
    "--cfg",
    "ink_abi=\"sol\"",
    "--check-cfg",
    "cfg(ink_abi,values(\"ink\",\"sol\",\"all\"))",
];

/// What all code on chain is compiled with.
const CODE_FLAGS: [&str; 4] = [
    // Crates for Substrate distinguish a runtime from a host by it.
    "--cfg",
    "substrate_runtime",
    // No texts of panics, and nothing that formats them.
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
];

/// The description of the target. PolkaVM reads and writes words at any address; polkavm-linker's description does not
/// say so, and LLVM would move every address and hash byte by byte. As a flag of rustc the feature is warned of, once a
/// crate.
pub fn target_description() -> String {
    let features = "\"features\": \"";
    let with = format!("{features}+unaligned-scalar-mem,");
    polkavm_linker::TARGET_JSON_64_BIT_NEW.replace(features, &with)
}

/// What a contract is linked with, beside [`CODE_FLAGS`].
const LINK_FLAGS: [&str; 4] = [
    "-Clink-arg=-zstack-size=4096",
    // No jump tables: where the index of one is a constant, polkavm-linker (0.30 as well as 0.37) takes
    // the entry from the object file, before it says where to jump, and the contract traps. (Its
    // constant propagation reads read-only data without checking whether a relocation applies to it.)
    // Both code generators need the flag: LLVM in rustc, and LLVM in the linker, for compiler_builtins.
    "-Cllvm-args=-riscv-min-jump-table-entries=4294967295",
    "-Clink-arg=-mllvm",
    "-Clink-arg=-riscv-min-jump-table-entries=4294967295",
];

/// The toolchain, and the target that it compiles for.
pub struct Compiler {
    toolchain: String,
    /// The description of PolkaVM, a file.
    target: PathBuf,
    folder: PathBuf,
    version: String,
}

impl Compiler {
    /// The one of `toolchain`, which builds in a folder of `cache`.
    pub fn find(toolchain: &str, cache: &Path) -> Result<Self> {
        let rustc = Command::new("rustup")
            .args(["run", toolchain, "rustc", "-vV"])
            .output()
            .context("cannot run rustup")?;
        if !rustc.status.success() {
            bail!(
                "expected an installed toolchain, received '{toolchain}': {}",
                String::from_utf8_lossy(&rustc.stderr)
            );
        }
        let folder = cache.join("contracts");
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        // The file's name is the target's. It is left alone where it is right: cargo looks at its age.
        let target = folder.join("riscv64emac-unknown-none-polkavm.json");
        let description = target_description();
        if !fs::read_to_string(&target).is_ok_and(|text| text == description) {
            fs::write(&target, &description)
                .with_context(|| format!("cannot write {}", target.display()))?;
        }
        Ok(Self {
            toolchain: toolchain.to_owned(),
            target,
            folder,
            version: String::from_utf8_lossy(&rustc.stdout).into_owned(),
        })
    }

    /// The compiler's version, a part of the key of what it builds.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// `program` of the toolchain, by rustup.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("rustup");
        command.args(["run", &self.toolchain, program]);
        command
            // Building core itself is unstable; so is, from cargo 1.95, a target described by a file.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_JSON_TARGET_SPEC", "true")
            .env("INK_STATIC_BUFFER_SIZE", STATIC_BUFFER);
        // Flags and folders are chosen here, not taken from the environment: `cargo run` sets some.
        for variable in [
            "CARGO",
            "CARGO_TARGET_DIR",
            "CARGO_BUILD_RUSTC",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "CARGO_BUILD_TARGET_DIR",
            "RUSTFLAGS",
            "RUSTC",
            "RUSTUP_TOOLCHAIN",
        ] {
            command.env_remove(variable);
        }
        // Empty ones, which stand before those of the user's configuration, are none.
        for variable in ["RUSTC_WORKSPACE_WRAPPER", "RUSTC_WRAPPER"] {
            command.env(variable, "");
        }
        command
    }

    /// Compiles the libraries of `packages` in the workspace at `root`. Cargo reports its progress;
    /// `done` is called for each of them.
    pub fn libraries(
        &self,
        root: &Path,
        packages: &[&str],
        opt_level: &str,
        locked: bool,
        mut done: impl FnMut(&str),
    ) -> Result<Libraries> {
        let mut cargo = self.cargo("build", root, packages, opt_level, locked);
        cargo.args(["--message-format", "json-render-diagnostics"]);
        let mut child = cargo
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run rustup")?;
        let mut libraries = Libraries::default();
        let messages = child.stdout.take().context("cargo's messages are piped")?;
        for line in BufReader::new(messages).lines() {
            let Ok(message) = serde_json::from_str(&line?) else {
                continue;
            };
            if let Some(name) = libraries.take(&message, packages) {
                done(&name);
            }
        }
        if !child.wait()?.success() {
            bail!("cargo did not compile {}", packages.join(", "));
        }
        for package in packages {
            if !libraries.own.contains_key(*package) {
                bail!("expected {package} to be a library, received none from cargo");
            }
        }
        Ok(libraries)
    }

    /// Compiles `packages` up to the types, with the compiler's messages on stderr.
    pub fn check(&self, root: &Path, packages: &[&str], locked: bool) -> Result<()> {
        let mut cargo = self.cargo("check", root, packages, "3", locked);
        let status = cargo.arg("--quiet").status().context("cannot run rustup")?;
        if !status.success() {
            bail!(
                "{} does not compile; the messages are above",
                packages.join(", ")
            );
        }
        Ok(())
    }

    /// `cargo <work>` of the libraries of `packages`, for a contract's target and with its settings.
    fn cargo(
        &self,
        work: &str,
        root: &Path,
        packages: &[&str],
        opt_level: &str,
        locked: bool,
    ) -> Command {
        let profile = format!("contract-{opt_level}");
        let mut cargo = self.command("cargo");
        cargo.args([work, "--lib", "--no-default-features"]);
        cargo.arg("--manifest-path").arg(root.join("Cargo.toml"));
        for package in packages {
            cargo.args(["--package", package]);
        }
        cargo.args(locked.then_some("--locked"));
        cargo.arg("--target").arg(&self.target);
        cargo.arg("--target-dir").arg(&self.folder);
        cargo.args([
            "-Zbuild-std=core,alloc",
            "-Zbuild-std-features=compiler-builtins-mem",
        ]);
        // Projects share the folder, and cargo knows a package by its path within its workspace: two clones of a project are one
        // to it. By their times, the older files of the other clone would be taken for compiled.
        cargo.arg("-Zchecksum-freshness");
        // With a target, rustflags do not reach macros and build scripts; this does.
        cargo.args(["-Zhost-config", "-Ztarget-applies-to-host"]);
        cargo.args(["--config", "target-applies-to-host=false"]);
        cargo.args(["--config", &format!("host.rustflags={ABI_FLAGS:?}")]);
        // Whatever the workspace's own release profile says.
        cargo.args(["--profile", &profile]);
        for setting in [
            "inherits = 'release'".to_owned(),
            format!("opt-level = {}", toml_level(opt_level)),
            "lto = 'fat'".to_owned(),
            "codegen-units = 1".to_owned(),
            "overflow-checks = true".to_owned(),
            "debug-assertions = false".to_owned(),
            "debug = false".to_owned(),
            "panic = 'abort'".to_owned(),
        ] {
            cargo.args(["--config", &format!("profile.{profile}.{setting}")]);
        }
        let flags = [&CODE_FLAGS[..], &ABI_FLAGS[..]].concat();
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        cargo.current_dir(root);
        cargo
    }

    /// Links `package` with all it needs into an object that polkavm-linker takes, in `out`.
    pub fn link(
        &self,
        package: &str,
        libraries: &Libraries,
        opt_level: &str,
        out: &Path,
    ) -> Result<PathBuf> {
        let library = libraries
            .own
            .get(package)
            .with_context(|| format!("{package} was not compiled"))?;
        let crate_name = package.replace('-', "_");
        // The contract is a library, so that tests and other crates can use it. This is the program.
        let program = out.join(format!("{package}.rs"));
        fs::write(
            &program,
            format!("#![no_std]\n#![no_main]\nextern crate {crate_name};\n"),
        )?;
        let object = out.join(format!("{package}.elf"));
        let mut rustc = self.command("rustc");
        rustc.args(["--edition=2021", "--crate-type=bin"]);
        rustc.args(["--crate-name", &format!("{crate_name}_program")]);
        rustc.arg("--target").arg(&self.target);
        rustc.arg(format!("-Copt-level={}", whole_program_level(opt_level)));
        rustc.args(["-Ccodegen-units=1", "-Clto=fat", "-Cstrip=none"]);
        rustc.args(CODE_FLAGS).args(LINK_FLAGS);
        rustc
            .arg("--extern")
            .arg(external("", &crate_name, library));
        for (name, library) in &libraries.core {
            rustc
                .arg("--extern")
                .arg(external("noprelude:", name, library));
        }
        for folder in &libraries.folders {
            rustc.arg("-L").arg(prefixed("dependency=", folder));
        }
        rustc.arg("-o").arg(&object).arg(&program);
        let output = rustc.output().context("cannot run rustup")?;
        if !output.status.success() {
            bail!(
                "rustc did not link {package}:\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(object)
    }
}

/// The level at which the whole program is optimised again, after each crate was by itself: at 3 all of
/// three contracts measured are larger than at 2.
fn whole_program_level(level: &str) -> &str {
    match level {
        "3" => "2",
        other => other,
    }
}

/// `opt-level` as a manifest has it: a number, or a letter in quotes.
fn toml_level(level: &str) -> String {
    match level.parse::<u8>() {
        Ok(number) => number.to_string(),
        Err(_) => format!("'{level}'"),
    }
}

fn external(options: &str, name: &str, library: &Path) -> std::ffi::OsString {
    prefixed(&format!("{options}{name}="), library)
}

fn prefixed(prefix: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(prefix);
    text.push(path);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Cargo takes the variable before `[build] rustc-wrapper` of the user's configuration, and an empty one for none.
    #[test]
    fn compiler_is_wrapped_and_flagged_by_nothing_of_the_users() {
        let compiler = Compiler {
            toolchain: "any".into(),
            target: PathBuf::new(),
            folder: PathBuf::new(),
            version: String::new(),
        };
        let command = compiler.command("cargo");
        let value = |name: &str| {
            let mut all = command.get_envs();
            let found = all.find(|(known, _)| *known == name);
            found.map(|(_, value)| value.map(|it| it.to_owned()))
        };
        for name in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
            assert_eq!(value(name), Some(Some("".into())), "{name}");
        }
        for name in ["RUSTC", "RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            assert_eq!(value(name), Some(None), "{name}");
        }
    }

    #[test]
    fn target_reads_words_at_any_address() {
        let description: Value = serde_json::from_str(&target_description()).unwrap();
        let features = description["features"].as_str().unwrap();
        assert!(
            features.starts_with("+unaligned-scalar-mem,+e,"),
            "{features}"
        );
    }

    #[test]
    fn only_the_highest_level_is_lowered_for_the_whole() {
        assert_eq!(
            ["3", "2", "s", "z"].map(whole_program_level),
            ["2", "2", "s", "z"]
        );
    }

    #[test]
    fn levels_are_numbers_or_letters_in_quotes() {
        assert_eq!(toml_level("3"), "3");
        assert_eq!(toml_level("z"), "'z'");
    }
}
