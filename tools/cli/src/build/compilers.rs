//! solc and resolc, in as many processes of Node as there are cores; what they made of a source is kept in the cache.

use super::{artifacts::Key, contracts::Workspace, imports::Packages, progress::Progress};
use crate::project::Project;
use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        Mutex,
    },
    thread,
};

/// The program that calls the compilers, and the packages that it takes, locked.
const COMPILER: [(&str, &str); 3] = [
    ("compile.mjs", include_str!("../../solidity/compile.mjs")),
    ("package.json", PACKAGE),
    (
        "package-lock.json",
        include_str!("../../solidity/package-lock.json"),
    ),
];
const PACKAGE: &str = include_str!("../../solidity/package.json");
/// The most processes: each takes up to 1.5 GB.
const MOST_PROCESSES: usize = 4;

/// Begins with the compilers.
pub fn key() -> Key {
    let mut key = Key::new();
    for (name, text) in COMPILER {
        key.word(name);
        key.word(text);
    }
    key
}

/// The compilers by their names and exact versions.
///
/// # Errors
/// If this command's own list of them is none.
pub fn names() -> Result<Vec<String>> {
    let package: Value = serde_json::from_str(PACKAGE)?;
    let all = package["dependencies"].as_object();
    let all = all.context("expected dependencies in package.json")?;
    let named = |(name, version): (&String, &Value)| {
        let version = version.as_str().unwrap_or_default();
        format!("{name} {version}")
    };
    Ok(all.iter().map(named).collect())
}

/// A contract or an interface.
struct Source<'a> {
    name: &'a str,
    path: &'a Path,
    is_interface: bool,
    /// The hash of all that it is made of.
    key: String,
    /// Where what the compilers made of it is kept, by that hash.
    kept: PathBuf,
}

/// The contracts and interfaces of a project, and how far their compilation is.
pub struct Compilation<'a> {
    pub project: &'a Project,
    cache: &'a Path,
    /// `build`, or `check` for the ABI alone.
    work: &'static str,
    /// Ends it before the next contract.
    stopped: &'a AtomicBool,
}

impl<'a> Compilation<'a> {
    /// For code, or with `is_check` for the ABI alone. It ends early once `stopped` is set.
    pub fn new(
        project: &'a Project,
        cache: &'a Path,
        is_check: bool,
        stopped: &'a AtomicBool,
    ) -> Self {
        let work = if is_check { "check" } else { "build" };
        Self {
            project,
            cache,
            work,
            stopped,
        }
    }

    /// What the compilers make of each contract and interface, by name.
    ///
    /// # Errors
    /// The first message of a compiler.
    pub fn run(
        &self,
        workspace: &Workspace,
        progress: &Progress,
    ) -> Result<BTreeMap<String, Value>> {
        let sources = self.sources(workspace)?;
        let missing: Vec<&Source> = sources.iter().filter(|it| !it.kept.is_file()).collect();
        if !missing.is_empty() {
            self.compile(&missing, progress)?;
        }
        let compiled = sources.iter().map(|source| {
            let text = fs::read(&source.kept)
                .with_context(|| format!("cannot read {}", source.kept.display()))?;
            let mut answer: Value = serde_json::from_slice(&text).with_context(|| {
                format!("{}: expected JSON; remove the file", source.kept.display())
            })?;
            answer["sources"] = json!(source.key);
            Ok((source.name.to_owned(), answer))
        });
        compiled.collect()
    }

    fn sources<'b>(&self, workspace: &'b Workspace) -> Result<Vec<Source<'b>>> {
        // A contract stands before an interface of its name.
        let interfaces = workspace.interfaces.iter().map(|it| (it, true));
        let contracts = workspace.solidity.iter().map(|it| (it, false));
        interfaces
            .chain(contracts)
            .map(|((name, path), is_interface)| self.source(name, path, is_interface))
            .collect()
    }

    /// A source as it is now: its file in the cache is named by all that the compilers' answer depends on.
    fn source<'b>(&self, name: &'b str, path: &'b Path, is_interface: bool) -> Result<Source<'b>> {
        let config = &self.project.config;
        let root = self.project.root.canonicalize()?;
        let packages = Packages::new(&root, &config.packages);
        let kind = if is_interface {
            "interface"
        } else {
            "contract"
        };
        let mut key = key();
        for word in [self.work, name, kind] {
            key.word(word);
        }
        key.word(&config.solidity.deny_warnings.to_string());
        for (name, folder) in &config.packages {
            key.word(name);
            key.word(&folder.to_string_lossy());
        }
        for file in packages.closure(&root.join(path).canonicalize()?)? {
            key.file(&root, &file)?;
        }
        let key = key.finish();
        let file = format!("{name}-{}.json", &key[..16]);
        Ok(Source {
            name,
            path,
            is_interface,
            key,
            kept: self.cache.join("solidity").join(file),
        })
    }

    fn compile(&self, missing: &[&Source], progress: &Progress) -> Result<()> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let processes = cores.min(MOST_PROCESSES).min(missing.len());
        let program = install(self.cache)?;
        let folder = self.cache.join("solidity");
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let queue = Mutex::new(missing.iter().enumerate());
        let failed = AtomicBool::new(false);
        let next = || {
            let stopped = failed.load(Ordering::Relaxed) || self.stopped.load(Ordering::Relaxed);
            queue.lock().ok().filter(|_| !stopped)?.next()
        };
        thread::scope(|scope| {
            let work = || {
                let worked = self.work_off(&program, &next, missing.len(), progress);
                if worked.is_err() {
                    failed.store(true, Ordering::Relaxed);
                }
                worked
            };
            let threads: Vec<_> = (0..processes).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|it| {
                it.join()
                    .unwrap_or_else(|_| bail!("a thread of the Solidity compilers panicked"))
            })
        })?;
        if self.stopped.load(Ordering::Relaxed) {
            bail!("the Solidity compilers were stopped");
        }
        Ok(())
    }

    /// One process of Node: compiles the next source until none is left.
    fn work_off<'b>(
        &self,
        program: &Path,
        next: &impl Fn() -> Option<(usize, &'b &'b Source<'b>)>,
        count: usize,
        progress: &Progress,
    ) -> Result<()> {
        let mut node = Node::start(program)?;
        node.send(&json!({
            "work": self.work,
            "root": self.project.root,
            "packages": self.project.config.packages,
            "denyWarnings": self.project.config.solidity.deny_warnings,
        }))?;
        while let Some((place, source)) = next() {
            let answer = node.compile(&json!({
                "name": source.name,
                "path": source.path.to_string_lossy(),
                "isInterface": source.is_interface,
            }))?;
            // The cache must not hold what was made of later sources under the name of earlier ones.
            let now = self.source(source.name, source.path, source.is_interface)?;
            if now.kept != source.kept {
                bail!(
                    "expected {} to stay as it is during a build, received a change; build again",
                    source.path.display()
                );
            }
            // Written aside and renamed: an interrupted build leaves nothing to be found.
            let partial = source
                .kept
                .with_extension(format!("partial-{}", std::process::id()));
            fs::write(&partial, answer)
                .and_then(|()| fs::rename(&partial, &source.kept))
                .with_context(|| format!("cannot write {}", source.kept.display()))?;
            if self.work == "build" && !source.is_interface {
                let place = place + 1;
                progress.say(&format!("{}: compiled, {place} of {count}", source.name));
            }
        }
        Ok(())
    }
}

/// A process that compiles.
struct Node {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Node {
    fn start(folder: &Path) -> Result<Self> {
        let mut child = Command::new("node")
            .arg("compile.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run node; is Node installed?")?;
        let stdout = child.stdout.take().context("expected a pipe to node")?;
        Ok(Self {
            child,
            answers: BufReader::new(stdout),
        })
    }

    fn send(&mut self, line: &Value) -> Result<()> {
        let stdin = self.child.stdin.as_mut();
        writeln!(stdin.context("expected a pipe to node")?, "{line}").or_else(|_| self.failure())
    }

    /// Sends a line and reads the answer's, which is JSON.
    fn compile(&mut self, line: &Value) -> Result<String> {
        self.send(line)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if !answer.ends_with('\n') {
            self.failure()?;
        }
        Ok(answer)
    }

    /// Why it ended.
    fn failure(&mut self) -> Result<()> {
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            stderr.read_to_string(&mut said)?;
        }
        match said.trim_end() {
            // One that the system ended, for want of memory say, wrote nothing.
            "" => bail!(
                "expected what solc and resolc make of a contract, received nothing: node ended with {}",
                self.child.wait()?
            ),
            said => bail!("{said}"),
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The compilers, from npm, in a folder of the cache. They are installed once.
fn install(cache: &Path) -> Result<PathBuf> {
    let key = key().finish();
    let folder = cache.join(format!("solidity-compilers-{}", &key[..16]));
    if folder.is_dir() {
        return Ok(folder);
    }
    // Made aside and renamed when complete.
    let partial = cache.join(format!("solidity-compilers-partial-{}", std::process::id()));
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    for (name, text) in COMPILER {
        fs::write(partial.join(name), text)?;
    }
    let output = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&partial)
        .stdin(Stdio::null())
        .output()
        .context("cannot run npm; is Node installed?")?;
    if !output.status.success() {
        bail!(
            "npm ci failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    if let Err(error) = fs::rename(&partial, &folder) {
        let _ = fs::remove_dir_all(&partial);
        if !folder.is_dir() {
            return Err(error).with_context(|| format!("cannot write {}", folder.display()));
        }
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Config;

    /// What changes is compiled again, and so is what imports it; the rest is taken from the cache.
    #[test]
    fn contract_is_named_by_its_file_and_those_that_it_imports() {
        let root = std::env::temp_dir().join(format!("compilation-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let write = |name: &str, text: &str| {
            fs::write(root.join(format!("{name}.sol")), text).unwrap();
        };
        write("One", "import \"./Base.sol\";\ncontract One is Base {}\n");
        write("Other", "contract Other {}\n");
        write("Base", "contract Base {}\n");
        let project = Project {
            root: root.clone(),
            config: Config::default(),
        };
        let names = ["Base", "One", "Other"];
        let sources = names.map(|name| (name.to_owned(), PathBuf::from(format!("{name}.sol"))));
        let workspace = Workspace {
            ink: Vec::new(),
            solidity: sources.into_iter().collect(),
            interfaces: Default::default(),
        };
        let stopped = AtomicBool::new(false);
        let kept = |is_check| {
            let compilation = Compilation::new(&project, &root, is_check, &stopped);
            let sources = compilation.sources(&workspace).unwrap();
            sources.into_iter().map(|it| it.kept).collect::<Vec<_>>()
        };
        let before = kept(false);
        assert_eq!(before, kept(false));
        write("Base", "contract Base { uint256 internal one; }\n");
        let after = kept(false);
        let changed = [0, 1, 2].map(|it| before[it] != after[it]);
        assert_eq!(changed, [true, true, false]);
        // What was checked alone has no code.
        assert!(kept(true).iter().all(|it| !after.contains(it)));
        fs::remove_dir_all(&root).unwrap();
    }
}
