//! A Kubernetes object of any kind that the control plane is made of, and the words the kinds are spelled with.
//!
//! The constructors here say what several objects say alike; each object's own content stands with its component.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{
    DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec,
    DeploymentStrategy, RollingUpdateDaemonSet, RollingUpdateDeployment,
};
use k8s_openapi::api::core::v1::{
    ConfigMap, Pod, PodSpec, PodTemplateSpec, Secret, Service, ServiceAccount, ServicePort,
    ServiceSpec,
};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::Serialize;

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

/// Replicas of a pod, replaced one at a time.
pub(super) fn deployment<const N: usize>(
    metadata: ObjectMeta,
    replicas: i32,
    pod_labels: [(&str, &str); N],
    pod: PodSpec,
) -> Object {
    Object::Deployment(Box::new(Deployment {
        metadata,
        spec: Some(DeploymentSpec {
            replicas: Some(replicas),
            strategy: Some(DeploymentStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(RollingUpdateDeployment {
                    max_unavailable: Some(IntOrString::Int(1)),
                    max_surge: None,
                }),
            }),
            selector: selector(pod_labels),
            template: PodTemplateSpec {
                metadata: Some(labelled(pod_labels)),
                spec: Some(pod),
            },
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }))
}

/// A service whose pods show metrics to Prometheus on this port. The address `None` is none: the service is there to be
/// looked up.
pub(super) fn service_with_metrics(
    metadata: ObjectMeta,
    component: &str,
    address: &str,
    metrics_port: i32,
    ports: Vec<ServicePort>,
) -> Object {
    Object::Service(Box::new(Service {
        metadata: ObjectMeta {
            annotations: labels([
                ("prometheus.io/scrape", "true"),
                ("prometheus.io/port", &metrics_port.to_string()),
            ]),
            ..metadata
        },
        spec: Some(ServiceSpec {
            selector: labels([("k8s-app", component)]),
            cluster_ip: Some(address.to_owned()),
            ports: Some(ports),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }))
}

/// A port of a service.
pub(super) fn service_port(name: &str, protocol: &str, port: i32) -> ServicePort {
    ServicePort {
        name: Some(name.to_owned()),
        protocol: Some(protocol.to_owned()),
        port,
        ..ServicePort::default()
    }
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
