//! Reports of challengers to load tests.

use super::{once, Call, Filed, Said};
use crate::{progress::Progress, reader::Reader};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Result};
use blueprint_evidence::{statements::LoadReport, Stated};

mod interface {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/ILoadTests.sol"
    );
}
pub(super) use interface::ILoadTests;
use interface::ILoadTests::{reportCall, testOfCall};

/// Reports of one test, each by a challenger that was drawn and has not reported.
pub(super) async fn reports(
    filed: Vec<Filed>,
    reader: &Reader<'_>,
    progress: &mut dyn Progress,
) -> Result<Call> {
    let mut reports: Vec<Said<LoadReport>> = Vec::new();
    for (file, signed) in filed {
        let Stated::Load(of) = signed.stated else {
            bail!("expected reports of a load test alone, received {file}, another statement");
        };
        let report = Said {
            signer: signed.signer,
            of,
            signature: signed.signature,
            file,
        };
        let first = reports.first().unwrap_or(&report);
        ensure!(
            test(&first.of) == test(&report.of),
            "expected reports of one service, operator and window, received {} of {:?} and {} of {:?}",
            first.file,
            test(&first.of),
            report.file,
            test(&report.of)
        );
        reports.push(report);
    }
    let reports = once(reports, "one report of each challenger", progress)?;
    let Some(first) = reports.first() else {
        bail!("expected reports of a load test, received none");
    };
    let (service_id, operator, window) = test(&first.of);
    let drawn = testOfCall {
        serviceId: service_id,
        operator,
        window,
    };
    let drawn = reader.view(drawn).await?;
    ensure!(
        !drawn.is_empty(),
        "expected a test that was drawn and is not closed, received window {window} of {operator} in service {service_id}"
    );
    for Said { signer, file, .. } in &reports {
        match drawn.iter().find(|it| it.account == *signer) {
            None => bail!("expected reports of challengers that were drawn, received {file} of {signer}, which was not"),
            Some(it) if it.reported => bail!(
                "expected challengers that have not reported, received {file} of {signer}, which reported {}: leave it out",
                it.answered
            ),
            Some(_) => {}
        }
    }
    let data = reportCall {
        serviceId: service_id,
        operator,
        window,
        answered: reports.iter().map(|it| it.of.answered).collect(),
        signatures: reports.iter().map(|it| it.signature.clone()).collect(),
    };
    Ok(Call {
        function: reportCall::SIGNATURE,
        data: data.abi_encode().into(),
        signers: reports.iter().map(|it| it.signer).collect(),
        purpose: format!("load test of {operator} in window {window} of service {service_id}"),
    })
}

/// The service, the operator and the window.
fn test(report: &LoadReport) -> (u64, Address, u64) {
    (report.serviceId, report.operator, report.window)
}
