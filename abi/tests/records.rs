//! The records in SCALE and in Solidity: the same values, without loss either way.

#![cfg(feature = "scale")]

use alloy_primitives::Bytes;
use alloy_sol_types::{SolStruct, SolValue};
use blueprint_abi::{
    core_0_10::IBlueprintServiceManager as core_0_10,
    core_0_20::IBlueprintServiceManager as core_0_20,
    form::{Form, FormError},
    offender::{AccountOffender, AddressOffender, Offender},
    operator::{CompressedKey, Operator, UncompressedKey},
    records::{
        JobResult, OperatorPreferences, Payload, PointsAward, QosReport, Report, ReportKind, Slash,
        SlashPercent, MAX_PAYLOAD, MAX_RPC_ADDRESS,
    },
    records_1::Records as sol,
    seed_2024::IReportVerifier::verifyReportCall,
    substrate_1_4::IBlueprintServiceManager as substrate,
};
use codec::{Decode, Encode, MaxEncodedLen};
use primitive_types::{H160, H256};
use proptest::{array::uniform20, array::uniform32, collection::vec, prelude::*};

fn payload() -> impl Strategy<Value = Payload> {
    vec(any::<u8>(), 0..200).prop_map(|it| it.try_into().expect("short enough"))
}

fn address() -> impl Strategy<Value = H160> {
    uniform20(any::<u8>()).prop_map(H160)
}

fn compressed() -> impl Strategy<Value = CompressedKey> {
    (2..=3u8, uniform32(any::<u8>())).prop_map(|(first, x)| {
        let bytes = [&[first], x.as_slice()].concat();
        bytes.as_slice().try_into().expect("a key")
    })
}

fn uncompressed() -> impl Strategy<Value = UncompressedKey> {
    vec(any::<u8>(), 64).prop_map(|point| {
        let bytes = [&[4], point.as_slice()].concat();
        bytes.as_slice().try_into().expect("a key")
    })
}

fn operator() -> impl Strategy<Value = Operator> {
    prop_oneof![
        compressed().prop_map(Operator::CompressedKey),
        uncompressed().prop_map(Operator::UncompressedKey),
        address().prop_map(|it| Operator::Address(it.0)),
    ]
}

fn offender() -> impl Strategy<Value = Offender> {
    prop_oneof![
        uniform32(any::<u8>()).prop_map(|it| Offender::Account(AccountOffender(it))),
        address().prop_map(|it| Offender::Address(AddressOffender(it.0))),
    ]
}

fn result() -> impl Strategy<Value = JobResult> {
    (any::<(u64, u8, u64)>(), address(), payload(), payload()).prop_map(
        |((service_id, job, job_call_id), operator, inputs, outputs)| JobResult {
            service_id,
            job,
            job_call_id,
            operator,
            inputs,
            outputs,
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let kind = prop_oneof![
        Just(ReportKind::JobMisbehaviour),
        Just(ReportKind::QualityOfService)
    ];
    (
        kind,
        any::<(u64, u8, u64)>(),
        operator(),
        payload(),
        payload(),
    )
        .prop_map(
            |(kind, (service_id, job_index, job_call_id), participant, inputs, outputs)| Report {
                kind,
                service_id,
                job_index,
                job_call_id,
                participant,
                inputs,
                outputs,
            },
        )
}

fn slash() -> impl Strategy<Value = Slash> {
    (any::<u64>(), offender(), 0..=100u8).prop_map(|(service_id, offender, percent)| Slash {
        service_id,
        offender,
        percent: percent.try_into().expect("at most 100"),
    })
}

fn award() -> impl Strategy<Value = PointsAward> {
    (any::<(u64, u64, u64)>(), address()).prop_map(|((service_id, era, points), operator)| {
        PointsAward {
            service_id,
            operator,
            era,
            points,
        }
    })
}

fn quality() -> impl Strategy<Value = QosReport> {
    (
        any::<[u64; 6]>(),
        address(),
        address(),
        any::<u128>(),
        uniform32(any::<u8>()),
    )
        .prop_map(|(numbers, operator, reporter, value, evidence)| QosReport {
            blueprint_id: numbers[0],
            service_id: numbers[1],
            era: numbers[2],
            operator,
            reporter,
            nonce: numbers[3],
            start_ms: numbers[4],
            end_ms: numbers[5],
            value,
            evidence: H256(evidence),
        })
}

fn preferences() -> impl Strategy<Value = OperatorPreferences> {
    (uncompressed(), ".{0,60}").prop_map(|(key, rpc_address)| OperatorPreferences {
        key,
        rpc_address: rpc_address.into_bytes().try_into().expect("short enough"),
    })
}

/// Through SCALE and back, within the length that the type promises.
fn scale_round_trip<T>(record: &T) -> Result<(), TestCaseError>
where
    T: Encode + Decode + MaxEncodedLen + PartialEq + std::fmt::Debug,
{
    let bytes = record.encode();
    prop_assert!(bytes.len() <= T::max_encoded_len());
    let decoded = T::decode(&mut bytes.as_slice()).expect("what was encoded");
    prop_assert_eq!(&decoded, record);
    Ok(())
}

/// Through Solidity's encoding of `S` and back to the record.
fn solidity_round_trip<T, S>(record: T) -> Result<(), TestCaseError>
where
    T: Clone + PartialEq + std::fmt::Debug + TryFrom<S>,
    <T as TryFrom<S>>::Error: std::fmt::Debug,
    S: TryFrom<T> + SolValue + From<<S::SolType as alloy_sol_types::SolType>::RustType>,
    <S as TryFrom<T>>::Error: std::fmt::Debug,
{
    let bytes = S::try_from(record.clone())
        .expect("a Solidity form")
        .abi_encode();
    let decoded = S::abi_decode(&bytes).expect("what was encoded");
    prop_assert_eq!(T::try_from(decoded).expect("in range"), record);
    Ok(())
}

proptest! {
    #[test]
    fn job_result_round_trips(record in result()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, sol::JobResult>(record.clone())?;
        let call = core_0_10::onJobResultCall::from(record.clone());
        prop_assert_eq!(JobResult::try_from(call), Ok(record));
    }

    #[test]
    fn report_round_trips(record in report()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, sol::Report>(record)?;
    }

    #[test]
    fn report_of_a_compressed_key_round_trips_through_verify_report(
        mut record in report(),
        key in compressed(),
    ) {
        record.participant = Operator::CompressedKey(key);
        let call = record.clone().into_call().expect("the form of 2024");
        prop_assert_eq!(Report::from_call(record.kind, call), Ok(record));
    }

    #[test]
    fn slash_round_trips(record in slash()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, sol::Slash>(record)?;
    }

    #[test]
    fn slash_round_trips_through_the_hooks_of_its_generation_only(record in slash()) {
        macro_rules! check {
            ($call:ty, $form:ident, $own:pat) => {
                match (<$call>::try_from(record), record.offender) {
                    (Ok(call), $own) => prop_assert_eq!(Slash::try_from(call), Ok(record)),
                    (outcome, _) => {
                        let expected = Form::$form;
                        let received = Form::of(&record.offender.to_vec());
                        prop_assert_eq!(
                            outcome.err(),
                            Some(FormError::Unexpected { expected, received })
                        );
                    }
                }
            };
        }
        check!(substrate::onUnappliedSlashCall, AccountId, Offender::Account(_));
        check!(substrate::onSlashCall, AccountId, Offender::Account(_));
        check!(core_0_10::onUnappliedSlashCall, Address, Offender::Address(_));
        check!(core_0_10::onSlashCall, Address, Offender::Address(_));
        check!(core_0_20::onUnappliedSlashCall, Address, Offender::Address(_));
        check!(core_0_20::onSlashCall, Address, Offender::Address(_));
    }

    #[test]
    fn points_award_round_trips(record in award()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, sol::PointsAward>(record)?;
    }

    #[test]
    fn quality_report_round_trips(record in quality()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, sol::QosReport>(record)?;
    }

    #[test]
    fn operator_preferences_round_trip(record in preferences()) {
        scale_round_trip(&record)?;
        solidity_round_trip::<_, substrate::OperatorPreferences>(record)?;
    }

    #[test]
    fn noise_that_decodes_is_what_its_record_encodes(bytes in vec(any::<u8>(), 0..300)) {
        fn check<T: Encode + Decode>(bytes: &[u8]) -> Result<(), TestCaseError> {
            let mut input = bytes;
            if let Ok(record) = T::decode(&mut input) {
                let read = bytes.len() - input.len();
                prop_assert_eq!(record.encode(), &bytes[..read]);
            }
            Ok(())
        }
        check::<JobResult>(&bytes)?;
        check::<Report>(&bytes)?;
        check::<Slash>(&bytes)?;
        check::<PointsAward>(&bytes)?;
        check::<QosReport>(&bytes)?;
        check::<OperatorPreferences>(&bytes)?;
    }
}

fn longest() -> JobResult {
    JobResult {
        service_id: 1,
        job: 2,
        job_call_id: 3,
        operator: H160([4; 20]),
        inputs: vec![5; MAX_PAYLOAD as usize].try_into().expect("the most"),
        outputs: vec![6; MAX_PAYLOAD as usize].try_into().expect("the most"),
    }
}

#[test]
fn longest_result_fits_into_a_call() {
    let record = longest();
    assert_eq!(record.encoded_size(), JobResult::max_encoded_len());
    let calldata = sol::JobResult::from(record).abi_encode_params();
    assert!(4 + calldata.len() <= 128 * 1024, "{} bytes", calldata.len());
}

#[test]
fn inputs_beyond_the_most_are_refused_in_both_encodings() {
    let mut too_long = sol::JobResult::from(longest());
    too_long.inputs = Bytes::from(vec![5; MAX_PAYLOAD as usize + 1]);
    let expected = FormError::TooLong {
        field: "inputs",
        most: MAX_PAYLOAD as usize,
        received: MAX_PAYLOAD as usize + 1,
    };
    assert_eq!(JobResult::try_from(too_long), Err(expected));

    let bytes = vec![5u8; MAX_PAYLOAD as usize + 1].encode();
    assert!(Payload::decode(&mut bytes.as_slice()).is_err());
}

#[test]
fn rpc_address_beyond_the_most_or_not_utf8_is_refused() {
    let mut key = [1; 65];
    key[0] = 4;
    let call = substrate::OperatorPreferences {
        ecdsaPublicKey: key.to_vec().into(),
        rpcAddress: "a".repeat(MAX_RPC_ADDRESS as usize + 1),
    };
    let field = "rpcAddress";
    assert_eq!(
        OperatorPreferences::try_from(call),
        Err(FormError::TooLong {
            field,
            most: 256,
            received: 257
        })
    );
    let record = OperatorPreferences {
        key: key.as_slice().try_into().expect("a key"),
        rpc_address: vec![0xff].try_into().expect("short enough"),
    };
    assert_eq!(
        substrate::OperatorPreferences::try_from(record),
        Err(FormError::NotUtf8 { field })
    );
}

#[test]
fn slash_beyond_all_of_a_stake_is_refused_in_both_encodings() {
    let slash = sol::Slash {
        serviceId: 1,
        offender: vec![2; 20].into(),
        slashPercent: 101,
    };
    let expected = FormError::OutOfRange {
        field: "slashPercent",
        most: 100,
        received: 101,
    };
    assert_eq!(Slash::try_from(slash), Err(expected));
    assert!(SlashPercent::decode(&mut [101].as_slice()).is_err());
    assert_eq!(
        SlashPercent::decode(&mut [100].as_slice()).map(SlashPercent::get),
        Ok(100)
    );
}

#[test]
fn report_of_no_kind_is_refused_in_both_encodings() {
    assert_eq!(
        ReportKind::try_from(sol::ReportKind::None),
        Err(FormError::NoReportKind)
    );
    assert!(ReportKind::decode(&mut [0].as_slice()).is_err());
    assert!(ReportKind::decode(&mut [3].as_slice()).is_err());
    assert_eq!(ReportKind::JobMisbehaviour.encode(), [1]);
    assert_eq!(ReportKind::QualityOfService.encode(), [2]);
    assert_eq!(sol::ReportKind::JobMisbehaviour as u8, 1);
    assert_eq!(sol::ReportKind::QualityOfService as u8, 2);
}

#[test]
fn report_of_another_form_is_no_verify_report_call() {
    let call = verifyReportCall {
        serviceId: 1,
        jobIndex: 2,
        jobCallId: 3,
        participant: vec![4; 20].into(),
        inputs: Bytes::new(),
        outputs: Bytes::new(),
    };
    let expected = FormError::Unexpected {
        expected: Form::CompressedKey,
        received: Form::Address,
    };
    let kind = ReportKind::JobMisbehaviour;
    assert_eq!(Report::from_call(kind, call), Err(expected.clone()));

    let report = Report {
        kind,
        service_id: 1,
        job_index: 2,
        job_call_id: 3,
        participant: Operator::Address([4; 20]),
        inputs: Payload::default(),
        outputs: Payload::default(),
    };
    assert_eq!(report.into_call().err(), Some(expected));
}

#[test]
fn solidity_records_have_their_fields_in_order() {
    assert_eq!(
        sol::JobResult::eip712_encode_type(),
        "JobResult(uint64 serviceId,uint8 job,uint64 jobCallId,address operator,bytes inputs,\
         bytes outputs)"
    );
    assert_eq!(
        sol::Report::eip712_encode_type(),
        "Report(uint8 kind,uint64 serviceId,uint8 jobIndex,uint64 jobCallId,bytes participant,\
         bytes inputs,bytes outputs)"
    );
    assert_eq!(
        sol::Slash::eip712_encode_type(),
        "Slash(uint64 serviceId,bytes offender,uint8 slashPercent)"
    );
    assert_eq!(
        sol::PointsAward::eip712_encode_type(),
        "PointsAward(uint64 serviceId,address operator,uint64 era,uint64 points)"
    );
    assert_eq!(
        sol::QosReport::eip712_encode_type(),
        "QosReport(uint64 blueprintId,uint64 serviceId,uint64 era,address operator,\
         address reporter,uint64 nonce,uint64 startMs,uint64 endMs,uint128 value,\
         bytes32 evidence)"
    );
}

#[test]
fn scale_records_have_their_fields_in_order() {
    let report = Report {
        kind: ReportKind::QualityOfService,
        service_id: 0x0102,
        job_index: 3,
        job_call_id: 4,
        participant: Operator::Address([5; 20]),
        inputs: vec![6, 7].try_into().expect("short"),
        outputs: vec![8].try_into().expect("short"),
    };
    let bytes = [
        &[2][..],
        &[2, 1, 0, 0, 0, 0, 0, 0],
        &[3],
        &[4, 0, 0, 0, 0, 0, 0, 0],
        &[2],
        &[5; 20],
        &[2 << 2, 6, 7],
        &[1 << 2, 8],
    ]
    .concat();
    assert_eq!(report.encode(), bytes);
}
