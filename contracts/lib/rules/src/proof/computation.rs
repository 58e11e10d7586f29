//! Proofs that a result is right: what a proof (Groth16 over BN254) must say, in the public inputs of its circuit, and
//! what follows for the results of a call.
//!
//! A proof is about one result: of an operator, to a call of a service, on one verifier and chain ([`Statement`]). Plain
//! circuits, SP1's and RISC Zero's have public inputs of different forms ([`Format`]).

use super::{Hash, Hasher};
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The order of the curve's groups. A public input is a number below it: a larger one means the same to a circuit as its
/// remainder, and is another number to everything else.
pub const ORDER: Hash = [
    0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29, 0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58, 0x5d,
    0x28, 0x33, 0xe8, 0x48, 0x79, 0xb9, 0x70, 0x91, 0x43, 0xe1, 0xf5, 0x93, 0xf0, 0x00, 0x00, 0x01,
];
/// The most words of inputs and output together, for [`Format::Words`].
pub const MOST_WORDS: u8 = 15;
/// The most public inputs of a circuit.
pub const MOST_INPUTS: usize = 16;

/// SHA-256 of "risc0.ReceiptClaim".
const CLAIM_TAG: Hash = [
    0xcb, 0x1f, 0xef, 0xcd, 0x1f, 0x2d, 0x9a, 0x64, 0x97, 0x5c, 0xbb, 0xbf, 0x6e, 0x16, 0x1e, 0x29,
    0x14, 0x43, 0x4b, 0x0c, 0xbb, 0x99, 0x60, 0xb8, 0x4d, 0xf5, 0xd7, 0x17, 0xe8, 0x6b, 0x48, 0xaf,
];
/// SHA-256 of "risc0.Output".
const OUTPUT_TAG: Hash = [
    0x77, 0xea, 0xfe, 0xb3, 0x66, 0xa7, 0x8b, 0x47, 0x74, 0x7d, 0xe0, 0xd7, 0xbb, 0x17, 0x62, 0x84,
    0x08, 0x5f, 0xf5, 0x56, 0x48, 0x87, 0x00, 0x9a, 0x5b, 0xe6, 0x3d, 0xa3, 0x2d, 0x35, 0x59, 0xd4,
];
/// The digest of the state of a machine that halted.
const HALTED: Hash = [
    0xa3, 0xac, 0xc2, 0x71, 0x17, 0x41, 0x89, 0x96, 0x34, 0x0b, 0x84, 0xe5, 0xa9, 0x0f, 0x3e, 0xf4,
    0xc4, 0x9d, 0x22, 0xc7, 0x9e, 0x44, 0xaa, 0xd8, 0x22, 0xec, 0x9c, 0x31, 0x3e, 0x1e, 0xb8, 0xe2,
];

/// What a proof is about. Encoded as Solidity encodes the members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The chain's number (EIP-155), big endian.
    pub chain: Hash,
    /// The contract that verifies.
    pub verifier: H160,
    /// The service.
    pub service: u64,
    /// The call.
    pub call: u64,
    /// Whose result it is.
    pub operator: H160,
    /// keccak-256 of the call's inputs.
    pub inputs: Hash,
    /// keccak-256 of the result.
    pub output: Hash,
}

impl Statement {
    /// The members, a word each.
    pub fn words(&self) -> [Hash; 7] {
        [
            self.chain,
            of_account(self.verifier),
            of_number(self.service),
            of_number(self.call),
            of_account(self.operator),
            self.inputs,
            self.output,
        ]
    }

    /// The statement as one public input: its keccak-256 without the last byte, which is below the order.
    fn context(&self, keccak: &impl Hasher) -> Hash {
        let hash = keccak.hash(&[self.words().as_flattened()]);
        let mut word = [0; 32];
        let shifted = word.iter_mut().skip(1).zip(&hash);
        shifted.for_each(|(to, byte)| *to = *byte);
        word
    }
}

fn of_number(number: u64) -> Hash {
    let mut word = [0; 32];
    let low = word.iter_mut().rev().zip(number.to_le_bytes());
    low.for_each(|(to, byte)| *to = byte);
    word
}

fn of_account(account: H160) -> Hash {
    let mut word = [0; 32];
    let low = word.iter_mut().rev().zip(account.0.iter().rev());
    low.for_each(|(to, byte)| *to = *byte);
    word
}

/// What the public inputs of a circuit are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Format {
    /// The context: keccak-256 of the statement, shifted right by 8 bits. The circuit opens it.
    #[default]
    Digest = 1,
    /// The context, the words of the call's inputs, and those of its output. The circuit computes with the words; the
    /// verifier hashes them.
    Words = 2,
    /// SP1's up to version 5: the program's key, and SHA-256 of the statement, of which the lowest 253 bits count.
    Sp1 = 3,
    /// SP1's from version 6 on: also the exit code 0, the root of the recursion's keys, and a nonce that the prover
    /// chooses.
    Sp1Exit = 4,
    /// RISC Zero's: the halves of the control root and those of the claim, each read from its last byte to its first, and
    /// the control id. The claim is that the program halted with code 0, without assumptions, and wrote the statement into
    /// its journal.
    RiscZero = 5,
}

impl Format {
    /// The format with a number.
    pub fn of(number: u8) -> Option<Self> {
        let all = [
            Self::Digest,
            Self::Words,
            Self::Sp1,
            Self::Sp1Exit,
            Self::RiscZero,
        ];
        all.into_iter().find(|format| *format as u8 == number)
    }
}

/// What a verifying key's circuit says, beside the statement. Members that its format does not use are zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Layout {
    /// The form of the public inputs.
    pub format: Format,
    /// Words of a call's inputs: `Words`.
    pub input_words: u8,
    /// Words of an output: `Words`.
    pub output_words: u8,
    /// The key of the program (SP1), or its image id (RISC Zero).
    pub program: Hash,
    /// The root of the recursion's keys (SP1 from version 6 on), or the control root (RISC Zero).
    pub root: Hash,
    /// The control id, as the public input has it (RISC Zero).
    pub id: Hash,
}

/// Why public inputs cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum PackError {
    /// The format has more or fewer values.
    ValueCount { expected: u32, received: u32 },
    /// The value at an index is not below the order.
    NotInField { index: u32 },
    /// The words of the inputs are not those of the call.
    OtherInputs { received: Hash },
    /// The words of the output are not those of the statement.
    OtherOutput { received: Hash },
    /// SHA-256 failed.
    HashFailed,
}

/// Public inputs of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    words: [Hash; MOST_INPUTS],
    count: usize,
}

impl PublicInputs {
    /// In the circuit's order.
    pub fn as_slice(&self) -> &[Hash] {
        self.words.get(..self.count).unwrap_or_default()
    }

    fn of(words: &[&[Hash]]) -> Self {
        let mut inputs = Self {
            words: [[0; 32]; MOST_INPUTS],
            count: 0,
        };
        let all = words.iter().copied().flatten();
        for (to, word) in inputs.words.iter_mut().zip(all) {
            *to = *word;
            inputs.count = inputs.count.saturating_add(1);
        }
        inputs
    }
}

impl Layout {
    /// Whether the members fit the format: 1 to [`MOST_WORDS`] words, with one of inputs and one of output; numbers below
    /// the order where they are public inputs; zero where they are not used.
    pub fn fits(&self) -> bool {
        let words = self.input_words.saturating_add(self.output_words);
        let has_words = match self.format {
            Format::Words => self.input_words > 0 && self.output_words > 0 && words <= MOST_WORDS,
            _ => words == 0,
        };
        let (program, root, id) = (&self.program, &self.root, &self.id);
        let has_numbers = match self.format {
            Format::Digest | Format::Words => all_zero(&[program, root, id]),
            Format::Sp1 => is_number(program) && all_zero(&[root, id]),
            Format::Sp1Exit => is_number(program) && is_number(root) && all_zero(&[id]),
            Format::RiscZero => *program != [0; 32] && *root != [0; 32] && is_number(id),
        };
        has_words && has_numbers
    }

    /// How many values the prover states.
    pub fn values(&self) -> u32 {
        match self.format {
            Format::Words => u32::from(self.input_words.saturating_add(self.output_words)),
            Format::Sp1Exit => 1,
            Format::Digest | Format::Sp1 | Format::RiscZero => 0,
        }
    }

    /// How many public inputs the circuit has.
    pub fn public_inputs(&self) -> u32 {
        match self.format {
            Format::Digest => 1,
            Format::Words => self.values().saturating_add(1),
            Format::Sp1 => 2,
            Format::Sp1Exit | Format::RiscZero => 5,
        }
    }

    /// The public inputs of a proof of a statement. `values` are what the prover states: the words of inputs and output,
    /// or a nonce. Errors: `ValueCount`, `NotInField`, `OtherInputs`, `OtherOutput`, `HashFailed`.
    pub fn pack(
        &self,
        keccak: &impl Hasher,
        sha256: &impl Fn(&[&[u8]]) -> Option<Hash>,
        statement: &Statement,
        values: &[Hash],
    ) -> Result<PublicInputs, PackError> {
        let (expected, received) = (self.values(), values.len() as u32);
        if expected != received {
            return Err(PackError::ValueCount { expected, received });
        }
        check_in_field(values)?;
        let words = statement.words();
        let journal = words.as_flattened();
        let digest = || sha256(&[journal]).ok_or(PackError::HashFailed);
        Ok(match self.format {
            Format::Digest => PublicInputs::of(&[&[statement.context(keccak)]]),
            Format::Words => {
                let (inputs, output) =
                    values.split_at(usize::from(self.input_words).min(values.len()));
                let received = keccak.hash(&[inputs.as_flattened()]);
                if received != statement.inputs {
                    return Err(PackError::OtherInputs { received });
                }
                let received = keccak.hash(&[output.as_flattened()]);
                if received != statement.output {
                    return Err(PackError::OtherOutput { received });
                }
                PublicInputs::of(&[&[statement.context(keccak)], values])
            }
            Format::Sp1 => PublicInputs::of(&[&[self.program, low_253(digest()?)]]),
            Format::Sp1Exit => {
                let constants = [self.program, low_253(digest()?), [0; 32], self.root];
                PublicInputs::of(&[&constants, values])
            }
            Format::RiscZero => {
                let claim =
                    claim(sha256, &self.program, &digest()?).ok_or(PackError::HashFailed)?;
                PublicInputs::of(&[&halves(&self.root), &halves(&claim), &[self.id]])
            }
        })
    }
}

/// Errors: `NotInField`, with the index of the first value that is not below the order.
pub fn check_in_field(values: &[Hash]) -> Result<(), PackError> {
    match (0u32..).zip(values).find(|(_, value)| **value >= ORDER) {
        Some((index, _)) => Err(PackError::NotInField { index }),
        None => Ok(()),
    }
}

fn is_number(word: &Hash) -> bool {
    *word != [0; 32] && *word < ORDER
}

fn all_zero(words: &[&Hash]) -> bool {
    words.iter().all(|word| **word == [0; 32])
}

/// A digest without its three highest bits.
pub(super) fn low_253(mut digest: Hash) -> Hash {
    if let Some(first) = digest.first_mut() {
        *first &= 0x1f;
    }
    digest
}

/// The claim that a program halted with code 0 after it wrote a journal. Tagged hashes end with the number of digests in
/// them, as two bytes with the lower one first.
pub(super) fn claim(
    sha256: &impl Fn(&[&[u8]]) -> Option<Hash>,
    program: &Hash,
    journal: &Hash,
) -> Option<Hash> {
    let none = [0; 32];
    let output = sha256(&[&OUTPUT_TAG, journal, &none, &[2, 0]])?;
    // The codes of system and user are zero.
    sha256(&[
        &CLAIM_TAG,
        &none,
        program,
        &HALTED,
        &output,
        &[0; 8],
        &[4, 0],
    ])
}

/// The halves of a digest as numbers whose lowest byte is the first of the half.
pub(super) fn halves(digest: &Hash) -> [Hash; 2] {
    let (first, second) = digest.split_at(16);
    [first, second].map(|half| {
        let mut word = [0; 32];
        let low = word.iter_mut().rev().zip(half);
        low.for_each(|(to, byte)| *to = *byte);
        word
    })
}

/// What is proven of the right output of a call, by a key that says that there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Known {
    /// Nothing.
    #[default]
    Nothing,
    /// One output.
    Output(Hash),
    /// Two: the key proves what is not so.
    Contradiction,
}

impl Known {
    /// After another proof.
    pub fn and(self, output: Hash) -> Self {
        match self {
            Self::Nothing => Self::Output(output),
            Self::Output(known) if known == output => self,
            Self::Output(_) | Self::Contradiction => Self::Contradiction,
        }
    }
}

/// A result of an operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Answer {
    /// keccak-256 of the result.
    pub output: Hash,
    /// Whether a proof for this operator says that it is right.
    pub proven: bool,
}

/// What is known of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that counts.
    Neutral = 0,
    /// It is right.
    Right = 1,
    /// Another one is right.
    Wrong = 2,
}

/// What is known of a result. `sound`: whether the key was not revoked.
pub fn verdict(answer: &Answer, known: Known, sound: bool) -> Verdict {
    match known {
        _ if !sound => Verdict::Neutral,
        Known::Contradiction => Verdict::Neutral,
        _ if answer.proven => Verdict::Right,
        Known::Output(right) if right != answer.output => Verdict::Wrong,
        // Another operator's proof shows that the output is right, not that this operator computed it.
        Known::Output(_) | Known::Nothing => Verdict::Neutral,
    }
}
