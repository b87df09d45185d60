//! Where a machine runs, and what its metadata are called there.

/// The names of a machine's metadata on one platform; an empty one is not known there.
struct Platform {
    name: &'static str,
    /// Host name; private and public IPv4 address; private and public IPv6 address.
    variables: [&'static str; 5],
}

/// What a template may name, in the order of [`Platform::variables`].
const FIELDS: [&str; 5] = [
    "HOSTNAME",
    "PRIVATE_IPV4",
    "PUBLIC_IPV4",
    "PRIVATE_IPV6",
    "PUBLIC_IPV6",
];

const PLATFORMS: [Platform; 9] = [
    Platform {
        name: "azure",
        variables: [
            "",
            "COREOS_AZURE_IPV4_DYNAMIC",
            "COREOS_AZURE_IPV4_VIRTUAL",
            "",
            "",
        ],
    },
    Platform {
        name: "digitalocean",
        variables: [
            "COREOS_DIGITALOCEAN_HOSTNAME",
            "COREOS_DIGITALOCEAN_IPV4_PRIVATE_0",
            "COREOS_DIGITALOCEAN_IPV4_PUBLIC_0",
            "COREOS_DIGITALOCEAN_IPV6_PRIVATE_0",
            "COREOS_DIGITALOCEAN_IPV6_PUBLIC_0",
        ],
    },
    Platform {
        name: "ec2",
        variables: [
            "COREOS_EC2_HOSTNAME",
            "COREOS_EC2_IPV4_LOCAL",
            "COREOS_EC2_IPV4_PUBLIC",
            "",
            "",
        ],
    },
    Platform {
        name: "gce",
        variables: [
            "COREOS_GCE_HOSTNAME",
            "COREOS_GCE_IP_LOCAL_0",
            "COREOS_GCE_IP_EXTERNAL_0",
            "",
            "",
        ],
    },
    Platform {
        name: "packet",
        variables: [
            "COREOS_PACKET_HOSTNAME",
            "COREOS_PACKET_IPV4_PRIVATE_0",
            "COREOS_PACKET_IPV4_PUBLIC_0",
            "",
            "COREOS_PACKET_IPV6_PUBLIC_0",
        ],
    },
    Platform {
        name: "openstack-metadata",
        variables: [
            "COREOS_OPENSTACK_HOSTNAME",
            "COREOS_OPENSTACK_IPV4_LOCAL",
            "COREOS_OPENSTACK_IPV4_PUBLIC",
            "",
            "",
        ],
    },
    Platform {
        name: "vagrant-virtualbox",
        variables: [
            "COREOS_VAGRANT_VIRTUALBOX_HOSTNAME",
            "COREOS_VAGRANT_VIRTUALBOX_PRIVATE_IPV4",
            "",
            "",
            "",
        ],
    },
    Platform {
        name: "cloudstack-configdrive",
        variables: ["CLOUDSTACK_LOCAL_HOSTNAME", "", "", "", ""],
    },
    Platform {
        name: "custom",
        variables: [
            "COREOS_CUSTOM_HOSTNAME",
            "COREOS_CUSTOM_PRIVATE_IPV4",
            "COREOS_CUSTOM_PUBLIC_IPV4",
            "COREOS_CUSTOM_PRIVATE_IPV6",
            "COREOS_CUSTOM_PUBLIC_IPV6",
        ],
    },
];

/// The names of all platforms.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLATFORMS.iter().map(|platform| platform.name)
}

/// Whether the name is a platform's.
pub(super) fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

/// Whether the platform's metadata service has to be told where to look.
pub(super) fn needs_provider(name: &str) -> bool {
    matches!(name, "openstack-metadata" | "cloudstack-configdrive")
}

/// The environment variable that holds a field of a machine's metadata.
fn variable(platform: &str, field: &str) -> Option<&'static str> {
    let platform = PLATFORMS.iter().find(|known| known.name == platform)?;
    let index = FIELDS.iter().position(|known| *known == field)?;
    platform
        .variables
        .get(index)
        .copied()
        .filter(|variable| !variable.is_empty())
}

/// Whether any argument has something of a template in it.
pub(super) fn has_template(arguments: &[String]) -> bool {
    arguments
        .iter()
        .any(|argument| argument.contains(['{', '}']))
}

/// The argument with each `{FIELD}` replaced by the variable that holds it.
///
/// The search goes on from where the closing brace was *before* the replacement, as it does in the original;
/// a variable is always longer than its field's name with the braces, so no brace is missed.
///
/// # Errors
/// Where the platform has no such field.
pub(super) fn fill(platform: &str, argument: &str) -> Result<String, &'static str> {
    let mut text = argument.to_owned();
    let mut open = text.find('{');
    let mut close = text.find('}');
    while let (Some(start), Some(end)) = (open, close) {
        if start >= end {
            break;
        }
        let field = text.get(start + 1..end).unwrap_or_default().to_owned();
        let variable = variable(platform, &field).ok_or("unknown field")?;
        text = text.replacen(&format!("{{{field}}}"), &format!("${{{variable}}}"), 1);
        let find_from = |from: usize, brace: u8| {
            let rest = text.as_bytes().get(from..)?;
            rest.iter()
                .position(|byte| *byte == brace)
                .map(|index| from + index)
        };
        open = find_from(end, b'{');
        if let Some(start) = open {
            close = find_from(start, b'}');
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn templates_are_filled() {
        for (argument, expected) in [
            ("a", Ok("a")),
            ("{PRIVATE_IPV4}", Ok("${COREOS_EC2_IPV4_LOCAL}")),
            (
                "{HOSTNAME}=http://{PRIVATE_IPV4}:1,é=http://{PUBLIC_IPV4}",
                Ok(
                    "${COREOS_EC2_HOSTNAME}=http://${COREOS_EC2_IPV4_LOCAL}:1,é=http://${COREOS_EC2_IPV4_PUBLIC}",
                ),
            ),
            ("{HOSTNAME", Ok("{HOSTNAME")),
            ("}x{", Ok("}x{")),
            ("{PRIVATE_IPV6}", Err("unknown field")),
            ("{}", Err("unknown field")),
        ] {
            assert_eq!(
                fill("ec2", argument).as_deref().map_err(|error| *error),
                expected,
                "{argument}"
            );
        }
    }
}
