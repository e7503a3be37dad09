//! Which characters Go's names may have, and how messages show a character.

use crate::lang::unicode;

/// Whether a name may begin with this ASCII character.
pub fn is_ascii_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// Whether a name may begin with this.
pub fn is_letter(c: char) -> bool {
    c == '_' || unicode::is_letter(c.into())
}

/// Whether this is a decimal digit of some script.
pub fn is_digit(c: char) -> bool {
    unicode::is_digit(c.into())
}

/// A character as gc shows it: `U+0040 '@'`.
pub fn shown(c: char) -> String {
    if unicode::is_print(c.into()) {
        format!("U+{:04X} '{c}'", c as u32)
    } else {
        format!("U+{:04X}", c as u32)
    }
}
