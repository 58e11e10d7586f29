//! The client's end.

use super::{Clock, CLIENT, RECEIPT, SESSION, SIGNATURE};
use alloy_primitives::hex;
use blueprint_evidence::{
    receipts, EvidenceError, PrivateKeySigner, Receipts, Served, SessionCounter, UsageReceipt,
};
use std::time::Duration;
use thiserror::Error;
use ureq::http::StatusCode;

/// How long a response may take at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a request had no response.
#[derive(Debug, Error)]
pub enum GatewayError {
    /// The agent does not serve the client further.
    #[error("the agent does not serve: {0}")]
    Unserved(String),
    /// The connection failed.
    #[error("expected a response, received {0}")]
    Connection(#[from] ureq::Error),
    /// The receipt cannot be signed.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The receipt cannot be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// A session of a client with an operator's agent.
pub struct Gateway {
    http: ureq::Agent,
    url: String,
    receipts: Receipts,
    key: PrivateKeySigner,
    session: SessionCounter,
    promised_ms: u64,
    clock: Clock,
}

impl Gateway {
    /// Goes on with a session that has counted nothing. A response that takes longer than `promised_ms` is one unit of work, an earlier one two: what is
    /// late costs half. (Nothing would be no verdict: clients that do not pay are not heard.)
    pub fn begin(
        url: &str,
        receipts: Receipts,
        key: PrivateKeySigner,
        session: SessionCounter,
        promised_ms: u64,
        clock: Clock,
    ) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false);
        Self {
            http: config.build().into(),
            url: url.to_owned(),
            receipts,
            key,
            session,
            promised_ms,
            clock,
        }
    }

    /// Asks for a square; `None` for a wrong one, which counts as an error.
    ///
    /// # Errors
    /// If there is no response, or the agent does not serve.
    pub fn square(&mut self, number: u64) -> Result<Option<u128>, GatewayError> {
        let (asked, began) = (number.to_string(), self.clock.milliseconds());
        let answer = self.post("/square", &asked)?;
        let took = self.clock.milliseconds().saturating_sub(began);
        let expected = u128::from(number).saturating_mul(number.into());
        let square = answer.parse().ok().filter(|square| *square == expected);
        let units = match square {
            Some(_) if took <= self.promised_ms => 2,
            Some(_) => 1,
            None => 0,
        };
        self.session.count(Served {
            time: self.clock.seconds(),
            latency_ms: square.map(|_| took),
            units,
            bytes_in: asked.len() as u64,
            bytes_out: answer.len() as u64,
        });
        Ok(square)
    }

    /// Acknowledges the last response.
    ///
    /// # Errors
    /// If the agent does not take it.
    pub fn end(&mut self) -> Result<(), GatewayError> {
        self.post("/receipt", "").map(drop)
    }

    /// What was counted.
    pub fn counted(&self) -> &UsageReceipt {
        self.session.receipt()
    }

    fn post(&self, path: &str, body: &str) -> Result<String, GatewayError> {
        let receipt = self.session.receipt();
        let mut request = self
            .http
            .post(format!("{}{path}", self.url))
            .header(CLIENT, receipt.client.to_string())
            .header(SESSION, receipt.session.to_string());
        if receipt.sequence > 0 {
            let signature = self.receipts.sign(&self.key, receipt)?;
            request = request
                .header(RECEIPT, receipts::write(receipt)?)
                .header(SIGNATURE, hex::encode_prefixed(signature));
        }
        let mut response = request.send(body)?;
        let text = response.body_mut().read_to_string()?;
        match response.status() {
            StatusCode::OK => Ok(text),
            status => Err(GatewayError::Unserved(format!("{status}, {text}"))),
        }
    }
}
