//! Kubernetes releases: versions, images and the conventions of their line.

use std::collections::BTreeMap;
use std::fmt;

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
#[allow(
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
