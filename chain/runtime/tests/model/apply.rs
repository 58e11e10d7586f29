//! A step in the model.

use crate::{state::*, steps::Step};

impl Model {
    /// Take a step; one that is refused changes nothing.
    pub fn take(&mut self, step: &Step) -> Done {
        let mut next = self.clone();
        next.apply(step)?;
        *self = next;
        Ok(())
    }

    fn apply(&mut self, step: &Step) -> Done {
        use Step::*;
        match step.clone() {
            Join(who) => self.join(who),
            SetAvailable(who, true) => self.set_status(who, Status::Active),
            SetAvailable(who, false) => self.set_status(who, Status::Inactive),
            Leave(who) => self.set_status(who, Status::Leaving),
            CancelLeaving(who) => self.cancel_leaving(who),
            FinishLeaving(who) => self.finish_leaving(who),
            RestoreBond(who) => self.restore_bond(who),
            Register(who, blueprint, limit) => self.register(who, blueprint, limit),
            Unregister(who, blueprint) => self.unregister(who, blueprint),
            SetLimit(who, blueprint, limit) => self.set_limit(who, blueprint, limit),
            SetPrice(who, blueprint, price) => self.set_price(who, blueprint, price),
            Request {
                who,
                blueprint,
                operators,
                ttl,
                assets,
            } => self.request(who, blueprint, &operators, ttl, &assets),
            Modify {
                who,
                request,
                operators,
                ttl,
                assets,
            } => self.modify(who, request, &operators, ttl, &assets),
            Approve(who, request, revision) => self.approve(who, request, revision),
            Reject(who, request) => self.reject(who, request),
            Cancel(who, request, forfeit) => self.cancel(who, request, forfeit),
            Terminate(who, service) => self.terminate(who, service),
            Call(who, service, job) => self.call(who, service, job),
            Result(who, service, call, wrong) => self.result(who, service, call, wrong),
            Complete(_, service, call) => self.complete(service, call),
            Prune(who, service, call) => self.prune(who, service, call),
            Judge {
                blueprint,
                service,
                call,
                operator,
                right,
                points,
            } => self.judge(blueprint, (service, call, operator), right, points),
            Report(who, service, call, operator) => self.report(who, service, call, operator),
            PruneQuality(who, service, kind, operator, evidence) => {
                self.prune_quality(who, (service, kind, operator, evidence))
            }
            Quality(who, service, kind, operator, evidence) => {
                self.report_quality(who, service, kind, operator, evidence)
            }
            Heartbeat(who, service) => self.heartbeat(who, service),
            ReportOffline(_, service, operator) => self.report_offline(service, operator),
            Propose {
                who,
                service,
                operator,
                class,
                bps,
                evidence,
            } => self.propose(who, service, operator, class, bps, evidence),
            Dispute(who, slash) => self.dispute(who, slash),
            Resolve(slash, stands) => self.resolve(slash, stands),
            Veto(slash) => self.veto(slash),
            Execute(_, slash) => self.execute(slash),
            Expire(_, slash) => self.expire(slash),
            Pause(seconds) => self.pause(seconds),
            LeaveService(_, service, operator) => self.leave_service(service, operator),
            Invite(who, service, operator, invited) => self.invite(who, service, operator, invited),
            JoinService(who, service) => self.join_service(who, service),
            ScheduleExit(who, service) => self.schedule_exit(who, service),
            CancelExit(who, service) => self.cancel_exit(who, service),
            Delegate(who, operator, selection, asset, amount) => {
                self.delegate(who, (operator, selection), asset, amount)
            }
            Undelegate(who, operator, selection, asset, amount) => {
                self.undelegate(who, (operator, selection), asset, amount)
            }
            Withdraw(who, operator, selection, asset) => {
                self.withdraw(who, (operator, selection), asset, who)
            }
            WithdrawTo(who, operator, selection, asset, to) => {
                self.withdraw(who, (operator, selection), asset, to)
            }
            Sweep(_, delegator, operator, selection, asset) => {
                self.sweep(delegator, (operator, selection), asset)
            }
            Claim(who, operator, selection) => self.claim(who, (operator, selection)).map(|_| ()),
            SetCommission(who, bps) => self.set_commission(who, bps),
            Fund(who, amount) => self.fund(who, amount),
            Settle(_, operator, selection) => {
                need(self.settle((operator, selection)), "nothing staked")?;
                self.keep((operator, selection));
                Ok(())
            }
            CloseEra(_, era, max) => self.close_era(era, max),
            Quote(asset, price) => {
                need(price > 0, "no price")?;
                self.prices[asset] = price;
                Ok(())
            }
            Activate(blueprint) => self.activate(blueprint),
            Deactivate(blueprint) => self.deactivate(blueprint),
            Pass(blocks, idle) => {
                self.pass(blocks, idle);
                Ok(())
            }
        }
    }
}
