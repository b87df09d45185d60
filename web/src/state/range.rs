//! Names by pattern: `node{2..48}` is forty-seven machines.

use kindling_core::document::Machine;

/// The most machines one range may add.
pub const MOST: usize = 10_000;

/// What a range could not be read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeError {
    /// There is no `{first..last}` in the name, or it is not two numbers.
    NoRange,
    /// The last number is smaller than the first.
    Backwards,
    /// More machines than [`MOST`].
    TooMany(usize),
    /// Fewer or more addresses than machines.
    Addresses {
        /// How many machines.
        machines: usize,
        /// How many addresses.
        addresses: usize,
    },
}

impl std::fmt::Display for RangeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRange => formatter.write_str("write the numbers as `{2..48}`"),
            Self::Backwards => formatter.write_str("the last number is smaller than the first"),
            Self::TooMany(count) => {
                write!(formatter, "{count} machines are more than {MOST} at once")
            }
            Self::Addresses {
                machines,
                addresses,
            } => {
                write!(
                    formatter,
                    "{addresses} MAC addresses for {machines} machines"
                )
            }
        }
    }
}

/// The names of a pattern. Zeros in front are kept: `n{08..10}` is `n08`, `n09`, `n10`.
///
/// # Errors
///
/// The pattern has no range, or a range that counts backwards or too far.
pub fn names(pattern: &str) -> Result<Vec<String>, RangeError> {
    let pattern = pattern.trim();
    let (before, rest) = pattern.split_once('{').ok_or(RangeError::NoRange)?;
    let (inside, after) = rest.split_once('}').ok_or(RangeError::NoRange)?;
    let (first, last) = inside.split_once("..").ok_or(RangeError::NoRange)?;
    let number = |text: &str| {
        text.trim()
            .parse::<usize>()
            .map_err(|_| RangeError::NoRange)
    };
    let (from, to) = (number(first)?, number(last)?);
    if to < from {
        return Err(RangeError::Backwards);
    }
    let count = (to - from).saturating_add(1);
    if count > MOST {
        return Err(RangeError::TooMany(count));
    }
    let width = first.trim().len();
    Ok((from..=to)
        .map(|number| format!("{before}{number:0width$}{after}"))
        .collect())
}

/// Machines of a range: names by pattern, domains by a pattern with `{name}`, addresses one a line or none at all.
///
/// # Errors
///
/// The pattern cannot be read, or there are addresses but not one a machine.
pub fn machines(pattern: &str, domain: &str, addresses: &str) -> Result<Vec<Machine>, RangeError> {
    let names = names(pattern)?;
    let addresses: Vec<&str> = addresses.split_whitespace().collect();
    if !addresses.is_empty() && addresses.len() != names.len() {
        return Err(RangeError::Addresses {
            machines: names.len(),
            addresses: addresses.len(),
        });
    }
    Ok(names
        .into_iter()
        .enumerate()
        .map(|(index, name)| Machine {
            mac: addresses.get(index).copied().unwrap_or_default().to_owned(),
            domain: domain.trim().replace("{name}", &name),
            name,
            ..Machine::default()
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_counts_up_and_keeps_its_zeros() {
        assert_eq!(
            names("node{2..4}"),
            Ok(vec!["node2".into(), "node3".into(), "node4".into()])
        );
        assert_eq!(
            names("n{08..10}x"),
            Ok(vec!["n08x".into(), "n09x".into(), "n10x".into()])
        );
    }

    #[test]
    fn what_is_no_range_is_said() {
        assert_eq!(names("node"), Err(RangeError::NoRange));
        assert_eq!(names("node{a..b}"), Err(RangeError::NoRange));
        assert_eq!(names("node{4..2}"), Err(RangeError::Backwards));
        assert_eq!(names("node{0..99999}"), Err(RangeError::TooMany(100_000)));
        assert_eq!(
            names("node{0..18446744073709551615}"),
            Err(RangeError::TooMany(usize::MAX))
        );
    }

    #[test]
    fn domains_follow_names_and_addresses_must_fit() {
        let made = machines("node{2..3}", "{name}.example.com", "a b").expect("two and two");
        assert_eq!(made[1].domain, "node3.example.com");
        assert_eq!(made[1].mac, "b");
        assert!(machines("node{2..3}", "", "a").is_err());
    }
}
