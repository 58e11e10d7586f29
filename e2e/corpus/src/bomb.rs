//! Short data that are long to read.

use alloy_primitives::U256;

/// The type and the data of `depth` arrays, each of `width` times the next: `width`^`depth` values in `depth` * `width` words.
pub fn bomb(depth: usize, width: usize) -> (String, Vec<u8>) {
    let mut words = vec![U256::from(32)];
    for level in 0..depth {
        words.push(U256::from(width));
        let next = match level + 1 < depth {
            true => U256::from(width * 32),
            false => U256::ONE,
        };
        words.extend(vec![next; width]);
    }
    let data = words.iter().flat_map(U256::to_be_bytes::<32>);
    (format!("uint256{}", "[]".repeat(depth)), data.collect())
}
