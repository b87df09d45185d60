//! Input nobody would write: no panic, no overflow, bounded time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use kindling_butane::excerpt::{self, Colour, ReportStyle};
use kindling_butane::{Options, Outcome, translate};
use kindling_tests::vectors::load;

/// More than a slow computer needs in an unoptimised build.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sequence that depends on nothing but its seed.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Translates on a stack as small as a browser's worker has, and prints the
/// report in every form.
fn run(input: Vec<u8>) -> Outcome {
    let started = Instant::now();
    let outcome = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(move || {
            let outcome = translate(&input, Options::default());
            for style in [ReportStyle::Lines, ReportStyle::Excerpts(Colour::Always)] {
                let _ = excerpt::print(&outcome.report, &input, "x", style);
            }
            outcome
        })
        .expect("a thread starts")
        .join()
        .expect("no panic, no overflow");
    let taken = started.elapsed();
    assert!(taken < PATIENCE, "took {taken:?}");
    outcome
}

fn error(text: String) -> String {
    run(text.into_bytes())
        .error
        .map(|error| error.to_string())
        .unwrap_or_default()
}

const HEAD: &str = "variant: fcos\nversion: 1.7.0\n";

#[test]
fn arbitrary_bytes_are_answered() {
    let mut noise = Noise(0x5EED);
    let alphabet: &[&[u8]] = &[
        b"variant: fcos\n",
        b"version: 1.7.0\n",
        b"storage:\n",
        b"  files:\n",
        b"    - path: /a\n",
        b"- ",
        b"? ",
        b": ",
        b"\n",
        b"  ",
        b"\t",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"&a ",
        b"*a",
        b"!!int ",
        b"!<x> ",
        b"|\n",
        b">-2\n",
        b"\"\\u12",
        b"'",
        b"\"",
        b"#",
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
        b"<<: ",
        b"\xC2\x85",
        b"\xE2\x80\xA8",
        b"\xEF\xBB\xBF",
        b"\xFF",
        b"\0",
        b"~",
        b"inline: x\n",
        b"\r",
        b"%TAG ! !\n",
        b"'a'b",
    ];
    for _ in 0..3000 {
        let mut input = Vec::new();
        for _ in 0..noise.below(40) {
            input.extend_from_slice(alphabet[noise.below(alphabet.len())]);
        }
        run(input);
    }
    for _ in 0..500 {
        let input = (0..noise.below(200))
            .map(|_| noise.below(256) as u8)
            .collect();
        run(input);
    }
}

#[test]
fn recorded_configs_with_a_fault_are_answered() {
    let mut noise = Noise(0xFA017);
    for case in load(&["butane"]).iter().step_by(7) {
        let mut input = case.bytes("in.bu").unwrap_or_default().to_vec();
        if input.is_empty() || input.len() > 20_000 {
            continue;
        }
        for _ in 0..1 + noise.below(3) {
            let at = noise.below(input.len());
            match noise.below(4) {
                0 => input[at] = noise.below(256) as u8,
                1 => drop(input.remove(at)),
                2 => input.truncate(at + 1),
                _ => {
                    let line = input[at..].split(|&byte| byte == b'\n').next();
                    let line = line.unwrap_or_default().to_vec();
                    input.splice(at..at, line);
                }
            }
            if input.is_empty() {
                break;
            }
        }
        run(input);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let limit = "exceeded max depth of 10000";
    assert!(error(format!("{HEAD}x: {}", "[".repeat(2_000_000))).contains(limit));
    assert!(error(format!("{HEAD}x: {}", "{a: ".repeat(200_000))).contains(limit));
    assert!(error(format!("{HEAD}x:\n  {}", "- ".repeat(200_000))).contains(limit));
    let mut deep = String::from(HEAD);
    for depth in 0..3000 {
        let _ = writeln!(deep, "{}a:", " ".repeat(depth));
    }
    assert_eq!(error(deep), "");
}

#[test]
fn aliases_out_of_proportion_are_refused() {
    let mut bomb = format!("{HEAD}x0: &a0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..40 {
        let last = format!("*a{}", level - 1);
        let _ = writeln!(
            bomb,
            "x{level}: &a{level} [{}]",
            [last.as_str(); 10].join(", ")
        );
    }
    // What has no field is not read, so this one is harmless.
    assert_eq!(error(bomb), "");

    let list = |anchor: &str, item: &str| format!("&{anchor} [{}]", vec![item; 3000].join(", "));
    let headers = list("h", "{name: a}");
    let append = list("p", "{http_headers: *h}");
    let text = format!(
        "{HEAD}x: {headers}\ny: {append}\nstorage:\n  files: [{}]\n",
        vec!["{path: /a, append: *p}"; 3000].join(", ")
    );
    assert!(error(text).contains("document contains excessive aliasing"));

    for (text, message) in [
        (
            "storage: &a\n  <<: *a\n",
            "anchor 'a' value contains itself",
        ),
        ("storage: &a\n  files: [*a]\n", ""),
        ("passwd: *nope\n", "unknown anchor 'nope' referenced"),
    ] {
        let found = error(format!("{HEAD}{text}"));
        assert!(found.contains(message), "{text}: {found}");
    }
    let mut merges = String::from(HEAD);
    let _ = writeln!(merges, "x0: &a0 {{files: []}}");
    for level in 1..20_000 {
        let _ = writeln!(merges, "x{level}: &a{level} {{<<: *a{}}}", level - 1);
    }
    merges.push_str("storage: *a19999\n");
    assert!(error(merges).contains("excessive aliasing"));
}

#[test]
fn large_inputs_take_bounded_time() {
    const SIZE: usize = 10_000_000;
    let unit = "- x\n".repeat(SIZE / 4);
    error(format!("{HEAD}x:\n{unit}"));
    let mut keys = String::from(HEAD);
    for index in 0..SIZE / 20 {
        let _ = writeln!(keys, "key{index}: 1");
    }
    assert_eq!(run(keys.into_bytes()).report.entries.len(), SIZE / 20);
    assert!(error(format!("{HEAD}{}", "same: 1\n".repeat(SIZE / 8))).contains("already defined"));
    assert_eq!(
        error(format!("{HEAD}x: \"{}\"\n", "a\\n".repeat(SIZE / 3))),
        ""
    );
    assert_eq!(error(format!("{HEAD}x: {}\n", "a ".repeat(SIZE / 2))), "");
    let contents = "        the same line again\n".repeat(SIZE / 28);
    let text = format!(
        "{HEAD}storage:\n  files:\n    - path: /a\n      contents:\n       inline: |\n{contents}"
    );
    assert_eq!(error(text), "");
    let mut files = format!("{HEAD}storage:\n  files:\n");
    for index in 0..60_000 {
        let _ = writeln!(files, "    - {{path: /f{index}, mode: 0644, x: 1}}");
    }
    assert_eq!(run(files.into_bytes()).report.entries.len(), 60_000);
}
