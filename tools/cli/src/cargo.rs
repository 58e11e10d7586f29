//! ink! contracts' libraries, by cargo: all of them in one build, for PolkaVM, with a core library of
//! their own.

use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
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
const CODE_FLAGS: [&str; 5] = [
    // Crates for Substrate distinguish a runtime from a host by it.
    "--cfg",
    "substrate_runtime",
    // No texts of panics, and nothing that formats them.
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    // PolkaVM reads and writes words at any address. The target's description does not say so, and
    // LLVM moves every address and hash byte by byte.
    "-Ctarget-feature=+unaligned-scalar-mem",
];

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

/// Compiled libraries, and all that they need to be linked.
pub struct Libraries {
    /// A contract's own library, by the package's name.
    own: BTreeMap<String, PathBuf>,
    /// `core` and what belongs to it, which cannot be found by a folder alone.
    core: BTreeMap<String, PathBuf>,
    folders: BTreeSet<PathBuf>,
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
        let description = polkavm_linker::TARGET_JSON_64_BIT_NEW;
        if !fs::read_to_string(&target).is_ok_and(|text| text == description) {
            fs::write(&target, description)
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
            "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
            "CARGO_BUILD_RUSTC_WRAPPER",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "CARGO_BUILD_TARGET_DIR",
            "RUSTFLAGS",
            "RUSTC",
            "RUSTC_WORKSPACE_WRAPPER",
            "RUSTC_WRAPPER",
            "RUSTUP_TOOLCHAIN",
        ] {
            command.env_remove(variable);
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
        let profile = format!("contract-{opt_level}");
        let mut cargo = self.command("cargo");
        cargo.args(["build", "--lib", "--no-default-features"]);
        cargo.arg("--manifest-path").arg(root.join("Cargo.toml"));
        for package in packages {
            cargo.args(["--package", package]);
        }
        cargo.args(locked.then_some("--locked"));
        cargo.arg("--target").arg(&self.target);
        cargo.arg("--target-dir").arg(&self.folder);
        cargo.args(["--message-format", "json-render-diagnostics"]);
        cargo.args([
            "-Zbuild-std=core,alloc",
            "-Zbuild-std-features=compiler-builtins-mem",
        ]);
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
        let mut child = cargo
            .current_dir(root)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run rustup")?;
        let mut libraries = Libraries {
            own: BTreeMap::new(),
            core: BTreeMap::new(),
            folders: BTreeSet::new(),
        };
        let messages = child.stdout.take().context("cargo's messages are piped")?;
        for line in BufReader::new(messages).lines() {
            let Ok(message) = serde_json::from_str::<Value>(&line?) else {
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

impl Libraries {
    /// Stores what cargo reports of one crate; returns the package's name when it is one of `wanted`.
    fn take(&mut self, message: &Value, wanted: &[&str]) -> Option<String> {
        let files = message["filenames"].as_array()?;
        let library = files
            .iter()
            .filter_map(Value::as_str)
            .find(|file| file.ends_with(".rlib"))?;
        let library = PathBuf::from(library);
        self.folders.insert(library.parent()?.to_owned());
        let name = message["target"]["name"].as_str()?;
        if matches!(name, "core" | "alloc" | "compiler_builtins") {
            self.core.insert(name.to_owned(), library);
            return None;
        }
        let package = wanted
            .iter()
            .find(|package| package.replace('-', "_") == name)?;
        self.own.insert((*package).to_owned(), library);
        Some((*package).to_owned())
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
    use serde_json::json;

    fn artifact(name: &str, files: &[&str]) -> Value {
        json!({
            "reason": "compiler-artifact",
            "target": { "name": name },
            "filenames": files,
        })
    }

    fn taken(messages: &[Value], wanted: &[&str]) -> (Libraries, Vec<String>) {
        let mut libraries = Libraries {
            own: BTreeMap::new(),
            core: BTreeMap::new(),
            folders: BTreeSet::new(),
        };
        let names = messages
            .iter()
            .filter_map(|message| libraries.take(message, wanted))
            .collect();
        (libraries, names)
    }

    #[test]
    fn cargo_messages_name_the_contracts_core_and_all_folders() {
        let messages = [
            artifact(
                "core",
                &["/t/deps/libcore-1.rlib", "/t/deps/libcore-1.rmeta"],
            ),
            artifact("some_macro", &["/t/host/libsome_macro-2.so"]),
            artifact("ink", &["/t/more/libink-3.rlib"]),
            artifact("my_contract", &["/t/libmy_contract.rlib"]),
            json!({"reason": "build-finished", "success": true}),
        ];
        let (libraries, names) = taken(&messages, &["my-contract"]);
        assert_eq!(names, ["my-contract"]);
        assert_eq!(
            libraries.own["my-contract"],
            Path::new("/t/libmy_contract.rlib")
        );
        assert_eq!(libraries.core["core"], Path::new("/t/deps/libcore-1.rlib"));
        let folders: Vec<_> = libraries.folders.iter().collect();
        assert_eq!(
            folders,
            [Path::new("/t"), Path::new("/t/deps"), Path::new("/t/more")]
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
