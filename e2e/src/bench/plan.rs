//! A plan: its lines, and the chain on which they are played.

use super::{BenchError, Project, Subject};
use crate::{
    accounts,
    artifact::Artifact,
    chain::Chain,
    console::{deploy, report::Report, Session, StartError},
    world::World,
};
use serde_json::Value;
use sp_core::{ecdsa, Pair, H160};
use std::{collections::BTreeMap, fs, path::Path};

/// The lines of a contract's plan, counted from 1.
pub fn read(plan: &Path, contract: &str) -> Result<Vec<(usize, Value)>, BenchError> {
    let text = fs::read_to_string(plan);
    let text = text.map_err(|error| BenchError::Plan(plan.to_owned(), error))?;
    (1..)
        .zip(text.lines())
        .map(|(line, text)| match blueprint_strict::json::parse(text) {
            Ok(step) => Ok((line, step)),
            Err(error) => Err(BenchError::Line {
                plan: contract.into(),
                line,
                message: error.to_string(),
            }),
        })
        .collect()
}

/// The contract, and those beside it.
pub struct Stage {
    session: Session,
    peers: Peers,
    /// The first word that the last call returned; zeros without one.
    returned: [u8; 32],
    /// Those that lines keep by a name.
    kept: BTreeMap<String, [u8; 32]>,
}

/// What stands beside the contract, and the contract as `self`, by name.
#[derive(Default)]
struct Peers(BTreeMap<String, H160>);

impl Stage {
    /// Deploys a subject's peers, then `artifact`, which is one of its builds.
    pub fn start(
        project: &Project,
        subject: &Subject,
        artifact: &Artifact,
        path: &str,
    ) -> Result<Self, BenchError> {
        let failed = |error| BenchError::Start(path.into(), error);
        let chain = Chain::new().map_err(|error| failed(StartError::Chain(error.to_string())))?;
        let mut world = World::plain(chain);
        let mut peers = Peers::default();
        for peer in &subject.peers {
            let name = &peer.name;
            let artifact = Artifact::load(project.built(&peer.build))?;
            let arguments = peers.named(&peer.arguments);
            let deployed = deploy(&mut world, &artifact, "alice", Some(&arguments))
                .map_err(|error| BenchError::Start(name.clone(), error))?;
            peers.0.insert(name.clone(), deployed.address);
        }
        let arguments = peers.named(&subject.arguments);
        let session =
            Session::start_on(world, artifact, "alice", Some(&arguments)).map_err(failed)?;
        let session = match subject.constant_caller {
            true => session.with_constant_caller(),
            false => session,
        };
        peers.0.insert("self".into(), session.deployment.address);
        Ok(Stage {
            session,
            peers,
            returned: [0; 32],
            kept: BTreeMap::new(),
        })
    }

    /// Adds a line to the chain's record, if one is kept.
    pub fn record(&mut self, line: Value) {
        self.session.chain().record(line);
    }

    /// Plays a line. Returns the call and what it did, if the contract itself was called.
    pub fn play(&mut self, line: usize, step: Value) -> Result<Option<(Value, Report)>, String> {
        let chain = self.session.chain();
        check_time_alone(&step)?;
        if let Some(seconds) = step["seconds"].as_u64() {
            let then = chain.timestamp().saturating_add(seconds);
            chain.set_timestamp(then);
            return Ok(None);
        }
        if let Some(blocks) = step["blocks"].as_u64() {
            chain.advance_blocks(u32::try_from(blocks).map_err(|error| error.to_string())?);
            return Ok(None);
        }
        let text = self.peers.named(&step.to_string());
        let text = text.replace("{signed}", &signature(ALITH, &self.returned));
        let text = with_parts(&text, "signed", &signature(ALITH, &self.returned));
        let text = (1..=OTHERS).fold(text, |text, number| {
            let name = format!("{{signed:{number}}}");
            text.replace(&name, &signature([number; 32], &self.returned))
        });
        let kept = self.kept.iter();
        let text = kept.fold(text, |text, (name, word)| {
            let (signed, signature) = (format!("signed:{name}"), signature(ALITH, word));
            with_parts(&text, &signed, &signature)
                .replace(&format!("{{{signed}}}"), &signature)
                .replace(&format!("{{{name}}}"), &format!("0x{}", hex::encode(word)))
        });
        let mut step: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let name = step.as_object_mut().and_then(|step| step.remove("as"));
        let report = self.session.answer(line, step.to_string().as_bytes())?;
        self.returned = report.first_word().unwrap_or_default();
        if let Some(name) = name {
            let name = name.as_str().ok_or("expected a name as text in \"as\"")?;
            self.kept.insert(name.into(), self.returned);
        }
        let Some(to) = step["to"].as_str() else {
            return Ok(Some((step, report)));
        };
        // A peer prepares what is measured: it must accept the call.
        match report.status {
            "ok" => Ok(None),
            status => Err(format!(
                "expected {to} to accept {}, received {status} {:?}",
                step["call"], report.error
            )),
        }
    }
}

impl Peers {
    /// The text with addresses in place of `{name}`, which is a peer's, an account's or `self`.
    fn named(&self, text: &str) -> String {
        let accounts = accounts::all();
        let accounts = accounts.iter().map(|it| (it.name.as_str(), it.address));
        let peers = self.0.iter().map(|(name, it)| (name.as_str(), *it));
        peers
            .chain(accounts)
            .fold(text.into(), |text: String, (name, address)| {
                text.replace(&format!("{{{name}}}"), &format!("{address:?}"))
            })
    }
}

/// The well-known key of `alith`.
const ALITH: [u8; 32] = [
    0x5f, 0xb9, 0x2d, 0x6e, 0x98, 0x88, 0x4f, 0x76, 0xde, 0x46, 0x8f, 0xa3, 0xf6, 0x27, 0x8f, 0x88,
    0x07, 0xc4, 0x8b, 0xeb, 0xc1, 0x35, 0x95, 0xd4, 0x5a, 0xf5, 0xbd, 0xc4, 0xda, 0x70, 0x21, 0x33,
];

/// Keys beside alith's, numbered from 1: each byte of one is its number.
const OTHERS: u8 = 2;

/// A text with the parts of a signature in place of `{name.r}`, `{name.s}` and `{name.v}`, for statements whose members they are.
fn with_parts(text: &str, name: &str, signature: &str) -> String {
    let digits = signature.trim_start_matches("0x");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let parts = [
        ("r", part(0, 64)),
        ("s", part(64, 128)),
        ("v", part(128, 130)),
    ];
    parts
        .iter()
        .fold(text.into(), |text: String, (part, digits)| {
            text.replace(&format!("{{{name}.{part}}}"), &format!("0x{digits}"))
        })
}

/// `{signed}` in a plan: a key's signature of what the last call returned, or of what was kept under a name, as r, s, and v of 27
/// or 28.
fn signature(key: [u8; 32], digest: &[u8; 32]) -> String {
    let mut signature = ecdsa::Pair::from_seed(&key).sign_prehashed(digest).0;
    signature[64] = signature[64].saturating_add(27);
    format!("0x{}", hex::encode(signature))
}

/// A call beside the time that passes would be left out.
fn check_time_alone(step: &Value) -> Result<(), String> {
    let passes = ["seconds", "blocks"].iter().any(|it| !step[it].is_null());
    match passes && step.as_object().is_some_and(|it| it.len() > 1) {
        true => Err(format!(
            "expected seconds or blocks alone on a line, received {step}"
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn time_passes_on_a_line_of_its_own() {
        for alone in [
            json!({ "seconds": 6 }),
            json!({ "blocks": 1 }),
            json!({ "call": "f" }),
        ] {
            assert_eq!(check_time_alone(&alone), Ok(()));
        }
        let both = json!({ "seconds": 6, "caller": "alice", "call": "f" });
        let error = check_time_alone(&both).unwrap_err();
        assert!(
            error.starts_with("expected seconds or blocks alone"),
            "{error}"
        );
    }
}
