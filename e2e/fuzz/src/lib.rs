//! What is fuzzed: the library against the reference that its tests use, too.

#[path = "../../../contracts/lib/hooks/tests/oracle/mod.rs"]
pub mod oracle;
