//! Every diagnostic code, with what it means.

use crate::diagnostic::Severity;

/// What a code means, for the reference page and the studio.
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// The stable name, `area/what`.
    pub code: &'static str,
    /// One sentence.
    pub meaning: &'static str,
}

const fn error(code: &'static str, meaning: &'static str) -> (CodeInfo, Severity) {
    (CodeInfo { code, meaning }, Severity::Error)
}

const fn warning(code: &'static str, meaning: &'static str) -> (CodeInfo, Severity) {
    (CodeInfo { code, meaning }, Severity::Warning)
}

const fn info(code: &'static str, meaning: &'static str) -> (CodeInfo, Severity) {
    (CodeInfo { code, meaning }, Severity::Info)
}

/// The codes that a cluster document can raise, by name.
#[rustfmt::skip]
pub const CODES: &[(CodeInfo, Severity)] = &[
    error("api/domain", "`k8s_domain_name` is not a fully qualified, lower-case domain name."),
    error("api/domain-of-worker", "`k8s_domain_name` is the domain of a worker, which serves no Kubernetes API."),
    error("api/san", "An entry of `api_server_sans` is neither a DNS name nor the address of a machine."),
    error("cluster/cloud-provider", "`cloud_provider` is something else than `external`."),
    error("cluster/kubernetes-version", "`kubernetes_version` is not written as Kubernetes writes its versions."),
    warning("cluster/kubernetes-version-newer", "The version is newer than Kindling; it gets the conventions of the newest known one."),
    error("cluster/kubernetes-version-unsupported", "The version is older than what Kindling knows, or of the classic line."),
    error("cluster/name", "`cluster_name` is not an RFC 1123 label."),
    error("cluster/service-account-issuer", "`service_account_issuer` is not an `https` URL that tokens can be issued by."),
    warning("components/no-effect", "A component is enabled that another choice keeps from being rendered."),
    error("components/toleration", "An entry of `daemonset_tolerations` is not the key of a taint."),
    error("document/duplicate-key", "A key is there twice in the same mapping."),
    error("document/empty", "The text holds no document."),
    error("document/format", "The document is of a format that this Kindling does not know."),
    error("document/missing-field", "A required field is missing or empty."),
    info("document/old-spelling", "A key has a newer spelling; both are read."),
    error("document/several-documents", "The text holds more than one YAML document."),
    error("document/syntax", "The text is not valid YAML."),
    error("document/too-deep", "The text is nested deeper than any cluster document."),
    error("document/too-large", "The text, or what its aliases make of it, is larger than any cluster document."),
    error("document/too-many-problems", "There are more problems with keys and types than are listed."),
    error("document/unknown-key", "A key is not known where it stands."),
    error("document/wrong-type", "A value has another type than its field, such as a number where a text is needed."),
    warning("images/floating", "An image has no tag, or `latest`, and so changes by itself."),
    error("images/reference", "An image reference is not one that every container runtime accepts."),
    error("images/unknown", "`container_images` names an image that no cluster runs."),
    error("labels/controller", "`worker_node_labels` names a controller."),
    error("labels/duplicate-key", "A machine gets two values for the same label."),
    error("labels/reserved", "A label that a kubelet may not give itself, or that Kindling gives."),
    error("labels/syntax", "A label is not valid by Kubernetes' rules."),
    error("labels/unknown-machine", "`worker_node_labels` names a machine that is not there."),
    error("machines/domain", "A machine's domain is not a fully qualified, lower-case domain name of 63 characters at most."),
    error("machines/duplicate-domain", "Two machines have the same domain."),
    error("machines/duplicate-mac", "Two machines have the same MAC address."),
    error("machines/duplicate-name", "Two machines have the same name."),
    warning("machines/even-controllers", "An even number of controllers bears no more losses than one less."),
    error("machines/install-disk", "A disk is not named as the system's installer takes it."),
    error("machines/kernel-arg", "A kernel argument cannot be carried by a boot loader as one argument."),
    error("machines/mac", "A MAC address is not six bytes, or not the address of a single network card."),
    warning("machines/many-controllers", "More controllers than etcd is good with."),
    error("machines/name", "A machine's name is not an RFC 1123 label."),
    warning("network/address-inside", "An address outside the cluster lies in one of the cluster's own networks."),
    error("network/overlap", "The pod network and the service network share addresses."),
    error("network/pod-cidr", "`pod_cidr` is not an IPv4 range."),
    error("network/pod-cidr-too-small", "`pod_cidr` has fewer `/24` ranges than there are machines."),
    error("network/provider", "`networking` names a pod network that is not there."),
    error("network/service-cidr", "`service_cidr` is not an IPv4 range."),
    error("network/service-cidr-too-small", "`service_cidr` has no tenth address, which cluster DNS gets."),
    error("os/channel", "`os.channel` is not a channel of Flatcar Linux."),
    error("os/name", "`os.name` is not an operating system that Kindling knows."),
    error("os/not-supported", "The operating system belongs to the classic line, which is not supported yet."),
    error("os/stream", "`os.stream` is not a stream of Fedora CoreOS."),
    error("os/version", "`os.version` is not a version of the operating system."),
    warning("os/version-channel", "The version does not look like one of the channel or stream."),
    error("os/wrong-option", "A field of `os` belongs to another operating system."),
    error("platform/download-protocol", "`platform.download_protocol` is neither `https` nor `http`."),
    error("platform/matchbox-endpoint", "`platform.matchbox_http_endpoint` is not a plain `http` or `https` URL."),
    error("platform/name", "`platform.name` is not a platform that Kindling knows."),
    error("platform/not-supported", "The platform is not supported yet."),
    error("platform/oem-type", "`platform.oem_type` is not a word that the installer takes."),
    error("platform/wrong-option", "A field of `platform` belongs to another operating system."),
    error("snippets/invalid", "A snippet has no translation: what Butane says of it, at the place in the snippet."),
    error("snippets/missing-file", "A snippet's file is not there."),
    warning("snippets/remark", "What the translator of Butane warns of in a snippet."),
    error("snippets/replaces-everything", "A snippet would replace the whole config of its machine by another one."),
    error("snippets/too-new", "A snippet needs a newer Ignition than matchbox reads."),
    error("snippets/unknown-machine", "`snippets` names a machine that is not there."),
    error("snippets/variant", "A snippet is of another variant of Butane than the machines' operating system takes."),
    warning("ssh/duplicate-key", "The same SSH key is there twice."),
    error("ssh/key", "An entry of `ssh_authorized_keys` is not an OpenSSH public key."),
    error("ssh/private-key", "A private key was pasted where a public key belongs."),
    warning("ssh/weak-key", "An RSA key is shorter than current policies accept."),
    error("taints/controller", "`worker_node_taints` names a controller."),
    error("taints/duplicate", "A machine gets the same taint key and effect twice."),
    error("taints/effect", "A taint's effect is none of Kubernetes' three."),
    error("taints/syntax", "A taint is not valid by Kubernetes' rules."),
    error("taints/unknown-machine", "`worker_node_taints` names a machine that is not there."),
];

/// What a code of the cluster document means, and how bad it is.
pub fn find(code: &str) -> Option<&'static (CodeInfo, Severity)> {
    CODES.iter().find(|(info, _)| info.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once_in_order() {
        assert!(CODES.is_sorted_by(|one, other| one.0.code < other.0.code));
        for (info, _) in CODES {
            assert!(
                info.code.split('/').count() == 2 && info.meaning.ends_with('.'),
                "{}",
                info.code
            );
        }
    }

    /// Reads the sources of the two stages that raise codes: each code is listed, each listed code is used.
    #[test]
    fn listed_codes_are_the_codes_in_use() {
        let sources = [
            include_str!("read.rs"),
            include_str!("shape.rs"),
            include_str!("../model/component.rs"),
            include_str!("../model/fault.rs"),
            include_str!("../model/image_reference.rs"),
            include_str!("../model/inventory.rs"),
            include_str!("../model/labels.rs"),
            include_str!("../model/names.rs"),
            include_str!("../model/network.rs"),
            include_str!("../model/os.rs"),
            include_str!("../model/platform.rs"),
            include_str!("../model/release.rs"),
            include_str!("../model/resolve.rs"),
            include_str!("../model/snippets.rs"),
            include_str!("../model/ssh.rs"),
            include_str!("../model/url.rs"),
        ];
        let areas: Vec<&str> = CODES
            .iter()
            .filter_map(|(info, _)| info.code.split('/').next())
            .collect();
        let mut used: Vec<&str> = Vec::new();
        for source in sources {
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for area in &areas {
                let start = format!("\"{area}/");
                used.extend(source.match_indices(&start).filter_map(|(at, _)| {
                    let code = source[at + 1..].split('"').next()?;
                    let plain =
                        |byte: u8| byte.is_ascii_lowercase() || byte == b'-' || byte == b'/';
                    code.bytes().all(plain).then_some(code)
                }));
            }
        }
        used.sort_unstable();
        used.dedup();
        let listed: Vec<&str> = CODES.iter().map(|(info, _)| info.code).collect();
        assert_eq!(used, listed);
    }
}
