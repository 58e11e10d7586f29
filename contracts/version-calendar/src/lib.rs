//! Version calendar: from when on operators must run which build of a blueprint's binary. Its interface is
//! `abi/solidity/library/IVersionCalendar.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IVersionCalendar.sol")]
pub mod version_calendar {
    use blueprint_components::{prelude::*, version_calendar as calendar};

    /// The roles, and builds.
    #[derive(Default)]
    pub struct VersionCalendar {
        roles: Roles,
        calendar: blueprint_components::VersionCalendar,
    }

    impl VersionCalendar {
        /// `runtime` opens services, publishes builds and names operators; `guardian` replaces a lost key. Roles are handed
        /// over with a delay of `role_delay` seconds, 1 to 30 days.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for VersionCalendar {}

    #[unguarded]
    impl IVersionCalendar for VersionCalendar {
        fn open_service(&mut self, service_id: u64, notice: NoticeCalldata) -> Result<()> {
            self.roles.admit()?;
            let Notice { ordinary, security } = notice.to_value()?;
            let notice = calendar::Notice { ordinary, security };
            self.calendar.open(service_id, &notice)
        }

        fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
            self.roles.admit()?;
            self.calendar.set_operator(service_id, operator, serves)
        }

        fn publish(
            &mut self,
            service_id: u64,
            digest: [u8; 32],
            deadline: u64,
            security: bool,
        ) -> Result<u32> {
            self.roles.admit()?;
            self.calendar
                .publish(service_id, digest, deadline, security)
        }

        fn withdraw(&mut self, service_id: u64, build: u32) -> Result<()> {
            self.roles.admit()?;
            self.calendar.withdraw(service_id, build)
        }

        fn acknowledge_for(
            &mut self,
            service_id: u64,
            operator: Address,
            build: u32,
        ) -> Result<()> {
            self.roles.admit()?;
            self.calendar.acknowledge(service_id, operator, build)
        }

        fn acknowledge(&mut self, service_id: u64, build: u32) -> Result<()> {
            self.calendar.acknowledge(service_id, env::caller(), build)
        }

        fn up_to_date_at(&self, service_id: u64, operator: Address, time: u64) -> Result<bool> {
            self.calendar.is_up_to_date(service_id, operator, time)
        }

        fn required_at(&self, service_id: u64, time: u64) -> Result<u32> {
            self.calendar.required(service_id, time)
        }

        fn acknowledged_by(&self, service_id: u64, operator: Address) -> (u32, u64) {
            let acknowledged = self.calendar.operator(service_id, operator).acknowledged;
            (acknowledged.build, acknowledged.time)
        }

        fn serving_of(&self, service_id: u64, operator: Address) -> Serving {
            let serving = self.calendar.operator(service_id, operator).serving;
            Serving {
                from: serving.from,
                until: serving.until,
                earlier_from: serving.earlier_from,
                earlier_until: serving.earlier_until,
            }
        }

        fn builds_of(&self, service_id: u64) -> Result<u32> {
            Ok(self.calendar.service(service_id)?.builds)
        }

        fn build_of(&self, service_id: u64, build: u32) -> Result<Build> {
            self.calendar.service(service_id)?;
            let published = self.calendar.published(service_id, build)?;
            Ok(Build {
                digest: published.digest,
                published_at: published.published_at,
                deadline: published.deadline,
                security: published.security,
                withdrawn_at: published.withdrawn_at,
            })
        }

        fn notice_of(&self, service_id: u64) -> Result<Notice> {
            let notice = self.calendar.service(service_id)?.notice;
            Ok(Notice {
                ordinary: notice.ordinary,
                security: notice.security,
            })
        }
    }
}
