//! Texts that break writers which do not quote; for the tests of every writer.

/// Fixed texts and a few hundred generated ones.
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> =
        serde_json::from_str(include_str!("../../../../tests/hostile.json"))
            .expect("a list of texts");
    let alphabet: Vec<char> = " \"'\\$%;&|#`~*?[]{}()<>!@=:-\n\r\tab0é🦀\u{1}\u{2028}"
        .chars()
        .collect();
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    for length in 1..=300_u64 {
        let mut text = String::new();
        for _ in 0..(length % 13 + 1) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap_or(0) % alphabet.len();
            text.push(alphabet[index]);
        }
        texts.push(text);
    }
    texts
}
