//! The calls.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Become an operator: [`Config::OperatorBond`] is held.
        ///
        /// Errors: `AlreadyOperator`, `AddressInUse`; those of the currency where the bond cannot be held.
        #[pallet::call_index(0)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn join_operators(origin: OriginFor<T>) -> DispatchResult {
            Self::do_join_operators(ensure_signed(origin)?)
        }

        /// Pause (`false`) or resume (`true`) as an operator. A paused operator accepts no service, and finishes
        /// what it began in those that run.
        ///
        /// Errors: `NotOperator`, `OperatorLeaving`.
        #[pallet::call_index(1)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn set_available(origin: OriginFor<T>, available: bool) -> DispatchResult {
            Self::do_set_available(ensure_signed(origin)?, available)
        }

        /// Begin to leave: no service is accepted from now on, those running are served until
        /// they end, or for [`Config::LeavingNotice`]. [`Config::FaultWindow`] after that,
        /// `leave_service` takes the operator out of them.
        ///
        /// Errors: `NotOperator`, `OperatorLeaving`.
        #[pallet::call_index(2)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn leave_operators(origin: OriginFor<T>) -> DispatchResult {
            Self::do_leave_operators(ensure_signed(origin)?)
        }

        /// Leave for good, with the bond, once registered for no blueprint.
        ///
        /// Errors: `NotOperator`, `OperatorNotLeaving`, `OperatorStillRegistered`,
        /// `SlashesPending`.
        #[pallet::call_index(3)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn finish_leaving(origin: OriginFor<T>) -> DispatchResult {
            Self::do_finish_leaving(ensure_signed(origin)?)
        }

        /// Create a blueprint. Its manager's `onBlueprintCreated` may veto. Where its generation lacks that, the sender must
        /// be the manager's `owner`.
        ///
        /// Errors: `InvalidDefinition`, `ManagerWithoutCode`, `NotManagerOwner`, `TooManyBlueprints`, `IdsExhausted`;
        /// those of a hook.
        #[pallet::call_index(4)]
        #[pallet::weight(WeightOf::<T>::create_blueprint().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn create_blueprint(
            origin: OriginFor<T>,
            definition: BlueprintDefinition,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::create_blueprint(), &who, |hooks| {
                Self::do_create_blueprint(who.clone(), definition, hooks)
            })
        }

        /// Register for a blueprint, to run at most `instance_limit` of its services at a time.
        /// `onRegister` may veto. The format of the inputs depends on [`Generation::identifies_operators_by_key`].
        ///
        /// Errors: `NotOperator`, `OperatorNotActive`, `BondIncomplete`, `BlueprintNotFound`, `AlreadyRegistered`,
        /// `OperatorEjected`, `TooManyRegistrations`, `InvalidPreferences`, `KeyNotProven`, `KeyInUse`; those of a hook.
        #[pallet::call_index(5)]
        #[pallet::weight(WeightOf::<T>::register(inputs.len() as u32)
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn register(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            instance_limit: u32,
            inputs: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::register(inputs.len() as u32);
            Self::metered(base, &who, |hooks| {
                Self::do_register(who.clone(), blueprint, instance_limit, &inputs, hooks)
            })
        }

        /// Change how many services of a blueprint the operator runs at a time. Running ones stay.
        ///
        /// Errors: `NotRegistered`, `OperatorEjected`.
        #[pallet::call_index(6)]
        #[pallet::weight(WeightOf::<T>::set_instance_limit())]
        pub fn set_instance_limit(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            instance_limit: u32,
        ) -> DispatchResult {
            Self::do_set_instance_limit(ensure_signed(origin)?, blueprint, instance_limit)
        }

        /// Give up the registration for a blueprint, once in none of its services. `onUnregister`
        /// may veto, unless the operator is leaving.
        ///
        /// Errors: `BlueprintNotFound`, `NotRegistered`, `ServicesRunning`, `NotOperator`; those of
        /// a hook.
        #[pallet::call_index(7)]
        #[pallet::weight(WeightOf::<T>::unregister().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn unregister(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::unregister(), &who, |hooks| {
                Self::do_unregister(who.clone(), blueprint, hooks)
            })
        }

        /// Request a service of a blueprint from operators registered for it. It starts when all
        /// have approved, within [`Config::RequestTtl`] blocks. `ttl` is its life in seconds, 0
        /// for one without end. The assets secure it: each operator commits so much of each by its
        /// approval, and only that and its bond can be slashed in the service.
        /// `onRequest` may veto.
        ///
        /// [`Config::RequestBond`] is held until the request ends, or the service that it becomes is removed. It is
        /// lost where the requester takes the request back after an approval, and returned in all other cases.
        ///
        /// Errors: `BlueprintNotFound`, `TooFewOperators`, `TooManyOperators`,
        /// `DuplicateOperator`, `NotOperator`, `OperatorNotActive`, `BondIncomplete`, `NotRegistered`,
        /// `DuplicateAsset`, `TooManyRequests`, `OperatorBusy`, `IdsExhausted`; those of the stake, where it does not know an
        /// asset; those of the currency where the bond cannot be held; those of a hook.
        #[pallet::call_index(8)]
        #[pallet::weight(Pallet::<T>::request_reserve(
            operators, permitted_callers, assets, inputs.len() as u32,
        ))]
        pub fn request(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            operators: OperatorsOf<T>,
            permitted_callers: CallersOf<T>,
            inputs: PayloadOf<T>,
            #[pallet::compact] ttl: u64,
            assets: AssetsOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let terms = Terms::new(operators, permitted_callers, assets, ttl);
            Self::metered(terms.weight(inputs.len() as u32), &who, |hooks| {
                Self::do_request(who.clone(), blueprint, terms, inputs, hooks)
            })
        }

        /// Approve a request that names the sender. `onApprove` may veto. The last approval starts
        /// the service, which `onServiceInitialized` may veto, and asks `querySlashingOrigin` who may
        /// propose slashes in it.
        ///
        /// `revision` is that of the request that is approved: 0 before its first change.
        ///
        /// Errors: `RequestNotFound`, `RequestExpired`, `RequestChanged`, `NotRequested`,
        /// `AlreadyAnswered`, `RequestRejected`, `NotOperator`, `OperatorNotActive`, `BondIncomplete`, `NotRegistered`,
        /// `InstanceLimitReached` and `OperatorEjected` (of any of the operators, at the last approval), `PriceChanged`,
        /// `BlueprintFull`, `TooManyServices`, `IdsExhausted`; those of the stake, where there is too little of it; those of a hook.
        #[pallet::call_index(9)]
        #[pallet::weight(Pallet::<T>::approve_base(T::MaxOperatorsPerService::get())
            .saturating_add(Pallet::<T>::hook_reserve(3)))]
        pub fn approve(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
            #[pallet::compact] revision: u32,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Pallet::<T>::approve_base(0), &who, |hooks| {
                Self::do_approve(who.clone(), request, revision, hooks)
            })
        }

        /// Reject a request that names the sender. It cannot start before its requester has changed it, which asks
        /// all its operators again; or the requester takes it back, with the bond. `onReject`
        /// cannot prevent it.
        ///
        /// Errors: `RequestNotFound`, `RequestExpired`, `NotRequested`, `AlreadyAnswered`,
        /// `NotRegistered` where operators are named by keys; those of a hook.
        #[pallet::call_index(10)]
        #[pallet::weight(WeightOf::<T>::end_request(1)
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn reject(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::end_request(1), &who, |hooks| {
                Self::do_reject(who.clone(), request, hooks)
            })
        }

        /// Cancel a request: its requester at any time, any account once it has expired. The bond
        /// is burned if the request has not expired, an operator has approved it and none has rejected it; this
        /// requires `forfeit`.
        ///
        /// Errors: `RequestNotFound`, `NotRequester`, `RequestFinal`.
        #[pallet::call_index(11)]
        #[pallet::weight(WeightOf::<T>::end_request(T::MaxOperatorsPerService::get()))]
        pub fn cancel_request(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
            forfeit: bool,
        ) -> DispatchResultWithPostInfo {
            let weight = Self::do_cancel_request(ensure_signed(origin)?, request, forfeit)?;
            Ok(Some(weight).into())
        }

        /// End a service, as its owner: from now on it takes neither calls nor results, and its operators can be
        /// slashed for it for [`Config::FaultWindow`]. A manager whose `onServiceTermination` fails delays the end by
        /// [`Config::LeavingNotice`], or until the end of its life if that is earlier; it cannot prevent it.
        ///
        /// That long after any end, any account removes the service by the same call: then its operators are free.
        /// `onServiceTermination` tells the manager unless it has heard of the end.
        ///
        /// Errors: `ServiceNotFound`, `NotServiceOwner`, `FaultWindowOpen`; those of a hook.
        #[pallet::call_index(12)]
        #[pallet::weight(Pallet::<T>::terminate_base(T::MaxOperatorsPerService::get())
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn terminate(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Pallet::<T>::terminate_base(0), &who, |hooks| {
                Self::do_terminate(who.clone(), service, hooks)
            })
        }

        /// Call a job of a service, as its owner or a permitted caller. `onJobCall` may veto, e.g.
        /// because of the inputs.
        ///
        /// [`Pallet::call_deposit`] is held of the caller until the call is removed: by [`Self::prune_call`], or with the
        /// service.
        ///
        /// Where the job has a price ([`JobPrices`]), the caller pays it here, and cannot be an operator of the
        /// service.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `CallerNotPermitted`, `JobNotFound`,
        /// `IdsExhausted`, `OperatorCallsOwnJob`; `OperatorNotActive` where no operator serves that would be paid; those of the
        /// currency where the price cannot be paid; those of a hook.
        #[pallet::call_index(13)]
        #[pallet::weight(WeightOf::<T>::call(inputs.len() as u32)
            .saturating_add(WeightOf::<T>::pay_job(T::MaxOperatorsPerService::get()))
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn call(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            job: u8,
            inputs: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::call(inputs.len() as u32);
            Self::metered(base, &who, |hooks| {
                Self::do_call(who.clone(), service, job, inputs, hooks)
            })
        }

        /// Submit a result of a job call, as an operator of its service. `onJobResult` may veto.
        /// The job is complete with the number of results that `getRequiredResultCount` returns: at
        /// least 1, at most one of each operator.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `NotOperator`,
        /// `OperatorNotActive`, `JobCallNotFound`, `JobCallCompleted`, `JoinedAfterCall`, `ResultAlreadySubmitted`;
        /// those of a hook.
        #[pallet::call_index(14)]
        #[pallet::weight(
            Pallet::<T>::result_base(
                (outputs.len() as u32).saturating_add(T::MaxPayloadLength::get()),
            )
            .saturating_add(Pallet::<T>::hook_reserve(2))
        )]
        pub fn submit_result(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            #[pallet::compact] call: u64,
            outputs: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::submit_result(outputs.len() as u32);
            Self::metered(base, &who, |hooks| {
                Self::do_submit_result(who.clone(), service, call, &outputs, hooks)
            })
        }

        /// Report an operator of a service for a job call, with the call's inputs and the outputs that the
        /// operator submitted, empty where it submitted none: they are compared with what is on record.
        /// Per operator and job call, one report of its result is accepted, until [`Config::FaultWindow`] after it was submitted.
        /// Before that, one is of the lack of it, until as long after the operator served last.
        ///
        /// `verifyReport` judges the report within this call, while [`Config::ReportBond`] is on hold. If it
        /// returns, the report is accepted and the bond released. If it reverts, the report is false: the
        /// call succeeds with [`Event::ReportRejected`], nothing is recorded, and the bond is burned. A
        /// manager that does not implement the hook reverts, too; see [`Pallet::dry_run`].
        ///
        /// Errors: `ServiceNotFound`, `BlueprintNotFound`, `ReportingDisabled`,
        /// `NotServiceOperator`, `JobCallNotFound`, `ReportTooLate`, `JobMismatch`, `ReportMismatch`, `AlreadyReported`; without a
        /// result `JoinedAfterCall`, `JobCallCompleted`, `OperatorNotActive`, `NotOperator`: it could submit none;
        /// those of the currency where the bond cannot be held; those of a hook that does not revert.
        #[pallet::call_index(15)]
        #[pallet::weight(
            WeightOf::<T>::submit_report(
                (inputs.len() as u32)
                    .saturating_add(outputs.len() as u32)
                    .saturating_add(T::MaxPayloadLength::get()),
            )
            .saturating_add(Pallet::<T>::hook_reserve(1))
        )]
        pub fn submit_report(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            job: u8,
            #[pallet::compact] call: u64,
            participant: AccountIdOf<T>,
            inputs: PayloadOf<T>,
            outputs: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let bytes = (inputs.len() as u32).saturating_add(outputs.len() as u32);
            Self::metered(WeightOf::<T>::submit_report(bytes), &who, |hooks| {
                Self::do_submit_report(
                    who.clone(),
                    service,
                    job,
                    call,
                    participant,
                    &inputs,
                    &outputs,
                    hooks,
                )
            })
        }

        /// Report an operator of a service for a fault in the quality of service, of a kind that its
        /// blueprint accepts, with evidence whose format the manager defines. One report is accepted for
        /// each service, kind, operator and hash of the evidence, as long as its record is kept.
        ///
        /// `verifyQualityReport` judges it as `verifyReport` judges a report about a job call, with the same
        /// bond and [`Event::QualityReportRejected`]. For a report that is accepted, [`Config::DepositPerItem`] is held of
        /// the reporter until the record is removed: by [`Self::prune_quality_report`], or with the service.
        ///
        /// Errors: `ServiceNotFound`, `BlueprintNotFound`, `UnknownQualityKind`, `NotServiceOperator`, `ReportTooLate` (the fault
        /// window of the service, or of an operator that left it, is over), `AlreadyReported`; those of the currency where the bond
        /// cannot be held; those of a hook that does not revert.
        #[pallet::call_index(30)]
        #[pallet::weight(WeightOf::<T>::report_quality(evidence.len() as u32)
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn report_quality(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            kind: u8,
            participant: AccountIdOf<T>,
            evidence: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::report_quality(evidence.len() as u32);
            Self::metered(base, &who, |hooks| {
                Self::do_report_quality(who.clone(), service, kind, participant, &evidence, hooks)
            })
        }

        /// Set what a call of a job costs, as the owner of the blueprint; `None` for nothing. Only while no
        /// service of the blueprint runs; requests that wait cannot be approved any more (`PriceChanged`), and
        /// are cancelled without loss: customers know the price.
        ///
        /// Errors: `BlueprintNotFound`, `NotBlueprintOwner`, `JobNotFound`, `BlueprintInUse`,
        /// `InvalidPrice`.
        #[pallet::call_index(31)]
        #[pallet::weight(WeightOf::<T>::set_job_price())]
        pub fn set_job_price(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            job: u8,
            price: Option<JobPrice<BalanceOf<T>>>,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_job_price(who, blueprint, job, price)
        }

        /// Change the terms of a request while no operator has approved it, or once one has rejected it, which asks
        /// all its operators again: everything but its
        /// blueprint, its inputs, its bond and the block in which it expires. The terms are
        /// checked as those of a new request; `onRequest` is called again with the request's id
        /// and inputs, and may veto the change.
        ///
        /// Errors: `RequestNotFound`, `RequestExpired`, `NotRequester`, `RequestFinal`,
        /// `BlueprintNotFound`, `TooFewOperators`, `TooManyOperators`, `DuplicateOperator`,
        /// `NotOperator`, `OperatorNotActive`, `BondIncomplete`, `NotRegistered`, `DuplicateAsset`, `OperatorBusy`; those of the
        /// stake, where it does not know an asset; those of a hook.
        #[pallet::call_index(16)]
        #[pallet::weight(Pallet::<T>::request_reserve(
            operators, permitted_callers, assets, T::MaxPayloadLength::get(),
        )
        .saturating_add(Pallet::<T>::unindex_weight(T::MaxOperatorsPerService::get())))]
        pub fn modify_request(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
            operators: OperatorsOf<T>,
            permitted_callers: CallersOf<T>,
            assets: AssetsOf<T>,
            #[pallet::compact] ttl: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let terms = Terms::new(operators, permitted_callers, assets, ttl);
            Self::metered(terms.weight(0), &who, |hooks| {
                Self::do_modify_request(&who, request, terms, hooks)
            })
        }

        /// Send a heartbeat to a service, as an operator that serves in it: once per
        /// window of [`Config::HeartbeatWindow`] blocks. It ends a reported offline period, of which the time
        /// since the last report is charged as a report would.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `NotOperator`,
        /// `OperatorNotActive`, `HeartbeatTooSoon`.
        #[pallet::call_index(17)]
        #[pallet::weight(Pallet::<T>::heartbeat_base())]
        pub fn heartbeat(origin: OriginFor<T>, #[pallet::compact] service: u64) -> DispatchResult {
            Self::do_heartbeat(ensure_signed(origin)?, service)
        }

        /// Report that an operator has sent no heartbeat to a service in
        /// [`Config::OfflineLimit`] whole windows since the last one, the service's start, or the last such report. Any
        /// account may; it is not rewarded. It counts as an absence. Of the points that the operator earned in
        /// the service in this era, it loses the part of the era that it was away since then
        /// ([`EraPoints::withhold`]).
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `NotOperator`,
        /// `NotOffline`, `AlreadyReportedOffline`.
        #[pallet::call_index(18)]
        #[pallet::weight(Pallet::<T>::offline_base())]
        pub fn report_offline(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            operator: AccountIdOf<T>,
        ) -> DispatchResult {
            Self::do_report_offline(ensure_signed(origin)?, service, operator)
        }

        /// Propose to slash a share of an operator's bond and stake, as they are now, in basis points: at
        /// most what the blueprint's penalties allow for the class of the offence. The sender must be the
        /// account that `querySlashingOrigin` returned when the service started, the manager, or the blueprint's owner;
        /// if that query failed, no account may. [`Config::ProposalBond`] is held.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired` and `ReportTooLate` (the fault window of the service, or of an operator
        /// that left it, is over), `NotServiceOperator`, `NotOperator`, `BlueprintNotFound`, `NotSlashingOrigin`,
        /// `SlashTooLarge`, `EmptySlash`, `NoEvidence`, `OwnCase`, `EvidenceUsed`, `TooManySlashes`, `IdsExhausted`; those of the
        /// currency where the bond cannot be held.
        #[pallet::call_index(19)]
        #[pallet::weight(Pallet::<T>::proposal_base().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn propose_slash(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            operator: AccountIdOf<T>,
            offence: Charge,
            share_bps: u16,
            evidence: H256,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Self::proposal_base(), &who, |hooks| {
                Self::do_propose_slash(&who, service, operator, offence, share_bps, evidence, hooks)
            })
        }

        /// Veto a slash before its deadline, as [`Config::SlashVetoOrigin`]. Its proposer loses the bond.
        ///
        /// Errors: `BadOrigin`, `SlashNotFound`, `ReviewOver`.
        #[pallet::call_index(20)]
        #[pallet::weight(Pallet::<T>::veto_base())]
        pub fn veto_slash(origin: OriginFor<T>, #[pallet::compact] slash: u64) -> DispatchResult {
            T::SlashVetoOrigin::ensure_origin(origin)?;
            Self::do_veto_slash(slash)
        }

        /// Execute a slash from its deadline on, until it lapses. Any account may. Who disputed it loses the
        /// bond.
        ///
        /// Errors: `SlashNotFound`, `SlashUnderReview`, `SlashLapsed`, `SlashesPaused`, `NotOperator`,
        /// `BlueprintNotFound`.
        #[pallet::call_index(21)]
        #[pallet::weight(Pallet::<T>::execution_base().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn execute_slash(
            origin: OriginFor<T>,
            #[pallet::compact] slash: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Self::execution_base(), &who, |hooks| {
                Self::do_execute_slash(slash, hooks)
            })
        }

        /// Execute many slashes, each as [`Self::execute_slash`] would. Those that cannot be executed are left as
        /// they are. The page is as long as the caller finds room for in a block: each slash reserves the weight
        /// of a hook.
        #[pallet::call_index(32)]
        #[pallet::weight(
            Pallet::<T>::execution_base()
                .saturating_add(Pallet::<T>::hook_reserve(1))
                .saturating_mul(slashes.len() as u64)
        )]
        pub fn execute_slashes(
            origin: OriginFor<T>,
            slashes: BoundedVec<u64, ConstU32<MAX_PAGE>>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = Self::execution_base().saturating_mul(slashes.len() as u64);
            Self::metered(base, &who, |hooks| {
                for slash in slashes {
                    let _ = with_storage_layer(|| Self::do_execute_slash(slash, hooks));
                }
                Ok(())
            })
        }

        /// Dispute a slash under review, with [`Config::DisputeBond`]: the operator, or any account but who
        /// proposed it. [`Config::SlashVetoOrigin`] then has [`Config::ResolutionPeriod`] to rule.
        ///
        /// Errors: `SlashNotFound`, `SlashNotDisputable`, `ReviewOver`, `OwnCase`; those of the currency
        /// where the bond cannot be held.
        #[pallet::call_index(25)]
        #[pallet::weight(Pallet::<T>::step_base())]
        pub fn dispute_slash(
            origin: OriginFor<T>,
            #[pallet::compact] slash: u64,
        ) -> DispatchResult {
            Self::do_dispute_slash(ensure_signed(origin)?, slash)
        }

        /// Rule on a disputed slash before its deadline, as [`Config::SlashVetoOrigin`]. One that stands can
        /// be executed, not before its review would have ended; otherwise it ends, its proposer loses the
        /// bond, and who disputed it gets its own back.
        ///
        /// Errors: `BadOrigin`, `SlashNotFound`, `SlashNotDisputable`, `ReviewOver`.
        #[pallet::call_index(26)]
        #[pallet::weight(Pallet::<T>::step_base())]
        pub fn resolve_slash(
            origin: OriginFor<T>,
            #[pallet::compact] slash: u64,
            stands: bool,
        ) -> DispatchResult {
            T::SlashVetoOrigin::ensure_origin(origin)?;
            Self::do_resolve_slash(slash, stands)
        }

        /// End a slash that was not executed in time. Any account may. Bonds are returned, but for that of
        /// a dispute that was lost by a ruling.
        ///
        /// Errors: `SlashNotFound`, `SlashNotLapsed`.
        #[pallet::call_index(27)]
        #[pallet::weight(Pallet::<T>::step_base())]
        pub fn expire_slash(origin: OriginFor<T>, #[pallet::compact] slash: u64) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_expire_slash(slash)
        }

        /// Veto many slashes, as [`Config::SlashVetoOrigin`], for a fault that hits many operators. Those
        /// that cannot be vetoed are left as they are.
        ///
        /// Errors: `BadOrigin`.
        #[pallet::call_index(28)]
        #[pallet::weight(Pallet::<T>::veto_base().saturating_mul(slashes.len() as u64))]
        pub fn veto_slashes(
            origin: OriginFor<T>,
            slashes: BoundedVec<u64, ConstU32<MAX_PAGE>>,
        ) -> DispatchResult {
            T::SlashVetoOrigin::ensure_origin(origin)?;
            // Without a layer each would fail, and the call would not.
            storage_layers::ensure_left(storage_layers::FOR_STEPS)?;
            for slash in slashes {
                let _ = with_storage_layer(|| Self::do_veto_slash(slash));
            }
            Ok(())
        }

        /// Pause the execution of slashes until a time in unix seconds, as [`Config::SlashVetoOrigin`]; one
        /// that is over ends the pause. Reviews, disputes and vetoes go on. A slash that would lapse in the pause, or less than a day
        /// after it, can be executed for a day after it.
        ///
        /// Errors: `BadOrigin`, `PauseTooLong`, `PauseTooSoon` while a pause lasts and for two weeks after it.
        #[pallet::call_index(29)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn pause_slashes(origin: OriginFor<T>, until: u64) -> DispatchResult {
            T::SlashVetoOrigin::ensure_origin(origin)?;
            Self::do_pause_slashes(until)
        }

        /// Take an operator out of a service, as any account: one that leaves the service or all of them, and whose
        /// notice has been over for [`Config::FaultWindow`]. The service continues with the others. If they are fewer than
        /// its blueprint requires, it stops; if there are none, it is terminated. `onOperatorLeft`
        /// and `onServiceTermination` cannot veto.
        ///
        /// Errors: `NotOperator`, `OperatorNotLeaving`, `ServiceNotFound`, `NotServiceOperator`,
        /// `TooEarlyToLeave`, `BlueprintNotFound`.
        #[pallet::call_index(22)]
        #[pallet::weight(Pallet::<T>::leave_service_base(true)
            .saturating_add(Pallet::<T>::hook_reserve(2)))]
        pub fn leave_service(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            operator: AccountIdOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Pallet::<T>::leave_service_base(false), &who, |hooks| {
                Self::do_leave_service(service, operator, hooks)
            })
        }

        /// Restore what slashes have taken of the operator's bond. Until then it can neither
        /// register nor be named in requests.
        ///
        /// Errors: `NotOperator`, `BondComplete`; those of the currency where it cannot be held.
        #[pallet::call_index(23)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn restore_bond(origin: OriginFor<T>) -> DispatchResult {
            Self::do_restore_bond(ensure_signed(origin)?)
        }

        /// Complete a job call that has the number of results that `getRequiredResultCount` returns now, or that of
        /// all operators that still serve and that it was made to: because one left without submitting its own, whether or not another
        /// one joined since, or fewer are required than before. Any account may.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `JobCallNotFound`, `JobCallCompleted`,
        /// `ResultsMissing`, `BlueprintNotFound`.
        #[pallet::call_index(24)]
        #[pallet::weight(
            WeightOf::<T>::complete_call(
                T::MaxPayloadLength::get(),
                T::MaxOperatorsPerService::get(),
            )
            .saturating_add(Pallet::<T>::hook_reserve(1))
        )]
        pub fn complete_call(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            #[pallet::compact] call: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::complete_call(0, 0), &who, |hooks| {
                Self::do_complete_call(service, call, hooks)
            })
        }

        /// Invite an operator to join a running service, as its owner; or take the invitation back.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOwner`, `AlreadyInService`, `NotInvited`,
        /// `TooManyOperators`.
        #[pallet::call_index(37)]
        #[pallet::weight(WeightOf::<T>::invite_operator())]
        pub fn invite_operator(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            operator: AccountIdOf<T>,
            invited: bool,
        ) -> DispatchResult {
            Self::do_invite_operator(ensure_signed(origin)?, service, operator, invited)
        }

        /// Join a running service, as an operator that its owner has invited: under its terms, with so much of
        /// each of its assets. `canJoin` decides where the generation has it; a manager that does not answer
        /// admits no operator. `onOperatorJoined` cannot veto.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotInvited`, `BlueprintNotFound`, `TooManyOperators`,
        /// `NotOperator`, `OperatorNotActive`, `BondIncomplete`, `NotRegistered`, `InstanceLimitReached`,
        /// `OperatorEjected`, `SlashesPending`, `JoinRefused`; those of the stake where it has too little.
        #[pallet::call_index(38)]
        #[pallet::weight(Pallet::<T>::join_base().saturating_add(Pallet::<T>::hook_reserve(2)))]
        pub fn join_service(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(Self::join_base(), &who, |hooks| {
                Self::do_join_service(who.clone(), service, hooks)
            })
        }

        /// Begin to leave a running service. `canLeave` may refuse; `getExitConfig` says how long after joining
        /// an operator stays, and how long it serves from now on, each at most [`Config::LeavingNotice`], which
        /// is the default of the second. [`Config::FaultWindow`] after that, `leave_service` takes it out.
        /// `onExitScheduled` cannot veto.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `NotOperator`,
        /// `OperatorNotActive`, `ExitScheduled`, `LeaveRefused`, `TooEarlyToLeave`, `BlueprintNotFound`.
        #[pallet::call_index(39)]
        #[pallet::weight(WeightOf::<T>::exit().saturating_add(Pallet::<T>::hook_reserve(3)))]
        pub fn schedule_exit(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::exit(), &who, |hooks| {
                Self::do_schedule_exit(who.clone(), service, hooks)
            })
        }

        /// Stay in a running service that the sender is leaving, while it still serves. `onExitCanceled` cannot
        /// veto.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `ExitNotScheduled`, `NoticeOver`,
        /// `BlueprintNotFound`.
        #[pallet::call_index(40)]
        #[pallet::weight(WeightOf::<T>::exit().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn cancel_exit(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::exit(), &who, |hooks| {
                Self::do_cancel_exit(who.clone(), service, hooks)
            })
        }

        /// Stay, as an operator that leaves and whose notice is not over.
        ///
        /// Errors: `NotOperator`, `OperatorNotLeaving`, `NoticeOver`.
        #[pallet::call_index(33)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn cancel_leaving(origin: OriginFor<T>) -> DispatchResult {
            Self::do_cancel_leaving(ensure_signed(origin)?)
        }

        /// Replace the accounts that may call jobs of a service beside its owner, as its owner. The manager hears
        /// of those that the service started with alone.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOwner`.
        #[pallet::call_index(34)]
        #[pallet::weight(WeightOf::<T>::owner(permitted_callers.len() as u32))]
        pub fn set_permitted_callers(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            permitted_callers: CallersOf<T>,
        ) -> DispatchResult {
            Self::do_set_permitted_callers(ensure_signed(origin)?, service, permitted_callers)
        }

        /// Offer a blueprint or a running service to another account, as its owner; `None` takes the offer back.
        /// A blueprint's owner may propose slashes in its services, and receives its part of prices.
        ///
        /// Errors: `BlueprintNotFound`, `NotBlueprintOwner`, `ServiceNotFound`, `ServiceExpired`,
        /// `NotServiceOwner`.
        #[pallet::call_index(35)]
        #[pallet::weight(WeightOf::<T>::owner(0))]
        pub fn offer_ownership(
            origin: OriginFor<T>,
            item: Owned,
            to: Option<AccountIdOf<T>>,
        ) -> DispatchResult {
            Self::do_offer_ownership(ensure_signed(origin)?, item, to)
        }

        /// Take over what its owner has offered to the sender.
        ///
        /// Errors: `NotOffered`, `BlueprintNotFound`, `ServiceNotFound`, `ServiceExpired`, `TooManyBlueprints`,
        /// `TooManyServices`.
        #[pallet::call_index(36)]
        #[pallet::weight(WeightOf::<T>::accept_ownership())]
        pub fn accept_ownership(origin: OriginFor<T>, item: Owned) -> DispatchResult {
            Self::do_accept_ownership(ensure_signed(origin)?, item)
        }

        /// Remove a job call with its results, verdicts and reports, as any account [`Config::FaultWindow`] after it was
        /// completed; as the account that called the job, also that long after the call where it lacks results. The
        /// deposit returns to that account. Where there are more than
        /// [`PRUNE_LIMIT`] of a kind, the call is removed by the last of several prunings.
        ///
        /// Errors: `JobCallNotFound`, `JobCallOpen`, `FaultWindowOpen`.
        #[pallet::call_index(41)]
        #[pallet::weight(WeightOf::<T>::prune_call(PRUNE_LIMIT.saturating_mul(3)))]
        pub fn prune_call(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            #[pallet::compact] call: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let weight = Self::do_prune_call(&who, service, call)?;
            Ok(Some(weight).into())
        }

        /// Execute a call whose hooks take at most `most` of the sender as deposits for storage, all of them
        /// together, in the chain's smallest unit. A hook that needs more fails, and the call with it, also a hook
        /// whose failure the call tolerates otherwise.
        ///
        /// Errors: `HookDepositExhausted`; those of the call.
        #[pallet::call_index(42)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (info.call_weight.saturating_add(WeightOf::<T>::limit_deposit()), info.class)
        })]
        pub fn limit_deposit(
            origin: OriginFor<T>,
            #[pallet::compact] most: BalanceOf<T>,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin.clone())?;
            let own = WeightOf::<T>::limit_deposit();
            let add = |post: PostDispatchInfo| PostDispatchInfo {
                actual_weight: post.actual_weight.map(|used| used.saturating_add(own)),
                ..post
            };
            let most = most.unique_saturated_into();
            Pallet::<T>::within_deposit_limit(most, || call.dispatch(origin))
                .map(add)
                .map_err(|mut failed| {
                    failed.post_info = add(failed.post_info);
                    failed
                })
        }

        /// Change what the sender registered for a blueprint beside its key, e.g. its RPC address. `onUpdatePreferences`
        /// tells the manager, which cannot veto. The inputs are what the manager wants; where operators are identified
        /// by keys, they are the arguments of `onRegister` with the same key.
        ///
        /// Errors: `BlueprintNotFound`, `NotRegistered`, `InvalidPreferences`.
        #[pallet::call_index(43)]
        #[pallet::weight(WeightOf::<T>::register(inputs.len() as u32)
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn update_preferences(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            inputs: PayloadOf<T>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::register(inputs.len() as u32);
            Self::metered(base, &who, |hooks| {
                Self::do_update_preferences(who.clone(), blueprint, &inputs, hooks)
            })
        }

        /// Ask the manager of a running service how often its operators send heartbeats
        /// (`getHeartbeatInterval`, `getHeartbeatThreshold`), as the service's owner, once in its life. Until then,
        /// and where the manager leaves it to the chain, it is [`Config::HeartbeatWindow`] and
        /// [`Config::OfflineLimit`].
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOwner`, `HeartbeatTermsFixed`,
        /// `BlueprintNotFound`.
        #[pallet::call_index(44)]
        #[pallet::weight(WeightOf::<T>::fix_heartbeat_terms()
            .saturating_add(Pallet::<T>::hook_reserve(2)))]
        pub fn fix_heartbeat_terms(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::fix_heartbeat_terms(), &who, |hooks| {
                Self::do_fix_heartbeat_terms(&who, service, hooks)
            })
        }

        /// Remove a quality report: as any account once its operator has left the service, as the reporter
        /// [`Config::FaultWindow`] after the report. Until it is removed, the same evidence is not judged again. The deposit
        /// returns to the reporter. `evidence` is the keccak256 of the evidence.
        ///
        /// Errors: `ReportNotFound`, `OperatorReportable`, `FaultWindowOpen`.
        #[pallet::call_index(45)]
        #[pallet::weight(WeightOf::<T>::prune_call(0))]
        pub fn prune_quality_report(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
            kind: u8,
            participant: AccountIdOf<T>,
            evidence: H256,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_prune_quality_report(&who, service, kind, participant, evidence)
        }

        /// Let an operator that was ejected from a blueprint return to it, as [`Config::SlashVetoOrigin`]. Its offences stay on its
        /// record: the next one of their class, in another era, ejects it again. It sets its limit of services anew.
        ///
        /// Errors: `BadOrigin`, `OperatorNotEjected`.
        #[pallet::call_index(46)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn readmit_operator(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            operator: AccountIdOf<T>,
        ) -> DispatchResult {
            T::SlashVetoOrigin::ensure_origin(origin)?;
            Self::do_readmit_operator(blueprint, operator)
        }
    }
}
