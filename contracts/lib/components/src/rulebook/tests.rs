use super::*;

#[ink::test]
fn hash_of_a_breach_is_that_of_its_type() {
    let text =
        b"RuleBreach(address rulebook,uint64 serviceId,uint8 rule,address operator,uint32 window)";
    assert_eq!(BREACH_TYPE, env::keccak256(text));
    let operator = Address::repeat_byte(7);
    let known = evidence(3, 0, operator, 1);
    let others = [
        evidence(4, 0, operator, 1),
        evidence(3, 1, operator, 1),
        evidence(3, 0, Address::repeat_byte(8), 1),
        evidence(3, 0, operator, 2),
    ];
    assert!(others.iter().all(|other| *other != known));
}
