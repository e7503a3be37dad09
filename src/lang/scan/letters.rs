//! Which characters Go's names may have, and how messages show a character.

/// The zeros of Unicode's decimal digits (category Nd) beyond ASCII; nine digits follow each.
const ZEROS: [u32; 65] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// Whether a name may begin with this ASCII character.
pub fn is_ascii_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// Whether a name may begin with this.
pub fn is_letter(c: char) -> bool {
    c == '_' || c.is_alphabetic() && !c.is_numeric()
}

/// Whether this is a decimal digit of some script.
pub fn is_digit(c: char) -> bool {
    let c = c as u32;
    let after = ZEROS.partition_point(|zero| *zero <= c);
    after > 0 && c - ZEROS[after - 1] < 10
}

/// A character as gc shows it: `U+0040 '@'`.
pub fn unicode(c: char) -> String {
    let printable = matches!(c, '\'' | '"' | '\\') || c.escape_debug().len() == 1;
    if printable { format!("U+{:04X} '{c}'", c as u32) } else { format!("U+{:04X}", c as u32) }
}
