//! A committee of three keys, two of which agree, and what it is asked.

use super::{
    deployed::Deployed,
    ruled::{of, signed, MEMBERS},
    signing::account,
    *,
};
use crate::stored::bytes;
use alloy_primitives::B256;
use blueprint_evidence::Observation;
use serde_json::{json, Value};

/// Seconds between answers.
const PERIOD: u64 = 10;

impl Road<'_> {
    /// The members are enrolled: two of three agree.
    pub(super) fn enrol_members(&mut self, committee: &Deployed) -> Result<(), RoadError> {
        let set = [json!(members().map(of)), json!([1, 1, 1]), json!(2)];
        self.must(
            DEVELOPER,
            "enrol the committee",
            committee,
            "setMembers",
            &set,
        )
    }

    /// Opens a question, and has a value signed.
    pub(super) fn attest(
        &mut self,
        committee: &Deployed,
        question: U256,
        value: U256,
    ) -> Result<(), RoadError> {
        self.ask_for_agreement(committee, question)?;
        let then = self.chain.timestamp() + 60;
        self.until(then);
        self.report_agreed(committee, question, value)
    }

    pub(super) fn ask_for_agreement(
        &mut self,
        committee: &Deployed,
        question: U256,
    ) -> Result<(), RoadError> {
        let open = [json!(B256::from(question)), json!([1, PERIOD, 600, 0, 0])];
        let what = "open a question to the committee";
        self.must(DEVELOPER, what, committee, "openQuestion", &open)
    }

    /// Members sign a value, and the customer submits it.
    pub(super) fn report_agreed(
        &mut self,
        committee: &Deployed,
        question: U256,
        value: U256,
    ) -> Result<(), RoadError> {
        let observation = Observation {
            question: question.into(),
            time: self.chain.timestamp() / PERIOD * PERIOD,
            value,
        };
        let signatures = members().into_iter().take(2).map(|name| {
            let signature = signed(name, committee, &observation)?;
            Ok(bytes(&signature))
        });
        let signatures = signatures.collect::<Result<Vec<_>, RoadError>>()?;
        let report = [
            json!(observation.question),
            json!(observation.time),
            json!(value.to_string()),
            json!(signatures),
        ];
        let what = "submit what members signed";
        self.must(CUSTOMER, what, committee, "report", &report)
    }

    /// A word that a view returns.
    pub(super) fn word(
        &mut self,
        contract: &Deployed,
        view: &'static str,
        arguments: &[Value],
    ) -> Result<U256, RoadError> {
        let returned = self.ask(contract, view, arguments)?;
        let word = returned
            .first()
            .and_then(Value::as_str)
            .map(str::parse::<U256>);
        let wrong = || failed(CUSTOMER, view, format!("{returned:?}"));
        word.and_then(Result::ok).ok_or_else(wrong)
    }
}

/// In the order of their addresses.
pub(super) fn members() -> [&'static str; 3] {
    let mut members = MEMBERS;
    members.sort_by_key(|name| account(name).address);
    members
}
