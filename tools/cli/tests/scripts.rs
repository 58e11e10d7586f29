//! The scripts that keep builds apart and choose a toolchain.

#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::SystemTime,
};

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A new folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("scripts-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A clone with one source, older than anything built.
fn clone(place: &Path, name: &str) -> PathBuf {
    let clone = place.join(name);
    fs::create_dir_all(&clone).unwrap();
    fs::write(clone.join("source.rs"), "").unwrap();
    let source = fs::File::options()
        .write(true)
        .open(clone.join("source.rs"))
        .unwrap();
    source.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    clone
}

fn is_claimed(clone: &Path) -> bool {
    let source = fs::metadata(clone.join("source.rs")).unwrap();
    source.modified().unwrap() > SystemTime::UNIX_EPOCH
}

/// A process that stands for a make: it ends with its input.
fn build() -> Child {
    let build = Command::new("cat").stdin(Stdio::piped()).spawn();
    build.unwrap()
}

fn end(mut build: Child) {
    drop(build.stdin.take());
    build.wait().unwrap();
}

fn claim(clone: &Path, build: &Child) -> Command {
    let mut claim = Command::new(script("claim-cache.sh"));
    claim
        .arg(clone.with_file_name("cache"))
        .arg(build.id().to_string())
        .current_dir(clone)
        .env("CLAIM_PATIENCE", "1")
        .stderr(Stdio::piped());
    claim
}

#[test]
fn claim_of_another_clone_waits_until_the_builds_of_the_first_have_ended() {
    let place = folder("claim");
    let (first, second) = (clone(&place, "first"), clone(&place, "second"));
    let (one, other, last) = (build(), build(), build());
    // Builds of one clone go together.
    for build in [&one, &other] {
        assert!(claim(&first, build).status().unwrap().success());
    }
    let mut waiting = claim(&second, &last).spawn().unwrap();
    let mut said = BufReader::new(waiting.stderr.take().unwrap()).lines();
    let mut next = || said.next().unwrap().unwrap();
    let who = next();
    let holders = [&one, &other].map(|it| format!("process {}", it.id()));
    assert!(
        who.contains(&format!("{} builds with", first.display())),
        "{who}"
    );
    assert!(holders.iter().all(|it| who.contains(it)), "{who}");
    assert!(next().contains("CACHE="));
    end(one);
    // One of two builds is left.
    let still = std::iter::from_fn(|| Some(next())).find(|it| !it.contains(&holders[0]));
    assert!(still.unwrap().contains(&holders[1]));
    assert!(waiting.try_wait().unwrap().is_none() && !is_claimed(&second));
    end(other);
    assert!(waiting.wait().unwrap().success());
    assert!(is_claimed(&second));

    // What runs until it is interrupted builds nothing any more.
    let again = build();
    let waiting = claim(&first, &again).spawn().unwrap();
    assert!(claim(&second, &last)
        .arg("release")
        .status()
        .unwrap()
        .success());
    assert!(waiting.wait_with_output().unwrap().status.success());
    assert!(is_claimed(&first));
    end(last);
    end(again);
    until_free(&first);
    fs::remove_dir_all(&place).unwrap();
}

/// Waits until each claim that has ended has written its record.
fn until_free(clone: &Path) {
    let lock = clone.with_file_name("cache/clone.lock");
    let free = Command::new("flock").arg(lock).arg("true").status();
    assert!(free.unwrap().success());
}

/// Claims the cache for a build that ends at once.
fn build_under_claim(clone: &Path) {
    let build = build();
    assert!(claim(clone, &build).status().unwrap().success());
    end(build);
    until_free(clone);
}

#[test]
fn sources_of_a_clone_made_anew_get_their_times_back_unless_something_was_built_since() {
    let place = folder("record");
    let anew = |name: &str, text: &str| {
        let _ = fs::remove_dir_all(place.join(name));
        let clone = clone(&place, name);
        fs::write(clone.join("source.rs"), "").unwrap();
        fs::write(clone.join("with a space.rs"), text).unwrap();
        for folder in ["folder", "other folder"] {
            fs::create_dir(clone.join(folder)).unwrap();
            fs::write(clone.join(folder).join("inner.rs"), "").unwrap();
        }
        clone
    };
    let time =
        |clone: &Path, file: &str| fs::metadata(clone.join(file)).unwrap().modified().unwrap();
    let (same, other) = ("source.rs", "with a space.rs");
    let first = anew("first", "old");
    build_under_claim(&first);
    let (began, before) = (time(&first, same), time(&first, other));
    // As a build in the cache would leave it, before the record.
    let fingerprint = place.join("cache/target/debug/.fingerprint/rules-0123/invoked.timestamp");
    fs::create_dir_all(fingerprint.parent().unwrap()).unwrap();

    let folders = ["folder", "other folder"].map(|it| time(&first, it));

    let again = anew("first", "new");
    fs::write(again.join("other folder/added.rs"), "").unwrap();
    assert!(time(&again, same) > began);
    build_under_claim(&again);
    assert_eq!(time(&again, same), began);
    assert!(time(&again, other) > before);
    // What depends on a folder is made again where a file was added.
    assert_eq!(time(&again, "folder"), folders[0]);
    assert!(time(&again, "other folder") > folders[1]);

    // Something was compiled without a claim: the record does not count, and the times stay.
    let young = anew("first", "new");
    let (source, text) = (time(&young, same), time(&young, other));
    fs::write(&fingerprint, "").unwrap();
    build_under_claim(&young);
    assert_eq!((time(&young, same), time(&young, other)), (source, text));

    // A text that the record does not know is compiled, however old its file is.
    let changed = anew("first", "newest");
    let file = fs::File::options()
        .write(true)
        .open(changed.join(other))
        .unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    build_under_claim(&changed);
    assert_eq!(time(&changed, same), source);
    assert!(time(&changed, other) > text);

    // In another place everything is compiled.
    let second = anew("second", "newest");
    build_under_claim(&second);
    assert!(time(&second, same) > time(&changed, other));
    fs::remove_dir_all(&place).unwrap();
}

/// Runs `toolchain.sh find` where rustup has toolchains of these releases, all of them with a source and a linker.
fn found(releases: &[&str]) -> (String, String) {
    let place = folder(&format!("toolchain-{}", releases.join("-")));
    let bin = place.join("bin");
    let linker = place.join("lib/rustlib/host/bin/rust-lld");
    let source = place.join("lib/rustlib/src/rust/library/core/Cargo.toml");
    for file in [&linker, &source] {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
    }
    fs::create_dir_all(&bin).unwrap();
    fs::write(&source, "").unwrap();
    let rustup = format!(
        r#"#!/bin/sh
if [ "$*" = 'toolchain list' ]; then
    printf '%s\n' {list}
    exit
fi
# run NAME rustc ...
case ' {list} ' in *" $2 "*) ;; *) exit 1 ;; esac
case "$4" in
--print) echo '{sysroot}' ;;
-vV) printf 'host: host\nLLVM version: 22.1\n' ;;
--version) echo "rustc $2" ;;
esac
"#,
        list = releases.join(" "),
        sysroot = place.display()
    );
    for (path, text) in [
        (&bin.join("rustup"), rustup.as_str()),
        (&linker, "#!/bin/sh\necho LLD 22.1\n"),
    ] {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output = Command::new(script("toolchain.sh"))
        .arg(place.join("name"))
        .arg("find")
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let name = fs::read_to_string(place.join("name")).unwrap();
    fs::remove_dir_all(&place).unwrap();
    let warned = String::from_utf8(output.stderr).unwrap();
    (name.trim().to_owned(), warned)
}

#[test]
fn toolchain_that_was_tested_comes_first_and_a_newer_one_is_warned_of() {
    for (releases, expected) in [
        (&["1.99.0", "1.95.0"][..], "1.95.0"),
        (&["1.92.0"], "1.92.0"),
        (&["1.96.1", "1.9.0"], "1.96.1"),
    ] {
        assert_eq!(found(releases), (expected.to_owned(), String::new()));
    }
    for releases in [&["1.97.0"][..], &["1.100.0-nightly", "1.91.0"]] {
        let (name, warned) = found(releases);
        assert_eq!(name, releases[0]);
        let expected = format!(
            "expected Rust 1.92 to 1.96, which contracts were tested with, received {name}"
        );
        assert!(warned.contains(&expected), "{warned}");
        assert!(warned.contains("rustup toolchain install 1.96"), "{warned}");
    }
}

/// A node's Ethereum JSON-RPC ends alone: the command ends, with its log.
#[test]
fn node_ends_with_the_json_rpc_beside_it() {
    let place = folder("node");
    let server = |name: &str, end: &str| {
        let path = place.join(name);
        let text = format!(
            "#!/bin/sh\necho 'Running JSON-RPC server: addr=0.0.0.0:4{}' >&2\n{end}\n",
            name.len()
        );
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let node = server("node", "exec sleep 60");
    let broken = server("eth-rpc", "sleep 1\necho lost its node >&2\nexit 3");
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chain/node/run.sh");
    let ended = Command::new(run).args([node, broken]).output().unwrap();
    let (shown, log) = (
        String::from_utf8(ended.stdout).unwrap(),
        String::from_utf8(ended.stderr).unwrap(),
    );
    assert_eq!(ended.status.code(), Some(1), "{log}");
    assert!(
        shown.contains("ws://127.0.0.1:44") && shown.contains("http://127.0.0.1:47"),
        "{shown}"
    );
    assert!(
        log.contains("lost its node") && log.contains("code 3"),
        "{log}"
    );
    fs::remove_dir_all(place).unwrap();
}
