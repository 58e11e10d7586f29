//! Contracts of the library on a development chain, for the tests of what operators and committees run.

#![allow(dead_code, reason = "each test file uses a part")]

use crate::chain::{parsed, shown, Chain};
use blueprint_live::{call, client::Client, deploy, Project, Report};
use serde_json::{json, Value};
use std::{fs, path::PathBuf};

pub type Lines = Vec<String>;

pub const ALITH: &str = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
pub const BALTATHAR: &str = "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0";
pub const DEV0: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
pub const ZERO: &str = "0x0000000000000000000000000000000000000000";
/// Of the roles: alith is the runtime, baltathar the guardian.
pub fn roles() -> Vec<Value> {
    vec![json!(ALITH), json!(BALTATHAR), json!(86_400)]
}

pub struct World {
    pub chain: Chain,
    pub folder: tempfile::TempDir,
    pub project: Project,
}

impl World {
    pub fn new(contracts: &[&str]) -> Self {
        // Of its own: its time is moved on.
        let chain = Chain::in_process();
        let built = contracts.iter().map(|name| format!("ink/{name}.polkavm"));
        let built: Vec<_> = built.collect();
        let built: Vec<_> = built.iter().map(String::as_str).collect();
        let (folder, project) = chain.project(&built);
        Self {
            chain,
            folder,
            project,
        }
    }

    pub async fn client(&self) -> Client {
        Client::connect(&self.project, "dev").await.unwrap()
    }

    pub async fn now(&self) -> u64 {
        self.client().await.latest().await.unwrap().timestamp.to()
    }

    /// In a new block of a second.
    pub async fn at(&self, second: u64) {
        let client = self.client().await;
        let then = json!([format!("{second:#x}")]);
        let set = "evm_setNextBlockTimestamp";
        let _: Value = client.request(set, then).await.unwrap();
        let _: Value = client.request("evm_mine", json!([])).await.unwrap();
    }

    pub async fn deploy(&self, contract: &str, arguments: &[Value]) -> String {
        let arguments = json!(arguments).to_string();
        let words = [contract, &arguments, "--chain", "dev", "--account", "alith"];
        let done = deploy::run(parsed(&words), &self.project, &mut Lines::new()).await;
        let done = shown(done.unwrap());
        assert!(done.success());
        done.record.unwrap().address.to_string()
    }

    /// What a call by alith returns: the values.
    pub async fn call(&self, contract: &str, function: &str, arguments: &[Value]) -> Vec<Value> {
        let arguments = json!(arguments).to_string();
        let words = [contract, function, &arguments, "--chain", "dev"];
        let words = [&words[..], &["--account", "alith"]].concat();
        let done = call::run(parsed(&words), &self.project, &mut Lines::new()).await;
        let done = shown(done.unwrap());
        assert!(done.success());
        let done = serde_json::to_value(&done).unwrap();
        let returned = done["returned"].as_array().cloned().unwrap_or_default();
        returned.iter().map(|it| it["value"].clone()).collect()
    }

    /// A committee of alith, baltathar and test0, of which two agree.
    pub async fn committee(&self) -> String {
        let committee = self.deploy("oracle_committee", &roles()).await;
        let members = json!([BALTATHAR, ALITH, DEV0]);
        let enrolled = [members, json!([10, 10, 10]), json!(2)];
        self.call("oracle_committee", "setMembers", &enrolled).await;
        committee
    }

    pub async fn ask(&self, question: &Value, terms: Value) {
        let opened = [question.clone(), terms];
        self.call("oracle_committee", "openQuestion", &opened).await;
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, data: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, data).unwrap();
        path.to_str().unwrap().to_owned()
    }
}
