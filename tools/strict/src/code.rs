//! The code of a contract in a file.

/// The code in a file: as it stands, or decoded where the file is hex text. `None` for other text: JSON, say, or code whose
/// libraries are not linked.
pub fn code(content: Vec<u8>) -> Option<Vec<u8>> {
    match std::str::from_utf8(&content) {
        Ok(text) if !text.contains(is_binary) => {
            let text = text.trim();
            let code = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()?;
            (!code.is_empty()).then_some(code)
        }
        _ => Some(content),
    }
}

/// Whether text would not contain `character`.
fn is_binary(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_text_is_decoded() {
        assert_eq!(code(b"0x6001\n".to_vec()), Some(vec![0x60, 0x01]));
        assert_eq!(code(b"50564d00".to_vec()), Some(b"PVM\0".to_vec()));
    }

    #[test]
    fn bytes_are_taken_as_they_stand() {
        let bytecode = vec![0x60, 0x80, 0x60, 0x40, 0x52];

        assert_eq!(code(bytecode.clone()), Some(bytecode));
        assert_eq!(code(b"PVM\0\x01".to_vec()), Some(b"PVM\0\x01".to_vec()));
    }

    #[test]
    fn bytes_that_happen_to_be_utf8_are_taken_as_they_stand() {
        let bytecode = vec![0x60, 0x01, 0x60, 0x00, 0x55];

        assert_eq!(code(bytecode.clone()), Some(bytecode));
    }

    #[test]
    fn other_text_is_no_contract() {
        assert_eq!(code(b"{\"abi\":[]}".to_vec()), None);
        assert_eq!(code(b"".to_vec()), None);
    }
}
