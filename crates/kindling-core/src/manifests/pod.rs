//! What pods are made of, as far as several pods say it alike: environment, mounts, volumes, probes, tolerations.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    ConfigMapKeySelector, ConfigMapVolumeSource, EnvVar, EnvVarSource, HTTPGetAction,
    HostPathVolumeSource, ObjectFieldSelector, PodSecurityContext, ResourceRequirements,
    SeccompProfile, SecurityContext, Toleration, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::model::Cluster;

/// The runtime's default system call filter.
fn runtime_default() -> SeccompProfile {
    SeccompProfile {
        type_: "RuntimeDefault".to_owned(),
        ..SeccompProfile::default()
    }
}

/// A pod that says no more of its security than the default system call filter.
pub(super) fn seccomp() -> PodSecurityContext {
    PodSecurityContext {
        seccomp_profile: Some(runtime_default()),
        ..PodSecurityContext::default()
    }
}

/// A container with every privilege.
pub(super) fn privileged() -> SecurityContext {
    SecurityContext {
        privileged: Some(true),
        ..SecurityContext::default()
    }
}

/// CPU that a container asks for.
pub(super) fn cpu(amount: &str) -> ResourceRequirements {
    ResourceRequirements {
        requests: Some(quantities([("cpu", amount)])),
        ..ResourceRequirements::default()
    }
}

/// Amounts of resources.
pub(super) fn quantities<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, Quantity> {
    pairs
        .into_iter()
        .map(|(name, amount)| (name.to_owned(), Quantity(amount.to_owned())))
        .collect()
}

/// An environment variable of a fixed value.
pub(super) fn env(name: &str, value: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        value_from: None,
    }
}

/// An environment variable that holds a field of the pod.
pub(super) fn env_from_field(name: &str, field_path: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: None,
                field_path: field_path.to_owned(),
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// Whether a pod starts without the key it asks for.
#[derive(Clone, Copy)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// An environment variable that holds a key of a config map.
pub(super) fn env_from_config(name: &str, config: &str, key: &str, presence: Presence) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            config_map_key_ref: Some(ConfigMapKeySelector {
                name: config.to_owned(),
                key: key.to_owned(),
                optional: matches!(presence, Presence::Optional).then_some(true),
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// A mount that the container may write to.
pub(super) fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        ..VolumeMount::default()
    }
}

/// A mount that the container may only read.
pub(super) fn mount_read_only(name: &str, path: &str) -> VolumeMount {
    VolumeMount {
        read_only: Some(true),
        ..mount(name, path)
    }
}

/// A mount through which later mounts are seen: `HostToContainer` or `Bidirectional`.
pub(super) fn mount_propagated(name: &str, path: &str, propagation: &str) -> VolumeMount {
    VolumeMount {
        mount_propagation: Some(propagation.to_owned()),
        ..mount(name, path)
    }
}

/// What the host has to have at a mounted path.
#[derive(Clone, Copy)]
pub(super) enum HostPath {
    /// Anything; nothing is checked or made.
    Any,
    /// A directory.
    Directory,
    /// A directory, made where there is none.
    DirectoryOrCreate,
    /// A file, made where there is none.
    FileOrCreate,
}

/// A path of the host as a volume.
pub(super) fn host_path(name: &str, path: &str, kind: HostPath) -> Volume {
    let type_ = match kind {
        HostPath::Any => None,
        HostPath::Directory => Some("Directory"),
        HostPath::DirectoryOrCreate => Some("DirectoryOrCreate"),
        HostPath::FileOrCreate => Some("FileOrCreate"),
    };
    Volume {
        name: name.to_owned(),
        host_path: Some(HostPathVolumeSource {
            path: path.to_owned(),
            type_: type_.map(str::to_owned),
        }),
        ..Volume::default()
    }
}

/// A config map as a volume.
pub(super) fn config_volume(name: &str, config: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config.to_owned(),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// A request that a probe makes.
pub(super) fn http_get(scheme: &str, host: Option<&str>, port: i32, path: &str) -> HTTPGetAction {
    HTTPGetAction {
        scheme: Some(scheme.to_owned()),
        host: host.map(str::to_owned),
        port: IntOrString::Int(port),
        path: Some(path.to_owned()),
        ..HTTPGetAction::default()
    }
}

/// Tolerates every taint of this key.
pub(super) fn tolerate(key: &str) -> Toleration {
    Toleration {
        key: Some(key.to_owned()),
        operator: Some("Exists".to_owned()),
        ..Toleration::default()
    }
}

/// What runs on each machine tolerates: controllers, machines that are not ready yet, and the operator's own taints.
pub(super) fn tolerate_everywhere(cluster: &Cluster) -> Vec<Toleration> {
    let mut tolerations = tolerate_control_plane(cluster);
    tolerations.extend(
        cluster
            .daemonset_tolerations()
            .iter()
            .map(|key| tolerate(key)),
    );
    tolerations
}

/// What runs before the network is up tolerates: controllers and machines that are not ready yet.
pub(super) fn tolerate_control_plane(cluster: &Cluster) -> Vec<Toleration> {
    vec![
        tolerate(cluster.release().conventions().controller_taint_key),
        tolerate("node.kubernetes.io/not-ready"),
    ]
}
