//! The calls.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Become an operator: [`Config::OperatorBond`] is held.
        ///
        /// Errors: `AlreadyOperator`; those of the currency where the bond cannot be held.
        #[pallet::call_index(0)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn join_operators(origin: OriginFor<T>) -> DispatchResult {
            Self::do_join_operators(ensure_signed(origin)?)
        }

        /// Pause (`false`) or resume (`true`) as an operator. A paused operator accepts no service
        /// and submits no results.
        ///
        /// Errors: `NotOperator`, `OperatorLeaving`.
        #[pallet::call_index(1)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn set_available(origin: OriginFor<T>, available: bool) -> DispatchResult {
            Self::do_set_available(ensure_signed(origin)?, available)
        }

        /// Begin to leave: no service is accepted from now on, those running are served until
        /// they end.
        ///
        /// Errors: `NotOperator`, `OperatorLeaving`.
        #[pallet::call_index(2)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn leave_operators(origin: OriginFor<T>) -> DispatchResult {
            Self::do_leave_operators(ensure_signed(origin)?)
        }

        /// Leave for good, with the bond, once registered for no blueprint.
        ///
        /// Errors: `NotOperator`, `OperatorNotLeaving`, `OperatorStillRegistered`.
        #[pallet::call_index(3)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn finish_leaving(origin: OriginFor<T>) -> DispatchResult {
            Self::do_finish_leaving(ensure_signed(origin)?)
        }

        /// Create a blueprint. Its manager's `onBlueprintCreated` may refuse it.
        ///
        /// Errors: `InvalidDefinition`, `ManagerWithoutCode`, `TooManyBlueprints`, `IdsExhausted`;
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

        /// Register for a blueprint, ready to run so many of its services at a time. `onRegister`
        /// may refuse, by the inputs.
        ///
        /// Errors: `NotOperator`, `OperatorNotActive`, `BlueprintNotFound`, `AlreadyRegistered`,
        /// `TooManyRegistrations`; those of a hook.
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
        /// Errors: `NotRegistered`.
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
        /// may refuse.
        ///
        /// Errors: `BlueprintNotFound`, `NotRegistered`, `ServicesRunning`; those of a hook.
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
        /// for one without end. `onRequest` may refuse.
        ///
        /// Errors: `BlueprintNotFound`, `TooFewOperators`, `TooManyOperators`,
        /// `DuplicateOperator`, `NotOperator`, `OperatorNotActive`, `NotRegistered`,
        /// `TooManyRequests`, `IdsExhausted`; those of a hook.
        #[pallet::call_index(8)]
        #[pallet::weight(
            WeightOf::<T>::request(
                operators.len() as u32,
                permitted_callers.len() as u32,
                inputs.len() as u32,
            )
            .saturating_add(Pallet::<T>::hook_reserve(1))
        )]
        pub fn request(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
            operators: OperatorsOf<T>,
            permitted_callers: CallersOf<T>,
            inputs: PayloadOf<T>,
            #[pallet::compact] ttl: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let base = WeightOf::<T>::request(
                operators.len() as u32,
                permitted_callers.len() as u32,
                inputs.len() as u32,
            );
            Self::metered(base, &who, |hooks| {
                Self::do_request(
                    who.clone(),
                    blueprint,
                    operators,
                    permitted_callers,
                    &inputs,
                    ttl,
                    hooks,
                )
            })
        }

        /// Approve a request one is asked for. `onApprove` may refuse. The last approval starts
        /// the service, which `onServiceInitialized` may refuse.
        ///
        /// Errors: `RequestNotFound`, `RequestExpired`, `NotRequested`, `AlreadyApproved`,
        /// `NotOperator`, `OperatorNotActive`, `NotRegistered`, `InstanceLimitReached` (of any of
        /// the operators, at the last approval), `BlueprintFull`, `TooManyServices`,
        /// `IdsExhausted`; those of a hook.
        #[pallet::call_index(9)]
        #[pallet::weight(WeightOf::<T>::approve(T::MaxOperatorsPerService::get())
            .saturating_add(Pallet::<T>::hook_reserve(2)))]
        pub fn approve(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::approve(0), &who, |hooks| {
                Self::do_approve(who.clone(), request, hooks)
            })
        }

        /// Reject a request one is asked for, which ends it. `onReject` may refuse.
        ///
        /// Errors: `RequestNotFound`, `RequestExpired`, `NotRequested`, `AlreadyApproved`; those
        /// of a hook.
        #[pallet::call_index(10)]
        #[pallet::weight(WeightOf::<T>::end_request().saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn reject(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::end_request(), &who, |hooks| {
                Self::do_reject(who.clone(), request, hooks)
            })
        }

        /// Take back a request: its requester at any time, anyone once it has expired.
        ///
        /// Errors: `RequestNotFound`, `NotRequester`.
        #[pallet::call_index(11)]
        #[pallet::weight(WeightOf::<T>::end_request())]
        pub fn cancel_request(
            origin: OriginFor<T>,
            #[pallet::compact] request: u64,
        ) -> DispatchResult {
            Self::do_cancel_request(ensure_signed(origin)?, request)
        }

        /// End a service: its owner during its life, anyone after it. `onServiceTermination` may
        /// refuse the owner, but not the end of a life.
        ///
        /// Errors: `ServiceNotFound`, `NotServiceOwner`; those of a hook.
        #[pallet::call_index(12)]
        #[pallet::weight(WeightOf::<T>::terminate(T::MaxOperatorsPerService::get())
            .saturating_add(Pallet::<T>::hook_reserve(1)))]
        pub fn terminate(
            origin: OriginFor<T>,
            #[pallet::compact] service: u64,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::metered(WeightOf::<T>::terminate(0), &who, |hooks| {
                Self::do_terminate(who.clone(), service, hooks)
            })
        }

        /// Call a job of a service, as its owner or a permitted caller. `onJobCall` may refuse, by
        /// the inputs.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `CallerNotPermitted`, `JobNotFound`,
        /// `IdsExhausted`; those of a hook.
        #[pallet::call_index(13)]
        #[pallet::weight(WeightOf::<T>::call(inputs.len() as u32)
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

        /// Submit a result of a job call, as an operator of its service. `onJobResult` may refuse.
        /// The job is complete with as many results as `getRequiredResultCount` says: at least 1,
        /// at most one of each operator.
        ///
        /// Errors: `ServiceNotFound`, `ServiceExpired`, `NotServiceOperator`, `NotOperator`,
        /// `OperatorNotActive`, `JobCallNotFound`, `JobCallCompleted`, `ResultAlreadySubmitted`;
        /// those of a hook.
        #[pallet::call_index(14)]
        #[pallet::weight(
            WeightOf::<T>::submit_result(
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

        /// Hold a job call against an operator of its service, with the inputs and outputs in
        /// question. They are evidence, not compared with what was submitted: `verifyReport`
        /// decides whether the report stands. One is taken for each operator and job call.
        ///
        /// Errors: `ServiceNotFound`, `BlueprintNotFound`, `ReportingDisabled`,
        /// `NotServiceOperator`, `JobCallNotFound`, `JobMismatch`, `AlreadyReported`; those of a
        /// hook.
        #[pallet::call_index(15)]
        #[pallet::weight(
            WeightOf::<T>::submit_report((inputs.len() as u32).saturating_add(outputs.len() as u32))
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
            let base = WeightOf::<T>::submit_report(
                (inputs.len() as u32).saturating_add(outputs.len() as u32),
            );
            Self::metered(base, &who, |hooks| {
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
    }
}
