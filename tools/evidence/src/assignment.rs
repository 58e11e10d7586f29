//! Who serves a request of a service: the rule of `contracts/assignment-evidence`, off the chain.

use alloy_primitives::{keccak256, Address, B256};
use alloy_sol_types::SolValue;
use blueprint_rules::proof::assignment;

/// The operators of a service that hold in an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operators {
    /// The service.
    pub service_id: u64,
    /// Seconds of an epoch; at least one.
    pub epoch_length: u64,
    /// The operators, in any order.
    pub operators: Vec<Address>,
}

impl Operators {
    /// Who serves a request at a time, in seconds since 1970; `None` of no operators.
    pub fn assignee(&self, request: B256, time: u64) -> Option<Address> {
        let epoch = assignment::epoch_of(time, self.epoch_length);
        assignment::assignee(&self.operators, |operator| {
            keccak256((self.service_id, epoch, request, *operator).abi_encode()).0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignee_has_the_greatest_hash_in_any_order() {
        let operators = [0x11, 0x22, 0x33].map(Address::repeat_byte).to_vec();
        let mut held = Operators {
            service_id: 3,
            epoch_length: 600,
            operators,
        };
        let request = B256::repeat_byte(7);
        // Epoch 2945376: as `e2e/tests/assignment_evidence.rs` has it.
        for time in [2_945_376 * 600, 2_945_376 * 600 + 599] {
            let assignee = held.assignee(request, time);
            assert_eq!(assignee, Some(Address::repeat_byte(0x11)));
            held.operators.reverse();
        }
        held.operators.clear();
        assert_eq!(held.assignee(request, 0), None);
    }
}
