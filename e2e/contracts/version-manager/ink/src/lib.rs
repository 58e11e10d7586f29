//! A manager that passes the builds of Tangle's core 0.20 on to a version calendar. The same in Solidity is
//! `../../solidity/VersionManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod roles = "blueprint-abi/library/IRoles.sol");

#[blueprint_hooks::contract("../../IVersionManager.sol")]
pub mod version_manager {
    use super::roles::Client as Roles;
    use blueprint_components::{
        prelude::*,
        version_calendar::abi::{Client as Calendar, Notice},
    };

    /// Services that have a calendar: a version is published in each of them by one hook.
    const MOST_SERVICES: u32 = 8;

    #[derive(Default)]
    pub struct VersionManager {
        guard: RuntimeGuard,
        calendar_and_notice: Immutable<(Address, u64)>,
        /// How many operators approved a request, and which.
        approvals: Map<u64, u32>,
        approved: Map<(u64, u32), Address>,
        /// How many services have a calendar, and which.
        count: Cell<u32>,
        services: Map<u32, u64>,
        builds: Map<(u64, u64), u32>,
    }

    impl VersionManager {
        pub fn constructor(
            &mut self,
            runtime: Address,
            calendar: Address,
            notice: u64,
        ) -> Result<()> {
            self.calendar_and_notice.set(&(calendar, notice));
            self.guard.init(runtime)
        }

        fn builds_in(&self) -> Calendar {
            Calendar::at(self.calendar_and_notice.get().0)
        }

        fn services(&self) -> u32 {
            self.count.get().unwrap_or_default()
        }

        fn has_calendar(&self, service_id: u64) -> bool {
            (0..self.services()).any(|n| self.services.get(&n) == Some(service_id))
        }

        fn serves(&self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
            if self.has_calendar(service_id) {
                self.builds_in()
                    .set_operator(service_id, operator, serves)?;
            }
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for VersionManager {
        fn on_approve(&mut self, call: OnApprove) -> Result<()> {
            let request = call.request_id;
            let count = self.approvals.get(&request).unwrap_or_default();
            self.approved.set(&(request, count), &call.operator);
            self.approvals.set(&request, &count.saturating_add(1));
            Ok(())
        }

        fn on_service_initialized(&mut self, call: OnServiceInitialized) -> Result<()> {
            let (request, service_id, count) = (call.request_id, call.service_id, self.services());
            if count >= MOST_SERVICES {
                return Ok(());
            }
            let (_, ordinary) = self.calendar_and_notice.get();
            // The core does not say which build is a security patch.
            let security = ordinary;
            let notice = Notice { ordinary, security };
            self.builds_in().open_service(service_id, notice)?;
            self.services.set(&count, &service_id);
            self.count.set(&count.saturating_add(1));
            for n in 0..self.approvals.get(&request).unwrap_or_default() {
                let operator = self.approved.get(&(request, n)).unwrap_or_default();
                self.builds_in().set_operator(service_id, operator, true)?;
            }
            Ok(())
        }

        fn on_operator_joined(&mut self, call: OnOperatorJoined) -> Result<()> {
            self.serves(call.service_id, call.operator, true)
        }

        fn on_operator_left(&mut self, call: OnOperatorLeft) -> Result<()> {
            self.serves(call.service_id, call.operator, false)
        }

        fn on_binary_version_published(&mut self, call: OnBinaryVersionPublished) -> Result<()> {
            let (_, notice) = self.calendar_and_notice.get();
            let deadline = env::now().saturating_add(notice);
            for n in 0..self.services() {
                let service_id = self.services.get(&n).unwrap_or_default();
                // As in Solidity, the version is read where a service needs it.
                let (version, digest) = (call.version.version_id()?, call.version.sha256_hash()?);
                let build = self
                    .builds_in()
                    .publish(service_id, digest, deadline, false)?;
                self.builds.set(&(service_id, version), &build);
            }
            Ok(())
        }

        fn on_operator_binary_acked(&mut self, call: OnOperatorBinaryAcked) -> Result<()> {
            let (service_id, operator) = (call.service_id, call.operator);
            let build = self.build_of(service_id, call.version_id);
            if build == 0 {
                return Ok(());
            }
            let (newest, _) = self.builds_in().acknowledged_by(service_id, operator)?;
            if build > newest {
                self.builds_in()
                    .acknowledge_for(service_id, operator, build)?;
            }
            Ok(())
        }
    }

    #[unguarded]
    impl IVersionManager for VersionManager {
        fn take_role(&mut self, from: Address, role: u8) -> Result<()> {
            let failed = PeerFailed { peer: from };
            // A contract that calls itself fails without an error's name.
            ensure!(from != env::this(), failed);
            let taken = Roles::at(from).accept_role(role);
            taken.map_err(|error| error.or(PeerFailed { peer: from }))
        }

        fn calendar(&self) -> (Address, u64) {
            self.calendar_and_notice.get()
        }

        fn build_of(&self, service_id: u64, version_id: u64) -> u32 {
            let build = self.builds.get(&(service_id, version_id));
            build.unwrap_or_default()
        }
    }
}
