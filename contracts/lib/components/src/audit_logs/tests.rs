use super::*;

#[ink::test]
fn hashes_are_those_of_the_texts() {
    let log = "AuditLog(address logs,uint64 serviceId,address operator)";
    assert_eq!(env::keccak256(log.as_bytes()), LOG_TYPE);
    let empty = blueprint_hooks::env::sha256(b"");
    assert!(empty.is_none() || empty == Some(EMPTY_ROOT));
}
