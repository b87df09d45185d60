//! Kubernetes releases: versions, images and the conventions of their line.

use std::collections::BTreeMap;
use std::fmt;

use super::fault::{Fault, Problems, shown};
use super::image_reference::image_reference;
use crate::diagnostic::{Diagnostic, FieldPath, Severity};
use crate::document::ClusterDocument;
use crate::document::suggestion::nearest;

/// A Kubernetes version, `v1.36.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion {
    /// 1.
    pub major: u32,
    /// 36.
    pub minor: u32,
    /// 2.
    pub patch: u32,
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A family of conventions. The classic line (v1.18) takes its place here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// v1.34 and later.
    Current,
}

/// The conventions of a line as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// Where control plane PKI lives, on the host and in the pods.
    pub pki_dir: &'static str,
    /// Where etcd's PKI lives on the host.
    pub etcd_pki_dir: &'static str,
    /// Label of controllers, `key=value`.
    pub controller_label: &'static str,
    /// Taint key of controllers.
    pub controller_taint_key: &'static str,
    /// Label of workers, `key=value`.
    pub worker_label: &'static str,
}

const CURRENT: Conventions = Conventions {
    pki_dir: "/etc/kubernetes/pki",
    etcd_pki_dir: "/etc/ssl/etcd/etcd",
    controller_label: "node.kubernetes.io/controller=true",
    controller_taint_key: "node-role.kubernetes.io/controller",
    worker_label: "node.kubernetes.io/node=",
};

/// An image that a cluster runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each variant is the image of the component it names"
)]
pub enum Image {
    KubeApiserver,
    KubeControllerManager,
    KubeScheduler,
    KubeProxy,
    Kubelet,
    Etcd,
    CoreDns,
    Flannel,
    FlannelCni,
    CiliumAgent,
    CiliumOperator,
}

/// An image reference that `docker pull` and `podman pull` accept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference(pub(super) String);

impl ImageReference {
    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One Kubernetes version with its images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub(super) version: KubernetesVersion,
    pub(super) line: Line,
    pub(super) images: BTreeMap<Image, ImageReference>,
}

impl Release {
    /// The version.
    pub const fn version(&self) -> KubernetesVersion {
        self.version
    }

    /// The family of conventions.
    pub const fn line(&self) -> Line {
        self.line
    }

    /// The conventions of the line.
    pub const fn conventions(&self) -> &'static Conventions {
        match self.line {
            Line::Current => &CURRENT,
        }
    }

    /// The image of a component, after `container_images`.
    pub fn image(&self, image: Image) -> &ImageReference {
        &self.images[&image]
    }
}

/// What Kindling knows of one minor version.
struct KnownMinor {
    minor: u32,
    /// The latest patch that was published when the table was written.
    patch: u32,
    coredns: &'static str,
}

/// Every minor version of the current line, oldest first. Components that do not follow Kubernetes' own version are the
/// ones Typhoon runs; CoreDNS is the one that belongs to the minor version.
const KNOWN: [KnownMinor; 3] = [
    KnownMinor {
        minor: 34,
        patch: 9,
        coredns: "v1.12.1",
    },
    KnownMinor {
        minor: 35,
        patch: 5,
        coredns: "v1.13.1",
    },
    NEWEST,
];

const NEWEST: KnownMinor = KnownMinor {
    minor: 36,
    patch: 2,
    coredns: "v1.13.1",
};

/// Every image by its name in `container_images`, with its repository and its tag; `None` is Kubernetes' own version.
const IMAGES: [(Image, &str, &str, Option<&str>); 11] = [
    (
        Image::CiliumAgent,
        "cilium_agent",
        "quay.io/cilium/cilium",
        Some("v1.18.9"),
    ),
    (
        Image::CiliumOperator,
        "cilium_operator",
        "quay.io/cilium/operator-generic",
        Some("v1.18.9"),
    ),
    (
        Image::CoreDns,
        "coredns",
        "registry.k8s.io/coredns/coredns",
        Some(""),
    ),
    (Image::Etcd, "etcd", "quay.io/coreos/etcd", Some("v3.5.13")),
    (
        Image::Flannel,
        "flannel",
        "docker.io/flannel/flannel",
        Some("v0.27.0"),
    ),
    (
        Image::FlannelCni,
        "flannel_cni",
        "quay.io/poseidon/flannel-cni",
        Some("v0.4.2"),
    ),
    (
        Image::KubeApiserver,
        "kube_apiserver",
        "registry.k8s.io/kube-apiserver",
        None,
    ),
    (
        Image::KubeControllerManager,
        "kube_controller_manager",
        "registry.k8s.io/kube-controller-manager",
        None,
    ),
    (
        Image::KubeProxy,
        "kube_proxy",
        "registry.k8s.io/kube-proxy",
        None,
    ),
    (
        Image::KubeScheduler,
        "kube_scheduler",
        "registry.k8s.io/kube-scheduler",
        None,
    ),
    (Image::Kubelet, "kubelet", "quay.io/poseidon/kubelet", None),
];

/// The latest known patch of every known minor version, oldest first: what a form offers.
pub fn known_versions() -> Vec<KubernetesVersion> {
    KNOWN
        .iter()
        .map(|known| KubernetesVersion {
            major: 1,
            minor: known.minor,
            patch: known.patch,
        })
        .collect()
}

/// The names that `container_images` takes, in order.
pub fn image_names() -> impl Iterator<Item = &'static str> {
    IMAGES.into_iter().map(|(_, name, _, _)| name)
}

impl Image {
    /// The name in `container_images`.
    pub fn key(self) -> &'static str {
        IMAGES
            .into_iter()
            .find(|(image, ..)| *image == self)
            .map_or("", |(_, name, ..)| name)
    }
}

impl KubernetesVersion {
    /// Reads `v1.36.2`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| {
            let canonical = part == "0" || !part.starts_with('0');
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| canonical && digits)
        };
        let mut parts = text.strip_prefix('v')?.split('.').map(number);
        let version = Self {
            major: parts.next()??,
            minor: parts.next()??,
            patch: parts.next()??,
        };
        parts.next().is_none().then_some(version)
    }
}

fn version(text: &str) -> Result<KubernetesVersion, Fault> {
    const CODE: &str = "cluster/kubernetes-version";
    if let Some(version) = KubernetesVersion::parse(text) {
        return Ok(version);
    }
    let newest = NEWEST.patch;
    let fault = Fault::new(CODE, format!("{} is not a Kubernetes version", shown(text)));
    let with_letter = format!("v{}", text.trim_start_matches(['v', 'V']));
    Err(if KubernetesVersion::parse(&with_letter).is_some() {
        fault.hint(format!("write `{with_letter}`"))
    } else if text.contains(['-', '+']) {
        fault.hint(
            "pre-releases and builds of others cannot be used; write a release such as `v1.36.2`",
        )
    } else if KubernetesVersion::parse(&format!("{with_letter}.0")).is_some() {
        let known = KubernetesVersion::parse(&format!("{with_letter}.0"))
            .and_then(|wanted| KNOWN.iter().find(|known| known.minor == wanted.minor))
            .map_or(newest, |known| known.patch);
        fault.hint(format!(
            "write the patch version too, for example `{with_letter}.{known}`"
        ))
    } else {
        fault.hint(format!(
            "write a version such as `v1.{}.{newest}`",
            NEWEST.minor
        ))
    })
}

/// The table's row for a version, and what there is to say about the choice.
fn known(version: KubernetesVersion) -> Result<(&'static KnownMinor, Option<Fault>), Fault> {
    let list: Vec<String> = known_versions()
        .iter()
        .map(|known| format!("`v{}.{}` (latest `{known}`)", known.major, known.minor))
        .collect();
    let list = list.join(", ");
    let order = (version.major, version.minor);
    if order == (1, 18) {
        return Err(Fault::new(
            "cluster/kubernetes-version-unsupported",
            format!("`{version}` belongs to the classic line, which is not supported yet"),
        )
        .hint(format!("choose one of {list}")));
    }
    if let Some(row) = KNOWN.iter().find(|row| order == (1, row.minor)) {
        let newer = (version.patch > row.patch).then(|| {
            Fault::new(
                "cluster/kubernetes-version-newer",
                format!("`{version}` is newer than `v1.{}.{}`, the latest patch Kindling knows", row.minor, row.patch),
            )
            .hint("its images are taken by their tags; make sure that they exist, the kubelet's among them")
        });
        return Ok((row, newer));
    }
    if order < (1, NEWEST.minor) {
        return Err(Fault::new(
            "cluster/kubernetes-version-unsupported",
            format!("`{version}` is not a version Kindling knows"),
        )
        .hint(format!("choose one of {list}")));
    }
    Ok((
        &NEWEST,
        Some(
            Fault::new(
                "cluster/kubernetes-version-newer",
                format!(
                    "`{version}` is newer than every version Kindling knows; it gets the conventions of `v1.{}`",
                    NEWEST.minor
                ),
            )
            .hint("image tags follow the version; name images under `container_images` where that does not fit")
            .hint(format!("known are {list}")),
        ),
    ))
}

/// Judges `kubernetes_version` and `container_images`.
pub(super) fn resolve(document: &ClusterDocument, problems: &mut Problems<'_>) -> Option<Release> {
    let path = || FieldPath::from("kubernetes_version");
    let overrides = overrides(document, problems);
    let version = problems.required(&document.kubernetes_version, version, path)?;
    let (row, remark) = problems.take(known(version), path)?;
    if let Some(remark) = remark {
        problems.push(remark.at(Severity::Warning, path()));
    }
    let images = IMAGES
        .into_iter()
        .map(|(image, _, repository, tag)| {
            let tag = match tag {
                None => version.to_string(),
                Some("") => row.coredns.to_owned(),
                Some(tag) => tag.to_owned(),
            };
            (image, ImageReference(format!("{repository}:{tag}")))
        })
        .chain(overrides)
        .collect();
    Some(Release {
        version,
        line: Line::Current,
        images,
    })
}

fn overrides(
    document: &ClusterDocument,
    problems: &mut Problems<'_>,
) -> Vec<(Image, ImageReference)> {
    let mut found = Vec::new();
    for (name, text) in &document.container_images {
        let path = || FieldPath::from("container_images").key(name.as_str());
        let Some((image, ..)) = IMAGES.into_iter().find(|(_, known, ..)| known == name) else {
            let diagnostic = Diagnostic::error(
                "images/unknown",
                path(),
                format!("there is no image {}", shown(name)),
            );
            let names: Vec<&str> = image_names().collect();
            problems.push(match nearest(name, names.iter().copied()) {
                Some(word) => diagnostic.hint(format!("did you mean `{word}`?")),
                None => diagnostic.hint(format!("images are `{}`", names.join("`, `"))),
            });
            continue;
        };
        let Some(judged) = problems.required(text, image_reference, path) else {
            continue;
        };
        if let Some(weakness) = judged.weakness {
            problems.push(weakness.at(Severity::Warning, path()));
        }
        found.push((image, judged.reference));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_kubernetes_writes_them() {
        for (text, fits) in [
            ("v1.36.2", true),
            ("v1.36.0", true),
            ("1.36.2", false),
            ("v1.36", false),
            ("v1.036.2", false),
            ("v1.36.2.1", false),
            ("v1.36.2-rc.1", false),
            ("v1.36.+2", false),
            ("v1.36.99999999999", false),
            ("", false),
            ("v", false),
        ] {
            let version = KubernetesVersion::parse(text);
            assert_eq!(version.is_some(), fits, "{text}");
            if let Some(version) = version {
                assert_eq!(version.to_string(), text);
            }
        }
    }

    #[test]
    fn an_unknown_newer_version_takes_the_newest_row_and_an_older_one_is_refused() {
        let remark = |text: &str| {
            let version = KubernetesVersion::parse(text).expect(text);
            known(version)
                .map(|(row, remark)| (row.minor, remark.is_some()))
                .map_err(|fault| fault.code)
        };
        assert_eq!(remark("v1.34.0"), Ok((34, false)));
        assert_eq!(remark("v1.36.2"), Ok((36, false)));
        assert_eq!(remark("v1.36.3"), Ok((36, true)));
        assert_eq!(remark("v1.34.10"), Ok((34, true)));
        assert_eq!(remark("v1.37.0"), Ok((36, true)));
        assert_eq!(remark("v2.0.0"), Ok((36, true)));
        for old in ["v1.33.9", "v1.18.0", "v1.17.3", "v0.36.0"] {
            assert_eq!(
                remark(old),
                Err("cluster/kubernetes-version-unsupported"),
                "{old}"
            );
        }
    }

    #[test]
    fn image_names_are_in_order_and_every_image_has_one() {
        let names: Vec<&str> = image_names().collect();
        assert!(names.is_sorted());
        for (image, name, ..) in IMAGES {
            assert_eq!(image.key(), name);
        }
    }
}
