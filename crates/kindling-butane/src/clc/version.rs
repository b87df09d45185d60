//! Semantic versions, as the library of the original reads them: signs and leading zeros are numbers, too.

use std::cmp::Ordering;

use kindling_ignition::spec::Version;

/// Reads the version of etcd or flannel, `X.Y.Z[-pre][+meta]`.
///
/// # Errors
/// The library's words where it is none.
pub(super) fn parse(text: &str) -> Result<Version, String> {
    let (rest, metadata) = text.split_once('+').unwrap_or((text, ""));
    let (numbers, pre_release) = rest.split_once('-').unwrap_or((rest, ""));
    let parts: Vec<_> = numbers.splitn(3, '.').collect();
    let [major, minor, patch] = parts[..] else {
        return Err(format!("{numbers} is not in dotted-tri format"));
    };
    Ok(Version {
        major: number(major)?,
        minor: number(minor)?,
        patch: number(patch)?,
        pre_release: pre_release.to_owned(),
        metadata: metadata.to_owned(),
    })
}

/// Whether a version precedes the release `major.minor.0`.
pub(super) fn is_before(version: &Version, major: i64, minor: i64) -> bool {
    match (version.major, version.minor, version.patch).cmp(&(major, minor, 0)) {
        Ordering::Less => true,
        Ordering::Equal => !version.pre_release.is_empty(),
        Ordering::Greater => false,
    }
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let reason = match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
                "value out of range"
            }
            _ => "invalid syntax",
        };
        let quoted = kindling_ignition::print::go_quote(text);
        format!("strconv.ParseInt: parsing {quoted}: {reason}")
    })
}

#[cfg(test)]
mod tests {
    use super::{is_before, parse};

    #[test]
    fn versions_and_their_refusals() {
        for (text, expected) in [
            ("3.1.6", Ok("3.1.6")),
            ("3.01.6-rc.1+b", Ok("3.1.6-rc.1+b")),
            ("3.1", Err("3.1 is not in dotted-tri format")),
            ("abc-x", Err("abc is not in dotted-tri format")),
            (
                "3.x.1",
                Err("strconv.ParseInt: parsing \"x\": invalid syntax"),
            ),
            (
                "3.1.1.1",
                Err("strconv.ParseInt: parsing \"1.1\": invalid syntax"),
            ),
            (
                "99999999999999999999.1.1",
                Err("strconv.ParseInt: parsing \"99999999999999999999\": value out of range"),
            ),
        ] {
            let found = parse(text).map(|version| version.to_string());
            assert_eq!(
                found,
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text}"
            );
        }
        let early = |text: &str| parse(text).is_ok_and(|version| is_before(&version, 2, 3));
        assert!(early("2.2.9") && early("2.3.0-rc1"));
        assert!(!early("2.3.0") && !early("3.0.0"));
    }
}
