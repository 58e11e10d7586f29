//! Errors on the way to a service, in it and after it.

use super::*;

pub const REQUESTS: &[Case] = &[
    ("TooFewOperators", || {
        let (blueprint, _) = blueprint_of(|_| {}, 1);
        requesting(blueprint, &[])
    }),
    ("TooManyOperators", || {
        let (blueprint, operators) = blueprint_of(|it| it.max_operators = 1, 2);
        requesting(blueprint, &operators)
    }),
    ("DuplicateOperator", || {
        let (blueprint, _) = blueprint_of(|_| {}, 1);
        requesting(blueprint, &[operator(1), operator(1)])
    }),
    ("DuplicateAsset", || {
        let (blueprint, operators) = blueprint_of(|_| {}, 1);
        let mut call = request_call(blueprint, &operators);
        if let Call::request { assets, .. } = &mut call {
            *assets = super::super::assets(&[(1, 1), (1, 2)]);
        }
        try_send(customer(), call)
    }),
    ("TooManyRequests", || {
        MaxRequestsPerAccount::set(0);
        let (blueprint, operators) = blueprint_of(|_| {}, 1);
        requesting(blueprint, &operators)
    }),
    ("RequestNotFound", || approving(1, 9)),
    ("RequestExpired", || {
        let (_, request) = requested(accepted(), 1);
        System::set_block_number(2_000);
        approving(1, request)
    }),
    ("NotRequested", || {
        let (_, request) = requested(accepted(), 1);
        approving(2, request)
    }),
    ("AlreadyAnswered", || {
        let (_, request) = requested(accepted(), 2);
        assert_ok!(approving(1, request));
        approving(1, request)
    }),
    ("NotRequester", || {
        let (_, request) = requested(accepted(), 1);
        try_send(
            outsider(),
            Call::cancel_request {
                request,
                forfeit: true,
            },
        )
    }),
    ("RequestFinal", || {
        let (_, request) = requested(accepted(), 2);
        assert_ok!(approving(1, request));
        try_send(customer(), modify_call(request, &[operator(2)]))
    }),
    ("RequestChanged", || {
        let (_, request) = requested(accepted(), 1);
        done(customer(), modify_call(request, &[operator(1)]));
        approving(1, request)
    }),
    ("RequestRejected", || {
        let (_, request) = requested(accepted(), 2);
        done(operator(2), Call::reject { request });
        approving(1, request)
    }),
    ("OperatorBusy", || {
        MaxRequestsPerOperator::set(1);
        let (blueprint, _) = requested(accepted(), 1);
        requesting(blueprint, &[operator(1)])
    }),
    ("NoticeOver", || {
        running(accepted(), 1);
        done(operator(1), Call::leave_operators {});
        pass(LeavingNotice::get());
        try_send(operator(1), Call::cancel_leaving {})
    }),
    ("FaultWindowOpen", || {
        let service = running(accepted(), 1);
        done(customer(), Call::terminate { service });
        try_send(customer(), Call::terminate { service })
    }),
    ("NotInvited", || {
        let service = running(accepted(), 1);
        try_send(operator(1), Call::join_service { service })
    }),
    ("AlreadyInService", || {
        let service = running(accepted(), 1);
        let (operator, invited) = (operator(1), true);
        let invite = Call::invite_operator {
            service,
            operator,
            invited,
        };
        try_send(customer(), invite)
    }),
    ("JoinRefused", || {
        let service = running(managers::silent(), 2);
        invited(service, 3);
        try_send(operator(3), Call::join_service { service })
    }),
    ("LeaveRefused", || {
        let no = managers::answering(selector(Hook::CanLeave), &[0; 32]);
        let service = running(no, 1);
        try_send(operator(1), Call::schedule_exit { service })
    }),
    ("ExitScheduled", || {
        let service = running(accepted(), 1);
        done(operator(1), Call::schedule_exit { service });
        try_send(operator(1), Call::schedule_exit { service })
    }),
    ("ExitNotScheduled", || {
        let service = running(accepted(), 1);
        try_send(operator(1), Call::cancel_exit { service })
    }),
    ("NotOffered", || {
        let item = Owned::Service(running(accepted(), 1));
        let to = Some(outsider());
        done(customer(), Call::offer_ownership { item, to });
        try_send(owner(), Call::accept_ownership { item })
    }),
    ("InstanceLimitReached", || {
        let (blueprint, request) = requested(accepted(), 1);
        let instance_limit = 0;
        let call = Call::set_instance_limit {
            blueprint,
            instance_limit,
        };
        done(operator(1), call);
        approving(1, request)
    }),
    ("BlueprintFull", || {
        let (blueprint, operators) = blueprint_of(|it| it.max_instances = 1, 1);
        let first = request_service(blueprint, &operators);
        let second = request_service(blueprint, &operators);
        assert_ok!(approving(1, first));
        approving(1, second)
    }),
    ("TooManyServices", || {
        MaxServicesPerAccount::set(0);
        let (_, request) = requested(accepted(), 1);
        approving(1, request)
    }),
];

pub const SERVICES: &[Case] = &[
    ("ServiceNotFound", || try_send(customer(), job_call(9))),
    ("ServiceExpired", || {
        let service = running(accepted(), 1);
        let_life_end();
        try_send(customer(), job_call(service))
    }),
    ("NotServiceOwner", || {
        let service = running(accepted(), 1);
        try_send(outsider(), Call::terminate { service })
    }),
    ("CallerNotPermitted", || {
        let service = running(accepted(), 1);
        try_send(outsider(), job_call(service))
    }),
    ("JobNotFound", || {
        let service = running(accepted(), 1);
        let inputs = payload(b"");
        let job = 9;
        let call = Call::call {
            service,
            job,
            inputs,
        };
        try_send(customer(), call)
    }),
    ("JobCallNotFound", || {
        let service = running(accepted(), 1);
        try_send(operator(1), result_call(service, 9))
    }),
    ("JobCallCompleted", || {
        let service = running(accepted(), 2);
        let call = called(service);
        done(operator(1), result_call(service, call));
        try_send(operator(2), result_call(service, call))
    }),
    ("NotServiceOperator", || {
        let service = running(accepted(), 1);
        let call = called(service);
        try_send(outsider(), result_call(service, call))
    }),
    ("ResultAlreadySubmitted", || {
        let mut two = [0; 32];
        two[31] = 2;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &two);
        let service = running(manager, 2);
        let call = called(service);
        done(operator(1), result_call(service, call));
        try_send(operator(1), result_call(service, call))
    }),
    ("ReportingDisabled", || {
        let (blueprint, operators) = blueprint_of(|it| it.reporting = false, 1);
        let request = request_service(blueprint, &operators);
        assert_ok!(approving(1, request));
        try_send(outsider(), report_call(0, 0, operator(1)))
    }),
    ("UnknownQualityKind", || {
        let service = running(accepted(), 1);
        let mut report = quality_call(service, operator(1), b"slow");
        if let Call::report_quality { kind, .. } = &mut report {
            *kind = 2;
        }
        try_send(outsider(), report)
    }),
    ("JobMismatch", || {
        let service = running(accepted(), 1);
        let call = called(service);
        let mut report = report_call(service, call, operator(1));
        if let Call::submit_report { job, .. } = &mut report {
            *job = 0;
        }
        try_send(outsider(), report)
    }),
    ("ReportTooLate", || {
        let service = running(accepted(), 1);
        let call = called(service);
        done(operator(1), result_call(service, call));
        pass(FaultWindow::get());
        try_send(outsider(), report_call(service, call, operator(1)))
    }),
    ("ReportMismatch", || {
        let service = running(accepted(), 1);
        let call = called(service);
        try_send(outsider(), report_call(service, call, operator(1)))
    }),
    ("AlreadyReported", || {
        let service = running(accepted(), 1);
        let call = called(service);
        done(outsider(), missing_call(service, call, operator(1)));
        try_send(customer(), missing_call(service, call, operator(1)))
    }),
];

pub const CONDUCT: &[Case] = &[
    ("HeartbeatTooSoon", || {
        let service = running(accepted(), 1);
        done(operator(1), Call::heartbeat { service });
        try_send(operator(1), Call::heartbeat { service })
    }),
    ("NotOffline", || offline_report(0)),
    ("AlreadyReportedOffline", || {
        assert_ok!(offline_report(399));
        let operator = operator(1);
        let service = 0;
        try_send(outsider(), Call::report_offline { service, operator })
    }),
    ("NotSlashingOrigin", || {
        let service = running(accepted(), 1);
        try_send(outsider(), slash_call(service, 1))
    }),
    ("EmptySlash", || {
        let service = running(accepted(), 1);
        let mut call = slash_call(service, 1);
        if let Call::propose_slash { share_bps, .. } = &mut call {
            *share_bps = 0;
        }
        try_send(customer(), call)
    }),
    ("SlashTooLarge", || {
        let service = running(accepted(), 1);
        let mut call = slash_call(service, 1);
        if let Call::propose_slash { share_bps, .. } = &mut call {
            *share_bps = WHOLE_BPS + 1;
        }
        try_send(customer(), call)
    }),
    ("NoEvidence", || {
        let service = running(accepted(), 1);
        try_send(customer(), slash_call(service, 0))
    }),
    ("OwnCase", || {
        slash_proposed();
        try_send(customer(), Call::dispute_slash { slash: 0 })
    }),
    ("ReviewOver", || {
        slash_proposed();
        let_review_end();
        try_send(operator(1), Call::dispute_slash { slash: 0 })
    }),
    ("SlashNotDisputable", || {
        slash_proposed();
        done(operator(1), Call::dispute_slash { slash: 0 });
        try_send(outsider(), Call::dispute_slash { slash: 0 })
    }),
    ("SlashLapsed", || {
        slash_proposed();
        pass(3 * WEEK + 1);
        try_send(outsider(), Call::execute_slash { slash: 0 })
    }),
    ("SlashNotLapsed", || {
        slash_proposed();
        try_send(outsider(), Call::expire_slash { slash: 0 })
    }),
    ("SlashesPaused", || {
        slash_proposed();
        assert_ok!(govern(Call::pause_slashes { until: WEEK / 2 }));
        try_send(outsider(), Call::execute_slash { slash: 0 })
    }),
    ("PauseTooLong", || {
        govern(Call::pause_slashes { until: WEEK })
    }),
    ("PauseTooSoon", || {
        assert_ok!(govern(Call::pause_slashes { until: 1 }));
        govern(Call::pause_slashes { until: 2 })
    }),
    ("EvidenceUsed", || {
        let service = running(accepted(), 1);
        done(customer(), slash_call(service, 1));
        try_send(customer(), slash_call(service, 1))
    }),
    ("TooManySlashes", || {
        let service = running(accepted(), 1);
        for evidence in 1..9 {
            done(customer(), slash_call(service, evidence));
        }
        try_send(customer(), slash_call(service, 9))
    }),
    ("HeartbeatTermsFixed", || {
        let service = running(accepted(), 1);
        done(customer(), Call::fix_heartbeat_terms { service });
        try_send(customer(), Call::fix_heartbeat_terms { service })
    }),
    ("NotManagerOwner", || {
        let mut definition = definition(accepted());
        definition.generation = Generation::Seed2024;
        try_send(customer(), Call::create_blueprint { definition })
    }),
    ("JobCallOpen", || {
        let service = running(accepted(), 1);
        let call = called(service);
        try_send(outsider(), Call::prune_call { service, call })
    }),
    ("ReportNotFound", || {
        let service = running(accepted(), 1);
        try_send(outsider(), prune_report_call(service, operator(1), b"slow"))
    }),
    ("OperatorReportable", || {
        let service = running(accepted(), 1);
        done(outsider(), quality_call(service, operator(1), b"slow"));
        try_send(customer(), prune_report_call(service, operator(1), b"slow"))
    }),
    ("ResultsMissing", || {
        let service = running(accepted(), 1);
        let call = called(service);
        try_send(outsider(), Call::complete_call { service, call })
    }),
    ("AddressInUse", || {
        // The account that the address of operator 1 stands for where it is not mapped.
        use pallet_revive::AddressMapper;
        let address = Services::address_of(&operator(1));
        let fallback = pallet_revive::AccountId32Mapper::<Test>::to_fallback_account_id(&address);
        done(operator(1), Call::join_operators {});
        try_send(fallback, Call::join_operators {})
    }),
    ("NotManager", || {
        with_result();
        judge(owner(), 1, 0)
    }),
    ("ResultNotFound", || judge(with_result(), 2, 0)),
    ("AlreadyJudged", || {
        let manager = with_result();
        assert_ok!(judge(manager.clone(), 1, 0));
        judge(manager, 1, 0)
    }),
    ("TooManyPoints", || judge(with_result(), 1, 11)),
    ("BondIncomplete", || {
        let (blueprint, operators) = slashed();
        requesting(blueprint, &operators)
    }),
    ("BondComplete", || {
        done(operator(1), Call::join_operators {});
        try_send(operator(1), Call::restore_bond {})
    }),
    ("SlashNotFound", || {
        try_send(outsider(), Call::execute_slash { slash: 0 })
    }),
    ("SlashUnderReview", || {
        let service = running(accepted(), 1);
        done(customer(), slash_call(service, 1));
        try_send(outsider(), Call::execute_slash { slash: 0 })
    }),
    ("SlashesPending", || {
        let service = running(accepted(), 1);
        done(customer(), slash_call(service, 1));
        ended(service);
        done(operator(1), Call::unregister { blueprint: 0 });
        done(operator(1), Call::leave_operators {});
        try_send(operator(1), Call::finish_leaving {})
    }),
];

/// A slash of operator 1.
fn slash_proposed() {
    let service = running(accepted(), 1);
    done(customer(), slash_call(service, 1));
}

/// A service whose points come from verdicts, with a result of operator 1. Returns the manager's account.
fn with_result() -> AccountId32 {
    let points = PointTerms::ByVerdict { most: 10 };
    let (blueprint, operators) = blueprint_of(|it| it.points = points, 1);
    let request = request_service(blueprint, &operators);
    assert_ok!(approving(1, request));
    called(0);
    done(operator(1), result_call(0, 0));
    let blueprint = Blueprints::<Test>::get(blueprint).expect("it was created");
    Services::account_of(&blueprint.definition.manager)
}

fn judge(who: AccountId32, n: u8, points: u32) -> DispatchResult {
    Services::judge_result(&who, 0, 0, operator(n), true, points).map(|_| ())
}

/// A blueprint whose operator 1 was slashed.
fn slashed() -> (u64, Vec<AccountId32>) {
    let service = running(accepted(), 1);
    done(customer(), slash_call(service, 1));
    let_review_end();
    done(outsider(), Call::execute_slash { slash: 0 });
    (0, vec![operator(1)])
}

/// Report operator 1 of a new service so many blocks after its start.
fn offline_report(blocks: u64) -> DispatchResult {
    let service = running(accepted(), 1);
    System::set_block_number(System::block_number() + blocks);
    let operator = operator(1);
    try_send(outsider(), Call::report_offline { service, operator })
}
