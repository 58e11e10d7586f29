//! `new`: a project of one's own, from the template that the command carries.

mod bodies;
mod bounds;
mod from;
mod pragma;
mod taken;

use crate::{
    library::{self, write_file, LOCK, TEMPLATE},
    names::snake,
};
use anyhow::{bail, ensure, Context, Result};
use clap::ValueEnum;
use from::{Given, Interface};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use toml_edit::{value, Array, DocumentMut};

/// Names in the template, and what stands for them in the project.
const TYPE: &str = "MyBlueprint";
const SNAKE: &str = "my_blueprint";
const KEBAB: &str = "my-blueprint";

/// Which languages the manager is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Ink,
    Solidity,
    Both,
}

impl Language {
    fn has(self, other: Self) -> bool {
        self == other || self == Self::Both
    }
}

/// Who calls the manager's hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Hooks {
    /// The services pallet of a Substrate chain
    Pallet,
    /// Tangle's core 0.20, a contract
    Core,
    /// Either
    Both,
}

impl Hooks {
    /// The callers under which the project's tests run, as they are written there.
    fn callers(self) -> &'static [&'static str] {
        match self {
            Self::Pallet => &["Caller::Pallet"],
            Self::Core => &["Caller::Core0_20"],
            Self::Both => &["Caller::Pallet", "Caller::Core0_20"],
        }
    }

    /// The same in a sentence of which they are the subject.
    fn text(self) -> &'static str {
        match self {
            Self::Pallet => "the services pallet calls",
            Self::Core => "Tangle's core 0.20 calls",
            Self::Both => "the services pallet and Tangle's core 0.20 call",
        }
    }
}

/// Start a project: a manager with one hook changed, a test of its life, a costs snapshot
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The project's name and folder: lower-case letters, digits and hyphens, beginning with a letter
    pub name: String,
    /// What the manager is written in
    #[arg(long, value_enum, default_value = "both")]
    pub lang: Language,
    /// Who calls its hooks: the project's tests run under these callers
    #[arg(long, value_enum, value_name = "CALLER", default_value = "both")]
    pub caller: Hooks,
    /// A `.sol` file with an interface of your own: the manager has its functions, which return zeros until you write them
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

/// What was made.
#[derive(Debug, Serialize)]
pub struct Made {
    pub folder: PathBuf,
    pub files: Vec<PathBuf>,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder.display();
        writeln!(f, "{folder}: a project of {} files", self.files.len())?;
        for file in self.files.iter().filter(|it| !it.starts_with("library")) {
            writeln!(f, "  {}", file.display())?;
        }
        writeln!(f, "  library/ (what it is built with)")?;
        writeln!(f, "Next: cd {folder} && blueprint-hooks test")
    }
}

/// Makes the project in a new folder of `parent`.
///
/// # Errors
/// If the name is none, the folder holds something already, the interface of `--from` is none that a manager can have, or
/// a file cannot be written; nothing is left then.
pub fn new(args: &Args, parent: &Path) -> Result<Made> {
    let names = Names::of(&args.name)?;
    let given = args.from.as_deref().map(Given::read).transpose()?;
    let folder = parent.join(&args.name);
    let empty =
        !folder.exists() || fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_none());
    ensure!(
        empty,
        "expected a new folder, received {} with something in it",
        folder.display()
    );
    // The reader of interfaces finds the library by its whole path.
    let parent = fs::create_dir_all(parent)
        .and_then(|()| parent.canonicalize())
        .with_context(|| format!("expected a folder, received {}", parent.display()))?;
    let partial = parent.join(format!(".{}-{}", args.name, std::process::id()));
    let written = write((args.lang, args.caller), &names, given.as_ref(), &partial);
    let made = written.and_then(|()| {
        // An empty folder of this name may be there.
        let _ = fs::remove_dir(&folder);
        fs::rename(&partial, &folder).with_context(|| format!("cannot write {}", folder.display()))
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    made?;
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.path().strip_prefix(&folder)?.to_owned());
        }
    }
    let here = std::env::current_dir().and_then(|it| it.canonicalize());
    let is_here = here.is_ok_and(|it| it == parent);
    let name = PathBuf::from(&args.name);
    Ok(Made {
        folder: if is_here { name } else { folder },
        files,
    })
}

fn write(
    (lang, hooks): (Language, Hooks),
    names: &Names,
    given: Option<&Given>,
    folder: &Path,
) -> Result<()> {
    library::write(&folder.join("library"))?;
    let mut files = BTreeMap::new();
    for (path, text) in TEMPLATE.iter().filter(|(path, _)| belongs(path, lang)) {
        // A file of this name in the template would be taken for this repository's own.
        let named = match *path {
            "gitignore" => ".gitignore",
            path => path,
        };
        let text = match *path {
            "README.md" => for_language(text, lang),
            "bench/costs.json" => figures(text, lang),
            _ => (*text).to_owned(),
        };
        let mut text = names.put_into(&text);
        if *path == "life/tests/life.rs" {
            text = text.replace(&both_builds(names), &builds(lang, names));
            text = called_by(&text, hooks)?;
        }
        if *path == "README.md" {
            text = replaced(&text, Hooks::Both.text(), hooks.text())?;
        }
        if path.ends_with(".toml") {
            text = adapt(path, &text, lang).with_context(|| format!("the template's {path}"))?;
        }
        files.insert(names.put_into(&measured(named, lang)), text);
    }
    if let Some(given) = given {
        add(given, (lang, hooks), names, folder, &mut files)?;
    }
    for (path, text) in &files {
        write_file(&folder.join(path), text)?;
    }
    // The versions that the library is tested with; cargo leaves out what the project does not need.
    write_file(&folder.join("Cargo.lock"), LOCK)?;
    let cargo = Command::new("cargo")
        .args(["metadata", "--quiet", "--format-version", "1"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cannot run cargo")?;
    ensure!(
        cargo.status.success(),
        "cargo does not accept the new project: {}",
        String::from_utf8_lossy(&cargo.stderr)
    );
    Ok(())
}

/// Whether a file of the template is for a language.
fn belongs(path: &str, lang: Language) -> bool {
    if path.starts_with("ink/") {
        return lang.has(Language::Ink);
    }
    if path.starts_with("solidity/") || path.starts_with("test/") || path == "foundry.toml" {
        return lang.has(Language::Solidity);
    }
    true
}

/// A file's path: the plan of what is measured has the name of the contract.
fn measured(path: &str, lang: Language) -> String {
    match lang {
        Language::Solidity if path.starts_with("bench/") => path.replace(SNAKE, TYPE),
        _ => path.to_owned(),
    }
}

/// A text without the parts that are for other languages: those between lines `<!-- ink -->`, `<!-- solidity -->` or
/// `<!-- both -->`, and `<!-- end -->`.
fn for_language(text: &str, lang: Language) -> String {
    let mut is_kept = true;
    let mut kept = String::new();
    for line in text.lines() {
        match line {
            "<!-- ink -->" => is_kept = lang == Language::Ink,
            "<!-- solidity -->" => is_kept = lang == Language::Solidity,
            "<!-- both -->" => is_kept = lang == Language::Both,
            "<!-- has ink -->" => is_kept = lang.has(Language::Ink),
            "<!-- has solidity -->" => is_kept = lang.has(Language::Solidity),
            "<!-- end -->" => is_kept = true,
            line if is_kept => {
                kept.push_str(line);
                kept.push('\n');
            }
            _ => {}
        }
    }
    match lang {
        // What is measured there has the contract's name.
        Language::Solidity => kept.replace("bench/my_blueprint.jsonl", "bench/MyBlueprint.jsonl"),
        _ => kept,
    }
}

/// The reviewed figures of the builds that there are.
fn figures(text: &str, lang: Language) -> String {
    let is_ink = |line: &&str| line.contains("\"build\":\"ink\"");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
    let of: Vec<&str> = match lang {
        Language::Both => return text.to_owned(),
        Language::Ink => rows.into_iter().filter(is_ink).collect(),
        Language::Solidity => rows.into_iter().filter(|line| !is_ink(line)).collect(),
    };
    let of: Vec<&str> = of
        .into_iter()
        .map(|line| line.trim_end_matches(','))
        .collect();
    let text = format!("[\n{}\n]\n", of.join(",\n"));
    match lang {
        Language::Solidity => text.replace(SNAKE, TYPE),
        _ => text,
    }
}

/// The functions of an interface of the developer, in the files of the project.
fn add(
    given: &Given,
    (lang, hooks): (Language, Hooks),
    names: &Names,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    let own = format!("I{}", names.camel);
    let path = format!("interface/{own}.sol");
    let template = files.get(&path).cloned().unwrap_or_default();
    let interface = given.interface(&own, &template, folder)?;
    for (path, text) in &given.texts {
        files.insert(format!("interface/{}", path.display()), text.clone());
    }
    let mut change = |path: &str, with: &dyn Fn(&str) -> Result<String>| {
        let Some(text) = files.get_mut(path) else {
            bail!("expected {path} in the template, received none");
        };
        *text = with(text).with_context(|| format!("the template's {path}"))?;
        Ok(())
    };
    let name = &interface.name;
    // The template's figures are of a contract without these functions.
    change("README.md", &|text| {
        let compared =
            "blueprint-hooks bench       # what each hook costs, against bench/costs.json\n";
        let saved = "blueprint-hooks bench --save    # what each hook costs; from then on `bench` compares with bench/costs.json\n";
        replaced(text, compared, saved)
    })?;
    change(&path, &|text| {
        from::inherit(text, &own, name, &given.file_name)
    })?;
    change("README.md", &|text| {
        let row = format!("| `{path}` | functions, errors and events |\n");
        let added = format!(
            "{row}| `interface/{}` | those of `{name}`, which it inherits |\n",
            given.file_name
        );
        replaced(text, &row, &added)
    })?;
    if lang.has(Language::Ink) {
        change("ink/src/lib.rs", &|text| {
            in_front_of_the_end(text, &bodies::ink(&interface, &names.camel))
        })?;
    }
    if lang.has(Language::Solidity) {
        change(&format!("solidity/{}.sol", names.camel), &|text| {
            let own_import = format!("import {{{own}}} from");
            let import = import(&interface, &given.file_name);
            let text = replaced(text, &own_import, &format!("{import}\n{own_import}"))?;
            in_front_of_the_end(&text, &bodies::solidity(&interface))
        })?;
    }
    let test = format!("life/tests/{}.rs", snake(name));
    ensure!(
        !files.contains_key(&test),
        "expected an interface with another name than {name}: {test} is a file of the template"
    );
    files.remove("bench/costs.json");
    let caller = hooks.callers()[0];
    files.insert(test, bodies::test(&interface, &builds(lang, names), caller));
    Ok(())
}

/// The statement by which the Solidity contract has an interface: by its name, or with all that its file declares and
/// imports, where a function may name a type of it.
fn import(interface: &Interface, file: &str) -> String {
    match interface.is_alone && interface.parts.len() == 1 {
        true => format!(
            "import {{{}}} from \"../interface/{file}\";",
            interface.name
        ),
        false => format!("import \"../interface/{file}\";"),
    }
}

/// A text of the template with one part replaced, which has to be there.
fn replaced(text: &str, part: &str, with: &str) -> Result<String> {
    ensure!(text.contains(part), "expected `{part}`, received none");
    Ok(text.replacen(part, with, 1))
}

/// A text with more lines in front of its last brace.
fn in_front_of_the_end(text: &str, more: &str) -> Result<String> {
    let inside = text
        .trim_end()
        .strip_suffix('}')
        .context("expected a brace at the end")?;
    Ok(format!("{inside}{more}}}\n"))
}

/// The template's tests under these callers.
fn called_by(text: &str, hooks: Hooks) -> Result<String> {
    let written = |hooks: Hooks| {
        let callers = hooks.callers();
        format!(
            "const CALLERS: [Caller; {}] = [{}];",
            callers.len(),
            callers.join(", ")
        )
    };
    replaced(text, &written(Hooks::Both), &written(hooks))
}

/// The builds of the template's tests.
fn both_builds(names: &Names) -> String {
    format!("Build::of(\"{}\", \"{}\")", names.snake, names.camel)
}

/// The builds that there are, in a test.
fn builds(lang: Language, names: &Names) -> String {
    match lang {
        Language::Both => both_builds(names),
        Language::Ink => format!("[Build::ink(\"{}\")]", names.snake),
        Language::Solidity => {
            let name = &names.camel;
            format!("[Build::resolc(\"{name}\"), Build::solc(\"{name}\")]")
        }
    }
}

/// A manifest of the template for a language.
fn adapt(path: &str, text: &str, lang: Language) -> Result<String> {
    let mut document: DocumentMut = text.parse()?;
    match path {
        "Cargo.toml" if lang == Language::Solidity => {
            let members: Array = ["life"].into_iter().collect();
            document["workspace"]["members"] = value(members);
        }
        "blueprint.toml" => match lang {
            Language::Both => {}
            Language::Solidity | Language::Ink => {
                let other = match lang {
                    Language::Ink => "solidity",
                    _ => "ink",
                };
                let tables = document["bench"]["contracts"].as_array_of_tables_mut();
                for subject in tables.into_iter().flat_map(|it| it.iter_mut()) {
                    subject.remove(other);
                }
            }
        },
        _ => {}
    }
    Ok(document.to_string())
}

/// A project's name in its forms.
struct Names {
    kebab: String,
    snake: String,
    camel: String,
}

impl Names {
    fn of(name: &str) -> Result<Self> {
        let words: Vec<&str> = name.split(['-', '_']).collect();
        let is_word = |word: &&str| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        };
        let begins = name.starts_with(|it: char| it.is_ascii_lowercase());
        ensure!(
            begins && words.iter().all(is_word) && name.len() <= 64,
            "expected a name of lower-case letters, digits and hyphens that begins with a letter, at most 64, received \
             {name:?}"
        );
        ensure!(
            syn::parse_str::<syn::Ident>(&words.join("_")).is_ok(),
            "expected a name that is no keyword of Rust, received {name:?}"
        );
        let camel = words.iter().map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        });
        let names = Self {
            kebab: words.join("-"),
            snake: words.join("_"),
            camel: camel.collect(),
        };
        taken::check(&names)?;
        Ok(names)
    }

    fn put_into(&self, text: &str) -> String {
        text.replace(TYPE, &self.camel)
            .replace(SNAKE, &self.snake)
            .replace(KEBAB, &self.kebab)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_three_forms() {
        let names = Names::of("price-feed2").unwrap();
        let text = names.put_into("IMyBlueprint my_blueprint my-blueprint");
        assert_eq!(text, "IPriceFeed2 price_feed2 price-feed2");
    }

    #[test]
    fn what_is_no_name_is_an_error() {
        for name in [
            "", "-a", "a--b", "A", "2a", "a b", "../a", "é", "self", "fn",
        ] {
            assert!(Names::of(name).is_err(), "{name}");
        }
    }

    #[test]
    fn each_language_has_its_files_and_builds() {
        let has = |path, lang| belongs(path, lang);
        assert!(has("ink/src/lib.rs", Language::Ink) && !has("ink/src/lib.rs", Language::Solidity));
        assert!(!has("foundry.toml", Language::Ink) && has("foundry.toml", Language::Both));
        let names = Names::of("my-blueprint").unwrap();
        assert_eq!(
            builds(Language::Ink, &names),
            "[Build::ink(\"my_blueprint\")]"
        );
        assert!(builds(Language::Solidity, &names).contains("Build::solc"));
        let life = TEMPLATE
            .iter()
            .find(|(path, _)| *path == "life/tests/life.rs");
        assert!(life.unwrap().1.contains(&builds(Language::Both, &names)));
    }

    #[test]
    fn each_language_has_its_text_and_figures() {
        let of = |path| TEMPLATE.iter().find(|(it, _)| *it == path).unwrap().1;
        let readme = |lang| for_language(of("README.md"), lang);
        for (lang, has_ink, has_solidity) in [
            (Language::Ink, true, false),
            (Language::Solidity, false, true),
            (Language::Both, true, true),
        ] {
            let text = readme(lang);
            assert!(!text.contains("<!--"), "{text}");
            for (part, is_there) in [
                ("cargo test -p my_blueprint --lib", has_ink),
                ("ink/src/tests.rs", has_ink),
                ("solidity/MyBlueprint.sol", has_solidity),
                ("forge coverage", has_solidity),
                ("bench/MyBlueprint.jsonl", lang == Language::Solidity),
                ("bench/my_blueprint.jsonl", has_ink),
            ] {
                assert_eq!(text.contains(part), is_there, "{lang:?} {part}: {text}");
            }
            let figures = figures(of("bench/costs.json"), lang);
            let rows: Vec<serde_json::Value> = serde_json::from_str(&figures).unwrap();
            let builds = |build: &str| rows.iter().filter(|row| row["build"] == build).count();
            assert_eq!(
                (builds("ink") > 0, builds("evm") > 0),
                (has_ink, has_solidity)
            );
            let name = if has_ink {
                "my_blueprint"
            } else {
                "MyBlueprint"
            };
            assert!(rows.iter().all(|row| row["contract"] == name));
        }
        assert_eq!(
            measured("bench/my_blueprint.jsonl", Language::Solidity),
            "bench/MyBlueprint.jsonl"
        );
    }

    #[test]
    fn tests_run_under_the_callers_of_the_project() {
        let of = |path| TEMPLATE.iter().find(|(it, _)| *it == path).unwrap().1;
        for (hooks, line) in [
            (Hooks::Pallet, "[Caller; 1] = [Caller::Pallet];"),
            (Hooks::Core, "[Caller; 1] = [Caller::Core0_20];"),
            (
                Hooks::Both,
                "[Caller; 2] = [Caller::Pallet, Caller::Core0_20];",
            ),
        ] {
            let life = called_by(of("life/tests/life.rs"), hooks).unwrap();
            assert!(life.contains(line), "{life}");
            // No other place of the test names a caller.
            assert_eq!(life.matches("Caller::").count(), hooks.callers().len());
            assert!(of("README.md").contains(Hooks::Both.text()));
        }
    }
}
