use super::*;

#[ink::test]
fn type_hash_is_that_of_the_text() {
    let text = "Reputation(address reputation,uint64 serviceId,address operator,uint64 next)";
    assert_eq!(env::keccak256(text.as_bytes()), RECORD_TYPE);
}
