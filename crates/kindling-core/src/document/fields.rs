//! Every field of the cluster document, once: path, kind, default, help, example.
//!
//! The JSON Schema, the reference page, the starter documents, the studio's labels and "did you mean" are made from it.
//! A path names list items by `[]` and the keys of a map by `*`.

use crate::diagnostic::{FieldPath, Step};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The number of the document's format.
    Format,
    /// A text.
    Text,
    /// A text out of these.
    Words(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A mapping whose keys are fields of the table.
    Section,
    /// A list of mappings whose keys are fields of the table.
    Rows,
    /// A list of texts.
    Texts,
    /// A map from machine name to a list of texts.
    TextsByMachine,
    /// A map from machine name to a list of Butane configs: texts, or mappings with `file`.
    SnippetsByMachine,
    /// A map from one of these names to a text.
    TextByName(&'static [&'static str]),
}

impl Kind {
    /// The kind in words, for the reference.
    pub fn words(self) -> String {
        match self {
            Self::Format => "number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Words(words) => format!("one of `{}`", words.join("`, `")),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Section => "mapping".to_owned(),
            Self::Rows => "list of machines".to_owned(),
            Self::Texts => "list of texts".to_owned(),
            Self::TextsByMachine => "map from worker name to a list of texts".to_owned(),
            Self::SnippetsByMachine => {
                "map from machine name to a list of texts, `{file: PATH}` or `{file: PATH, text: TEXT}`"
                    .to_owned()
            }
            Self::TextByName(_) => "map from image name to a reference".to_owned(),
        }
    }
}

/// Whether a field has to be there, and what it is where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// On Flatcar Linux; other systems do not have the field.
    RequiredOnFlatcar,
    /// Never; without it there is nothing.
    Optional,
    /// Never; this is its value then, as YAML.
    Default(&'static str),
    /// Never; this is its value then, on Flatcar Linux and on Fedora CoreOS.
    DefaultByOs(&'static str, &'static str),
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Such as `controllers[].mac`.
    pub path: &'static str,
    /// The label in a form.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it has to be there.
    pub presence: Presence,
    /// One sentence, without a period at its end.
    pub help: &'static str,
    /// A valid value, as YAML on one line.
    pub example: &'static str,
    /// What a text looks like, as a regular expression of JSON Schema; empty for any.
    pub pattern: &'static str,
}

/// The names `container_images` takes.
pub const IMAGE_NAMES: [&str; 11] = [
    "cilium_agent",
    "cilium_operator",
    "coredns",
    "etcd",
    "flannel",
    "flannel_cni",
    "kube_apiserver",
    "kube_controller_manager",
    "kube_proxy",
    "kube_scheduler",
    "kubelet",
];

const LABEL: &str = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
const DOMAIN: &str = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
const CIDR: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$";
const MAC: &str = "^([0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{12})$";
const DISK: &str = r"^(/dev/)?[A-Za-z0-9_.:+=@-]+(/[A-Za-z0-9_.:+=@-]+)*$";
const WORD: &str = "^[!-~]+$";

const fn field(
    path: &'static str,
    label: &'static str,
    kind: Kind,
    presence: Presence,
    example: &'static str,
    pattern: &'static str,
    help: &'static str,
) -> Field {
    Field {
        path,
        label,
        kind,
        presence,
        help,
        example,
        pattern,
    }
}

use Kind::{
    Flag, Format, Rows, Section, SnippetsByMachine, Text, TextByName, Texts, TextsByMachine, Words,
};
use Presence::{Default, DefaultByOs, Optional, Required, RequiredOnFlatcar};

/// The fields, in the order of a document.
#[rustfmt::skip]
pub const FIELDS: &[Field] = &[
    field("kindling", "Format", Format, Required, "1", "",
        "The format of this document; always 1"),
    field("cluster_name", "Cluster name", Text, Required, "mercury", LABEL,
        "A short name, unique among your clusters: lower-case letters, digits and hyphens"),
    field("kubernetes_version", "Kubernetes version", Text, Required, "v1.36.2", "^v[0-9]+\\.[0-9]+\\.[0-9]+$",
        "The Kubernetes release that the cluster runs"),
    field("os", "Operating system", Section, Required, "{ name: flatcar-linux, channel: stable, version: 4230.2.4 }", "",
        "The operating system of every machine"),
    field("os.name", "System", Words(&["flatcar-linux", "fedora-coreos"]), Required, "flatcar-linux", "",
        "Which system is installed"),
    field("os.channel", "Channel", Words(&["stable", "beta", "alpha"]), RequiredOnFlatcar, "stable", "",
        "The release channel of Flatcar Linux"),
    field("os.stream", "Stream", Words(&["stable", "testing", "next"]), Default("stable"), "stable", "",
        "The release stream of Fedora CoreOS; Flatcar Linux has `channel` instead"),
    field("os.version", "Version", Text, Required, "4230.2.4", "^[0-9]+\\.[0-9]+\\.[0-9]+(\\.[0-9]+)?$",
        "The version to boot and install, such as `4230.2.4` of Flatcar Linux or `42.20250901.3.0` of Fedora CoreOS"),
    field("platform", "Platform", Section, Required, "{ name: bare-metal, matchbox_http_endpoint: \"http://matchbox.example.com:8080\" }", "",
        "Where the machines are and how they boot"),
    field("platform.name", "Platform", Words(&["bare-metal"]), Required, "bare-metal", "",
        "The kind of place"),
    field("platform.matchbox_http_endpoint", "Matchbox endpoint", Text, Required, "http://matchbox.example.com:8080", "^https?://[^ \"'?#@]+$",
        "The URL at which machines reach matchbox"),
    field("platform.install_disk", "Install disk", Text, DefaultByOs("/dev/sda", "sda"), "/dev/sda", DISK,
        "The disk the system is installed to, unless a machine names its own"),
    field("platform.cached_install", "Cached install", Flag, Default("false"), "true", "",
        "Whether machines fetch system images from matchbox's assets folder instead of the vendor's server"),
    field("platform.download_protocol", "Download protocol", Words(&["https", "http"]), Default("https"), "https", "",
        "The protocol to fetch Flatcar Linux with; `http` is for an iPXE built without TLS"),
    field("platform.kernel_args", "Kernel arguments", Texts, Default("[]"), "[console=ttyS0]", WORD,
        "Kernel arguments of every machine's network boot"),
    field("platform.oem_type", "OEM type", Text, Optional, "vmware_raw", "^([A-Za-z0-9][A-Za-z0-9_.-]{0,63})?$",
        "The OEM of Flatcar Linux to install"),
    field("controllers", "Controllers", Rows, Required, "[{ name: node1, mac: \"52:54:00:a1:9c:ae\", domain: node1.example.com }]", "",
        "The machines that run etcd and the control plane: one, three or five"),
    field("controllers[].name", "Name", Text, Required, "node1", LABEL,
        "A short name, unique among all machines of the cluster"),
    field("controllers[].mac", "MAC address", Text, Required, "\"52:54:00:a1:9c:ae\"", MAC,
        "The address of the network card that the machine boots from"),
    field("controllers[].domain", "Domain", Text, Required, "node1.example.com", DOMAIN,
        "The machine's full domain name, which is also its node name; 63 characters at most"),
    field("controllers[].install_disk", "Install disk", Text, Optional, "/dev/nvme0n1", DISK,
        "The disk the system is installed to; without it, the platform's"),
    field("controllers[].kernel_args", "Kernel arguments", Texts, Default("[]"), "[console=ttyS0]", WORD,
        "Kernel arguments of this machine, after the platform's"),
    field("workers", "Workers", Rows, Default("[]"), "[{ name: node2, mac: \"52:54:00:b2:2f:86\", domain: node2.example.com }]", "",
        "The machines that run workloads"),
    field("workers[].name", "Name", Text, Required, "node2", LABEL,
        "A short name, unique among all machines of the cluster"),
    field("workers[].mac", "MAC address", Text, Required, "\"52:54:00:b2:2f:86\"", MAC,
        "The address of the network card that the machine boots from"),
    field("workers[].domain", "Domain", Text, Required, "node2.example.com", DOMAIN,
        "The machine's full domain name, which is also its node name; 63 characters at most"),
    field("workers[].install_disk", "Install disk", Text, Optional, "/dev/nvme0n1", DISK,
        "The disk the system is installed to; without it, the platform's"),
    field("workers[].kernel_args", "Kernel arguments", Texts, Default("[]"), "[console=ttyS0]", WORD,
        "Kernel arguments of this machine, after the platform's"),
    field("worker_node_labels", "Node labels", TextsByMachine, Default("{}"), "{ node2: [role=special] }", "",
        "Labels that workers give themselves when they join, each as `key=value`"),
    field("worker_node_taints", "Node taints", TextsByMachine, Default("{}"), "{ node2: [\"role=special:NoSchedule\"] }", "",
        "Taints that workers give themselves when they join, each as `key=value:effect`"),
    field("snippets", "Snippets", SnippetsByMachine, Default("{}"), "{ node2: [{ file: snippets/raid.bu }] }", "",
        "Butane configs that are merged onto a machine's own, in order"),
    field("k8s_domain_name", "API domain", Text, Required, "cluster.example.com", DOMAIN,
        "A domain name that resolves to every controller; with one controller, its own domain will do"),
    field("ssh_authorized_keys", "SSH keys", Texts, Required, "[\"ssh-ed25519 AAAA… ops@example.com\"]", "",
        "SSH public keys that may log in as `core`"),
    field("networking", "Pod network", Words(&["cilium", "flannel"]), Default("cilium"), "cilium", "",
        "What connects pods; cilium also replaces kube-proxy"),
    field("pod_cidr", "Pod network range", Text, Default("10.20.0.0/14"), "10.20.0.0/14", CIDR,
        "The IPv4 range of pod addresses; every machine takes a `/24` of it"),
    field("service_cidr", "Service network range", Text, Default("10.3.0.0/16"), "10.3.0.0/16", CIDR,
        "The IPv4 range of service addresses; the first is the API server's, the tenth cluster DNS's"),
    field("components", "Components", Section, Default("{}"), "{ kube_proxy: { enable: false } }", "",
        "Parts that Kindling renders; switch off what you manage in another way"),
    field("components.enable", "All components", Flag, Default("true"), "false", "",
        "Whether any of them is rendered"),
    field("components.coredns", "CoreDNS", Section, Default("{}"), "{ enable: false }", "",
        "Cluster DNS"),
    field("components.coredns.enable", "CoreDNS", Flag, Default("true"), "false", "",
        "Whether CoreDNS is rendered"),
    field("components.kube_proxy", "kube-proxy", Section, Default("{}"), "{ enable: false }", "",
        "Service routing; never rendered with cilium"),
    field("components.kube_proxy.enable", "kube-proxy", Flag, Default("true"), "false", "",
        "Whether kube-proxy is rendered"),
    field("components.flannel", "flannel", Section, Default("{}"), "{ enable: false }", "",
        "The flannel pod network"),
    field("components.flannel.enable", "flannel", Flag, Default("true"), "false", "",
        "Whether flannel is rendered where `networking` is `flannel`"),
    field("components.cilium", "cilium", Section, Default("{}"), "{ enable: false }", "",
        "The cilium pod network"),
    field("components.cilium.enable", "cilium", Flag, Default("true"), "false", "",
        "Whether cilium is rendered where `networking` is `cilium`"),
    field("daemonset_tolerations", "Tolerated taints", Texts, Default("[]"), "[role]", "^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
        "Keys of taints that kube-proxy and the pod network tolerate, so that they run on tainted workers too"),
    field("service_account_issuer", "Token issuer", Text, Default("https://kubernetes.default.svc.cluster.local"), "https://oidc.example.com/mercury", "^https://[^ \"'?#@]*[^ \"'?#@/]$",
        "The URL that service account tokens are issued by"),
    field("cloud_provider", "Cloud provider", Words(&["external"]), Optional, "external", "",
        "`external` where a cloud controller of your own initialises nodes"),
    field("container_images", "Container images", TextByName(&IMAGE_NAMES), Default("{}"), "{ coredns: registry.example.com/coredns:v1.13.1 }", "",
        "Images to run instead of the release's own, for example from a mirror"),
    field("api_server_sans", "API server names", Texts, Default("[]"), "[10.0.0.10, api.example.com]", "^[0-9a-z.:-]+$",
        "Further DNS names and addresses for the API server's certificate"),
];

/// The field of a path of the table.
pub fn find(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The field that a place in a document belongs to: the field itself, or the nearest one around it.
pub fn of(path: &FieldPath) -> Option<&'static Field> {
    let mut best = None;
    let mut written = String::new();
    for step in path.steps() {
        match step {
            Step::Key(key) => {
                if !written.is_empty() {
                    written.push('.');
                }
                written.push_str(key);
            }
            Step::Index(_) => written.push_str("[]"),
        }
        best = find(&written).or(best);
    }
    best
}

/// The keys that a section may have; the empty path is the whole document, a list's items are `workers[]`.
pub fn keys(section: &str) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter_map(move |field| {
        let key = if section.is_empty() {
            field.path
        } else {
            field.path.strip_prefix(section)?.strip_prefix('.')?
        };
        (!key.contains(['.', '['])).then_some(key)
    })
}

/// A hint that shows how a missing field is written.
pub(crate) fn example_of(path: &FieldPath) -> Option<String> {
    let field = of(path)?;
    let Some(Step::Key(key)) = path.steps().last() else {
        return None;
    };
    Some(format!("write for example `{key}: {}`", field.example))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_described_once_below_a_section() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert!(
                FIELDS[..index].iter().all(|other| other.path != field.path),
                "{}",
                field.path
            );
            assert!(
                !field.help.ends_with('.') && !field.help.is_empty(),
                "{}",
                field.path
            );
            if let Some((parent, _)) = field.path.rsplit_once('.') {
                let parent = find(parent.trim_end_matches("[]")).expect(field.path);
                assert!(matches!(parent.kind, Section | Rows), "{}", field.path);
            }
        }
    }

    #[test]
    fn a_place_in_a_document_finds_its_field() {
        let path = FieldPath::from("controllers").index(3).key("mac");
        assert_eq!(of(&path).map(|field| field.path), Some("controllers[].mac"));
        let path = FieldPath::from("worker_node_labels").key("node2").index(0);
        assert_eq!(
            of(&path).map(|field| field.path),
            Some("worker_node_labels")
        );
        assert!(of(&FieldPath::root()).is_none());
        assert!(keys("workers[]").eq(["name", "mac", "domain", "install_disk", "kernel_args"]));
        assert!(keys("components.coredns").eq(["enable"]));
        assert_eq!(keys("").next(), Some("kindling"));
    }
}
