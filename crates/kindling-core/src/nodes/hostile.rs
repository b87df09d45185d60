//! Texts that break writers which do not quote; for the tests of every writer.

/// Fixed texts and a few hundred generated ones.
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "a b",
        "\"",
        "'",
        "\"'\"'",
        "\\",
        "\\\\",
        "a\\",
        "$",
        "$$",
        "$HOME",
        "${HOME}",
        "$(reboot)",
        "`reboot`",
        "%",
        "%%",
        "%n",
        "100%",
        ";",
        "a;b",
        "&&",
        "|",
        "#",
        "a # b",
        "##### tls/k8s/ca.key",
        "-",
        "--",
        "@",
        "!",
        "~",
        "*",
        "?",
        "[a]",
        "{a,b}",
        "\n",
        "a\nb",
        "a\n\nb\n",
        "\r\n",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "ä ö",
        "日本",
        "🦀",
        "yes",
        "no",
        "null",
        "~",
        "1_000",
        "12:30:45",
        "0644",
        "1e3",
        ".inf",
        "2026-11-22",
        ": a",
        "a: b",
        "- a",
        "? a",
        "|",
        ">",
        "<b>&amp;</b>",
        "]]>",
        "{{.request.raw_query}}",
        "[Unit]",
        "ExecStart=/bin/false",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
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
