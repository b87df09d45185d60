//! A Kubernetes object of any kind that the control plane is made of, and the words the kinds are spelled with.
//!
//! The constructors here say what several objects say alike; each object's own content stands with its component.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{
    DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, RollingUpdateDaemonSet,
};
use k8s_openapi::api::core::v1::{
    ConfigMap, ConfigMapKeySelector, ConfigMapVolumeSource, EnvVar, EnvVarSource, HTTPGetAction,
    HostPathVolumeSource, ObjectFieldSelector, Pod, PodSecurityContext, PodSpec, PodTemplateSpec,
    ResourceRequirements, SeccompProfile, Secret, SecurityContext, Service, ServiceAccount,
    Toleration, Volume, VolumeMount,
};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::Serialize;

use crate::model::Cluster;
use crate::sensitivity::Sensitivity;

/// The namespace of everything that has one.
const NAMESPACE: &str = "kube-system";

/// The API group of roles and bindings.
const RBAC_GROUP: &str = "rbac.authorization.k8s.io";

/// One object of the bundle.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Object {
    ClusterRole(ClusterRole),
    ClusterRoleBinding(ClusterRoleBinding),
    ConfigMap(ConfigMap),
    DaemonSet(Box<DaemonSet>),
    Deployment(Box<Deployment>),
    Pod(Box<Pod>),
    Secret(Secret),
    Service(Box<Service>),
    ServiceAccount(ServiceAccount),
}

impl Object {
    /// The pod that the object runs, if it runs one.
    pub(super) fn pod_spec(&self) -> Option<&PodSpec> {
        match self {
            Self::DaemonSet(set) => set.spec.as_ref()?.template.spec.as_ref(),
            Self::Deployment(deployment) => deployment.spec.as_ref()?.template.spec.as_ref(),
            Self::Pod(pod) => pod.spec.as_ref(),
            Self::ClusterRole(_)
            | Self::ClusterRoleBinding(_)
            | Self::ConfigMap(_)
            | Self::Secret(_)
            | Self::Service(_)
            | Self::ServiceAccount(_) => None,
        }
    }

    /// Who may read the object.
    pub(super) const fn sensitivity(&self) -> Sensitivity {
        match self {
            Self::Secret(_) => Sensitivity::Secret,
            _ => Sensitivity::Public,
        }
    }
}

/// The objects of one file of the bundle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct File {
    pub(super) path: &'static str,
    pub(super) objects: Vec<Object>,
}

impl File {
    pub(super) const fn new(path: &'static str, objects: Vec<Object>) -> Self {
        Self { path, objects }
    }
}

/// Owned texts of literals.
pub(super) fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

/// A map of texts.
pub(super) fn map<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Labels, annotations and selectors: a map of texts, absent when empty.
pub(super) fn labels<const N: usize>(pairs: [(&str, &str); N]) -> Option<BTreeMap<String, String>> {
    (N > 0).then(|| map(pairs))
}

/// Metadata of an object without a namespace.
pub(super) fn cluster_wide(name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        ..ObjectMeta::default()
    }
}

/// Metadata of an object in the system namespace.
pub(super) fn named<const N: usize>(name: &str, pairs: [(&str, &str); N]) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(NAMESPACE.to_owned()),
        labels: labels(pairs),
        ..ObjectMeta::default()
    }
}

/// Metadata of a pod template.
pub(super) fn labelled<const N: usize>(pairs: [(&str, &str); N]) -> ObjectMeta {
    ObjectMeta {
        labels: labels(pairs),
        ..ObjectMeta::default()
    }
}

/// A selector by labels.
pub(super) fn selector<const N: usize>(pairs: [(&str, &str); N]) -> LabelSelector {
    LabelSelector {
        match_labels: labels(pairs),
        ..LabelSelector::default()
    }
}

/// A service account.
pub(super) fn service_account(name: &str) -> Object {
    Object::ServiceAccount(ServiceAccount {
        metadata: named(name, []),
        ..ServiceAccount::default()
    })
}

/// A config map.
pub(super) fn config_map(metadata: ObjectMeta, data: BTreeMap<String, String>) -> Object {
    Object::ConfigMap(ConfigMap {
        metadata,
        data: Some(data),
        ..ConfigMap::default()
    })
}

/// A role with its rules.
pub(super) fn cluster_role(metadata: ObjectMeta, rules: Vec<PolicyRule>) -> Object {
    Object::ClusterRole(ClusterRole {
        metadata,
        rules: Some(rules),
        ..ClusterRole::default()
    })
}

/// A pod on each machine, replaced one machine at a time.
pub(super) fn daemon_set<const N: usize>(
    metadata: ObjectMeta,
    pod_labels: [(&str, &str); N],
    pod: PodSpec,
) -> Object {
    Object::DaemonSet(Box::new(DaemonSet {
        metadata,
        spec: Some(DaemonSetSpec {
            selector: selector(pod_labels),
            update_strategy: Some(DaemonSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(RollingUpdateDaemonSet {
                    max_unavailable: Some(IntOrString::Int(1)),
                    max_surge: None,
                }),
            }),
            template: PodTemplateSpec {
                metadata: Some(labelled(pod_labels)),
                spec: Some(pod),
            },
            ..DaemonSetSpec::default()
        }),
        ..DaemonSet::default()
    }))
}

/// What may be done with resources of one API group; the core group is the empty text.
pub(super) fn rule(group: &str, resources: &[&str], verbs: &[&str]) -> PolicyRule {
    PolicyRule {
        api_groups: Some(texts(&[group])),
        resources: Some(texts(resources)),
        verbs: texts(verbs),
        ..PolicyRule::default()
    }
}

/// Who gets a role.
pub(super) enum Holder<'a> {
    /// A service account of the system namespace.
    ServiceAccount(&'a str),
    /// A user, as a client certificate's common name says.
    User(&'a str),
    /// A group, as a client certificate's organisations say.
    Group(&'a str),
}

/// A role given to one holder.
pub(super) fn cluster_role_binding(
    metadata: ObjectMeta,
    role: &str,
    holder: &Holder<'_>,
) -> Object {
    let rbac = Some(RBAC_GROUP.to_owned());
    let subject = match *holder {
        Holder::ServiceAccount(name) => Subject {
            kind: "ServiceAccount".to_owned(),
            name: name.to_owned(),
            namespace: Some(NAMESPACE.to_owned()),
            api_group: None,
        },
        Holder::User(name) => Subject {
            kind: "User".to_owned(),
            name: name.to_owned(),
            namespace: None,
            api_group: rbac.clone(),
        },
        Holder::Group(name) => Subject {
            kind: "Group".to_owned(),
            name: name.to_owned(),
            namespace: None,
            api_group: rbac.clone(),
        },
    };
    Object::ClusterRoleBinding(ClusterRoleBinding {
        metadata,
        role_ref: RoleRef {
            api_group: rbac,
            kind: "ClusterRole".to_owned(),
            name: role.to_owned(),
        },
        subjects: Some(vec![subject]),
    })
}

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
