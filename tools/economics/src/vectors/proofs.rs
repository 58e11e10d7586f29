//! Merkle trees: the output is the prover's, and the verifier must accept it.

use blueprint_rules::proof::{
    consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion, Hash, Hasher,
    TreeHead,
};
use serde_json::Value;
use sha2::Digest;

use super::node::Node;
use super::output::answer;
use super::{refused, Reason};

/// The leaves of the reference tests of certificate transparency. The format names trees by the
/// number of these that they hold.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\0",
    b"\x10",
    b" !",
    b"01",
    b"@ABC",
    b"PQRSTUVW",
    b"`abcdefghijklmno",
];

type HashFn = fn(&[&[u8]]) -> Hash;

fn digest<D: Digest>(parts: &[&[u8]]) -> Hash
where
    Hash: From<sha2::digest::Output<D>>,
{
    parts
        .iter()
        .fold(D::new(), |hash, part| hash.chain_update(part))
        .finalize()
        .into()
}

fn hash_of(inputs: &Node) -> Result<HashFn, Reason> {
    let name = inputs.get("hash")?;
    match name.text()? {
        "sha256" => Ok(digest::<sha2::Sha256>),
        "keccak256" => Ok(digest::<sha3::Keccak256>),
        _ => Err(name.malformed("sha256 or keccak256")),
    }
}

fn size_of(node: &Node) -> Result<usize, Reason> {
    let size = node.integer()?;
    if size > LEAVES.len() {
        return Err(node.malformed("at most the 8 leaves of the reference tests"));
    }
    Ok(size)
}

fn head(hash: &HashFn, leaves: &[Hash]) -> TreeHead {
    TreeHead {
        size: leaves.len() as u64,
        root: root(hash, leaves),
    }
}

fn shown(hash: &Hash) -> Value {
    Value::String(format!("0x{}", hex::encode(hash)))
}

fn shown_all(proof: &[Hash]) -> Vec<Value> {
    proof.iter().map(shown).collect()
}

pub(super) fn inclusion(inputs: &Node) -> Result<Value, Reason> {
    let hash = hash_of(inputs)?;
    let size = size_of(&inputs.get("tree_size")?)?;
    let index: u64 = inputs.get("leaf_index")?.integer()?;
    let leaf = hash.leaf(&inputs.get("leaf")?.bytes()?);
    let mut leaves: Vec<Hash> = LEAVES[..size].iter().map(|data| hash.leaf(data)).collect();
    let position = usize::try_from(index).unwrap_or(usize::MAX);
    if let Some(stated) = leaves.get_mut(position) {
        *stated = leaf;
    }
    let mut proof = Vec::new();
    inclusion_proof(&hash, &leaves, position, &mut |digest| proof.push(digest));
    let tree = head(&hash, &leaves);
    verify_inclusion(&hash, &tree, index, &leaf, &proof).map_err(refused)?;
    Ok(answer! { "root": shown(&tree.root), "proof": shown_all(&proof) })
}

pub(super) fn consistency(inputs: &Node) -> Result<Value, Reason> {
    let hash = hash_of(inputs)?;
    let (first, second) = (
        size_of(&inputs.get("first")?)?,
        size_of(&inputs.get("second")?)?,
    );
    let leaves: Vec<Hash> = LEAVES.iter().map(|data| hash.leaf(data)).collect();
    let (old, new) = (
        head(&hash, &leaves[..first]),
        head(&hash, &leaves[..second]),
    );
    let mut proof = Vec::new();
    consistency_proof(&hash, &leaves[..second], first, &mut |digest| {
        proof.push(digest)
    });
    verify_consistency(&hash, &old, &new, &proof).map_err(refused)?;
    Ok(answer! {
        "first_root": shown(&old.root),
        "second_root": shown(&new.root),
        "proof": shown_all(&proof),
    })
}
