//! What can be read of the core.

use super::{
    address,
    release::Release,
    step::{result_of, Rejection},
    TangleCore,
};
use crate::chain::Chain;
use alloy_sol_types::SolCall;
use blueprint_abi::{
    core_0_10::{
        ITangleBlueprints,
        ITangleJobs::{self, JobCall},
        ITangleOperators,
        ITangleServices::{self, Service},
    },
    core_0_20::ITangleJobs as newer_jobs,
};
use sp_core::H160;

impl TangleCore {
    /// How many blueprints there are; the next one's id.
    ///
    /// # Errors
    /// As every question to the core: if it reverts.
    pub fn blueprint_count(&self, chain: &mut Chain) -> Result<u64, Rejection> {
        self.ask(chain, ITangleBlueprints::blueprintCountCall {})
    }

    /// Whether an operator is registered for a blueprint.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn is_operator_registered(
        &self,
        chain: &mut Chain,
        blueprint_id: u64,
        operator: H160,
    ) -> Result<bool, Rejection> {
        let operator = address(operator);
        self.ask(
            chain,
            ITangleOperators::isOperatorRegisteredCall {
                blueprintId: blueprint_id,
                operator,
            },
        )
    }

    /// The parts of its stake that an operator committed to a service, in basis points, by asset: what slashes
    /// of the service are parts of.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn committed_bps(
        &self,
        chain: &mut Chain,
        service_id: u64,
        operator: H160,
    ) -> Result<Vec<u16>, Rejection> {
        let operator = address(operator);
        let commitments = self.ask(
            chain,
            ITangleServices::getServiceSecurityCommitmentsCall {
                serviceId: service_id,
                operator,
            },
        )?;
        Ok(commitments.iter().map(|it| it.exposureBps).collect())
    }

    /// How many service instances there are; the next one's id.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn service_count(&self, chain: &mut Chain) -> Result<u64, Rejection> {
        self.ask(chain, ITangleServices::serviceCountCall {})
    }

    /// A service instance; all zero if there is none.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn service(&self, chain: &mut Chain, service_id: u64) -> Result<Service, Rejection> {
        self.ask(
            chain,
            ITangleServices::getServiceCall {
                serviceId: service_id,
            },
        )
    }

    /// Whether an operator runs a service instance.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn is_service_operator(
        &self,
        chain: &mut Chain,
        service_id: u64,
        operator: H160,
    ) -> Result<bool, Rejection> {
        let operator = address(operator);
        self.ask(
            chain,
            ITangleServices::isServiceOperatorCall {
                serviceId: service_id,
                operator,
            },
        )
    }

    /// A job call; all zero if there is none.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn job_call(
        &self,
        chain: &mut Chain,
        service_id: u64,
        job_call_id: u64,
    ) -> Result<JobCall, Rejection> {
        let (service, call) = (service_id, job_call_id);
        match self.release {
            Release::Core0_10 => self.ask(
                chain,
                ITangleJobs::getJobCallCall {
                    serviceId: service,
                    callId: call,
                },
            ),
            Release::Core0_20 => {
                let job = self.ask(
                    chain,
                    newer_jobs::getJobCallCall {
                        serviceId: service,
                        callId: call,
                    },
                )?;
                Ok(JobCall {
                    jobIndex: job.jobIndex,
                    caller: job.caller,
                    createdAt: job.createdAt,
                    resultCount: job.resultCount,
                    payment: job.payment,
                    completed: job.completed,
                    isRFQ: job.isRFQ,
                })
            }
        }
    }

    pub(super) fn ask<C: SolCall>(
        &self,
        chain: &mut Chain,
        question: C,
    ) -> Result<C::Return, Rejection> {
        result_of::<C>(&chain.read(self.release.core(), question.abi_encode()))
    }
}
