//! Signatures, put together while compiling.

/// The length of `names` joined by commas.
pub const fn joined_len(names: &[&str]) -> usize {
    let mut len = names.len().saturating_sub(1);
    let mut i = 0;
    while i < names.len() {
        len += names[i].len();
        i += 1;
    }
    len
}

/// `names` joined by commas; `N` is their [`joined_len`].
pub const fn join<const N: usize>(names: &[&str]) -> [u8; N] {
    let mut joined = [0; N];
    let (mut at, mut i) = (0, 0);
    while i < names.len() {
        if i > 0 {
            joined[at] = b',';
            at += 1;
        }
        let (name, mut j) = (names[i].as_bytes(), 0);
        while j < name.len() {
            joined[at] = name[j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    joined
}

/// What [`join`] made, as text.
pub const fn as_str(joined: &[u8]) -> &str {
    match core::str::from_utf8(joined) {
        Ok(text) => text,
        Err(_) => panic!("names are text"),
    }
}

/// keccak-256 of `name(types)`: its first four bytes are the selector of a message or error, all of
/// it the topic of an event.
pub const fn signature_hash(name: &str, types: &str) -> [u8; 32] {
    let mut text = [0u8; 512];
    let parts = [name, "(", types, ")"];
    let (mut at, mut i) = (0, 0);
    while i < parts.len() {
        let (part, mut j) = (parts[i].as_bytes(), 0);
        while j < part.len() {
            text[at] = part[j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    ink::codegen::sol::keccak_256(text.split_at(at).0)
}

/// The first four bytes of a hash.
pub const fn selector(hash: [u8; 32]) -> [u8; 4] {
    [hash[0], hash[1], hash[2], hash[3]]
}
