use super::{
    super::computation::{claim, halves, *},
    *,
};
use primitive_types::H160;
use proptest::prelude::*;

fn host_sha256(parts: &[&[u8]]) -> Option<Hash> {
    Some(sha256(parts))
}

fn statement() -> Statement {
    Statement {
        chain: hex(&format!("{:064x}", 31_337)),
        verifier: H160([0xaa; 20]),
        service: 7,
        call: 5,
        operator: H160([0xbb; 20]),
        inputs: keccak256(&[&word(3)]),
        output: keccak256(&[&word(9)]),
    }
}

fn word(number: u8) -> Hash {
    let mut word = [0; 32];
    word[31] = number;
    word
}

fn layouts() -> [Layout; 5] {
    let none = Layout::default();
    let (program, root, id) = (word(21), word(22), word(23));
    [
        none,
        Layout {
            format: Format::Words,
            input_words: 1,
            output_words: 1,
            ..none
        },
        Layout {
            format: Format::Sp1,
            program,
            ..none
        },
        Layout {
            format: Format::Sp1Exit,
            program,
            root,
            ..none
        },
        Layout {
            format: Format::RiscZero,
            program,
            root,
            id,
            ..none
        },
    ]
}

/// What a prover states for a layout.
fn values(layout: &Layout) -> Vec<Hash> {
    match layout.format {
        Format::Words => vec![word(3), word(9)],
        Format::Sp1Exit => vec![word(77)],
        _ => vec![],
    }
}

fn pack(layout: &Layout, statement: &Statement) -> Result<PublicInputs, PackError> {
    layout.pack(&keccak256, &host_sha256, statement, &values(layout))
}

#[test]
fn published_receipt_of_risc_zero_has_this_claim() {
    // The receipt of its contracts' tests, version 5.0.
    let program = hex("51350de41e575076bf180dbe2efb38edc25b32e47195a92b2c05850457e457a0");
    let journal = sha256(&[b"just a simple receipt"]);
    let claim = claim(&host_sha256, &program, &journal).unwrap();
    let expected = [
        "000000000000000000000000000000009ca11ca7ef7a81b606dc6915c44c64c0",
        "000000000000000000000000000000005bbefb2148bf014143ed7938f8cf67a3",
    ];
    assert_eq!(halves(&claim), expected.map(hex));
    let root = hex("b1f64013f70bbb386a8b3a3d63552c5cb5ea4a549ec7fb1ecc2a031dbf488167");
    let expected = [
        "000000000000000000000000000000005c2c55633d3a8b6a38bb0bf71340f6b1",
        "00000000000000000000000000000000678148bf1d032acc1efbc79e544aeab5",
    ];
    assert_eq!(halves(&root), expected.map(hex));
}

#[test]
fn published_values_of_sp1_have_this_digest() {
    let words = [20, 6_765, 10_946].map(|number: u64| hex(&format!("{number:064x}")));
    let digest = low_253(sha256(&[words.as_flattened()]));
    let expected = "0f1cb7decf31e49c7934c3740bec5df3ead27bc947af739782930df6e37e9d90";
    assert_eq!(digest, hex(expected));
}

#[test]
fn public_inputs_are_as_each_format_says() {
    let statement = statement();
    let journal = statement.words().concat();
    assert_eq!(journal.len(), 224);
    let context = {
        let mut shifted = [0; 32];
        shifted[1..].copy_from_slice(&keccak256(&[&journal])[..31]);
        shifted
    };
    let digest = sha256(&[&journal]);
    let [first, second] = halves(&claim(&host_sha256, &word(21), &digest).unwrap());
    let [root, zero] = halves(&word(22));
    let expected = [
        vec![context],
        vec![context, word(3), word(9)],
        vec![word(21), low_253(digest)],
        vec![word(21), low_253(digest), word(0), word(22), word(77)],
        vec![root, zero, first, second, word(23)],
    ];
    for (layout, expected) in layouts().iter().zip(expected) {
        let packed = pack(layout, &statement).unwrap();
        assert_eq!(packed.as_slice(), expected, "{layout:?}");
        assert_eq!(layout.public_inputs() as usize, expected.len());
        assert!(layout.fits());
    }
}

#[test]
fn each_member_of_a_statement_changes_the_public_inputs() {
    let changes: [fn(&mut Statement); 7] = [
        |it| it.chain = word(1),
        |it| it.verifier = H160([1; 20]),
        |it| it.service = 8,
        |it| it.call = 6,
        |it| it.operator = H160([1; 20]),
        |it| it.inputs = word(1),
        |it| it.output = word(1),
    ];
    for layout in layouts() {
        let packed = pack(&layout, &statement());
        for change in changes {
            let mut other = statement();
            change(&mut other);
            assert_ne!(pack(&layout, &other), packed, "{layout:?}");
        }
    }
}

#[test]
fn number_and_the_same_with_the_order_added_are_not_one_value() {
    let layout = layouts()[1];
    let more = |number: u8| {
        let mut word = ORDER;
        word[31] += number;
        word
    };
    // 3 + r means 3 to the circuit, and has another hash.
    let aliased = Statement {
        inputs: keccak256(&[&more(3)]),
        ..statement()
    };
    for (at, expected) in [(0, 0), (1, 1)] {
        let mut values = [word(3), word(9)];
        values[at] = more(values[at][31]);
        let packed = layout.pack(&keccak256, &host_sha256, &aliased, &values);
        assert_eq!(packed, Err(PackError::NotInField { index: expected }));
    }
    let least = ORDER;
    assert_eq!(
        check_in_field(&[word(0), least]),
        Err(PackError::NotInField { index: 1 })
    );
    let mut most = ORDER;
    most[31] = 0;
    assert_eq!(check_in_field(&[most]), Ok(()));
}

#[test]
fn words_are_those_of_the_call_and_of_the_result() {
    let layout = layouts()[1];
    let packed = |values: &[Hash]| layout.pack(&keccak256, &host_sha256, &statement(), values);
    let received = keccak256(&[&word(4)]);
    assert_eq!(
        packed(&[word(4), word(9)]),
        Err(PackError::OtherInputs { received })
    );
    assert_eq!(
        packed(&[word(3), word(4)]),
        Err(PackError::OtherOutput { received })
    );
    for received in [0, 1, 3] {
        let count = PackError::ValueCount {
            expected: 2,
            received,
        };
        assert_eq!(packed(&vec![word(3); received as usize]), Err(count));
    }
}

#[test]
fn layout_has_what_its_format_uses_and_nothing_else() {
    for layout in layouts() {
        let numbers = [layout.program, layout.root, layout.id];
        for at in 0..3 {
            let mut other = numbers;
            // Missing where it is used, there where it is not.
            other[at] = match numbers[at] == word(0) {
                true => word(1),
                false => word(0),
            };
            let [program, root, id] = other;
            let other = Layout {
                program,
                root,
                id,
                ..layout
            };
            assert!(!other.fits(), "{other:?}");
        }
        for (input_words, output_words) in [(0, 0), (1, 0), (0, 1), (1, 15), (255, 255)] {
            let other = Layout {
                input_words,
                output_words,
                ..layout
            };
            let unchanged = other == layout;
            assert_eq!(other.fits(), unchanged, "{other:?}");
        }
    }
    let most = Layout {
        input_words: 14,
        output_words: 1,
        ..layouts()[1]
    };
    assert!(most.fits());
    assert_eq!(most.public_inputs() as usize, MOST_INPUTS);
    for at in 2..5 {
        // As a public input the order is not below itself.
        let [mut program, mut id] = [layouts()[at].program, layouts()[at].id];
        match at {
            4 => id = ORDER,
            _ => program = ORDER,
        }
        let other = Layout {
            program,
            id,
            ..layouts()[at]
        };
        assert!(!other.fits(), "{other:?}");
    }
}

#[test]
fn format_has_one_number() {
    for number in 0..=u8::MAX {
        let format = Format::of(number);
        assert_eq!(
            format.map(|it| it as u8),
            (1..=5).contains(&number).then_some(number)
        );
    }
}

#[test]
fn result_is_wrong_where_another_one_is_proven_and_neutral_where_the_key_contradicts_itself() {
    let answer = |number, proven| Answer {
        output: word(number),
        proven,
    };
    let nine = Known::Nothing.and(word(9));
    assert_eq!(nine.and(word(9)), nine);
    let both = nine.and(word(8));
    assert_eq!(both, Known::Contradiction);
    assert_eq!(both.and(word(9)), both);
    for (known, answer, expected) in [
        (Known::Nothing, answer(9, false), Verdict::Neutral),
        (Known::Nothing, answer(9, true), Verdict::Right),
        (nine, answer(9, true), Verdict::Right),
        (nine, answer(9, false), Verdict::Neutral),
        (nine, answer(8, false), Verdict::Wrong),
        (both, answer(9, true), Verdict::Neutral),
        (both, answer(8, true), Verdict::Neutral),
        (both, answer(7, false), Verdict::Neutral),
    ] {
        assert_eq!(
            verdict(&answer, known, true),
            expected,
            "{known:?} {answer:?}"
        );
        assert_eq!(verdict(&answer, known, false), Verdict::Neutral);
    }
}

proptest! {
    #[test]
    fn public_inputs_are_below_the_order(
        service: u64,
        call: u64,
        inputs: Hash,
        output: Hash,
        nonce: Hash,
    ) {
        let statement = Statement { service, call, inputs, output, ..statement() };
        for layout in layouts() {
            let values = match layout.format {
                Format::Words => continue,
                Format::Sp1Exit => vec![nonce],
                _ => vec![],
            };
            let packed = layout.pack(&keccak256, &host_sha256, &statement, &values);
            if let Ok(packed) = packed {
                prop_assert_eq!(check_in_field(packed.as_slice()), Ok(()));
            } else {
                prop_assert_eq!(packed, Err(PackError::NotInField { index: 0 }));
            }
        }
    }
}
