//! The cluster: every part of it judged, every derived fact a named method.

use std::sync::Arc;

use super::{
    Components, DomainName, Machine, MachineName, Network, OperatingSystem, Platform, Release,
    Role, SshPublicKey,
};
use crate::document::{self, ClusterDocument};
use crate::model::ClusterName;

/// How the Kubernetes API is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiServer {
    pub(super) domain: DomainName,
    pub(super) port: u16,
    pub(super) extra_sans: Vec<String>,
}

impl ApiServer {
    /// The name clients use, `k8s_domain_name`.
    pub const fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// The TCP port, 6443.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Further DNS names and IP addresses for the serving certificate, `api_server_sans`, in document order.
    pub fn extra_sans(&self) -> &[String] {
        &self.extra_sans
    }

    /// `https://<domain>:<port>`.
    pub fn url(&self) -> String {
        format!("https://{}:{}", self.domain, self.port)
    }
}

/// A cluster that can be rendered. Made by [`super::resolve()`] alone.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(super) name: ClusterName,
    pub(super) release: Release,
    pub(super) os: OperatingSystem,
    pub(super) platform: Platform,
    pub(super) controllers: Vec<Machine>,
    pub(super) workers: Vec<Machine>,
    pub(super) api_server: ApiServer,
    pub(super) network: Network,
    pub(super) components: Components,
    pub(super) ssh_authorized_keys: Vec<SshPublicKey>,
    pub(super) service_account_issuer: String,
    pub(super) daemonset_tolerations: Vec<String>,
    pub(super) external_cloud_provider: bool,
    pub(super) document: Arc<ClusterDocument>,
}

/// What the parts that machines share are made from: the cluster without what is said of single machines. Two clusters
/// of the same frame have the same control plane, and a machine that is equal in both boots with the same config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    name: ClusterName,
    release: Release,
    os: OperatingSystem,
    platform: Platform,
    controllers: Vec<(MachineName, DomainName)>,
    api_server: ApiServer,
    network: Network,
    components: Components,
    ssh_authorized_keys: Vec<SshPublicKey>,
    service_account_issuer: String,
    daemonset_tolerations: Vec<String>,
    external_cloud_provider: bool,
}

impl Cluster {
    /// The cluster without what is said of single machines. Controllers keep the names that the control plane knows
    /// them by.
    pub fn frame(&self) -> Frame {
        // Every field is named, so that a new one is decided about.
        let Self {
            name,
            release,
            os,
            platform,
            controllers,
            workers: _,
            api_server,
            network,
            components,
            ssh_authorized_keys,
            service_account_issuer,
            daemonset_tolerations,
            external_cloud_provider,
            document: _,
        } = self;
        Frame {
            name: name.clone(),
            release: release.clone(),
            os: os.clone(),
            platform: platform.clone(),
            controllers: controllers
                .iter()
                .map(|machine| (machine.name.clone(), machine.domain.clone()))
                .collect(),
            api_server: api_server.clone(),
            network: *network,
            components: components.clone(),
            ssh_authorized_keys: ssh_authorized_keys.clone(),
            service_account_issuer: service_account_issuer.clone(),
            daemonset_tolerations: daemonset_tolerations.clone(),
            external_cloud_provider: *external_cloud_provider,
        }
    }

    /// The cluster's name.
    pub const fn name(&self) -> &ClusterName {
        &self.name
    }

    /// The Kubernetes release with its images and conventions.
    pub const fn release(&self) -> &Release {
        &self.release
    }

    /// The operating system of every machine.
    pub const fn os(&self) -> &OperatingSystem {
        &self.os
    }

    /// Where the machines are.
    pub const fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The controllers, by name.
    pub fn controllers(&self) -> &[Machine] {
        &self.controllers
    }

    /// The workers, by name.
    pub fn workers(&self) -> &[Machine] {
        &self.workers
    }

    /// Controllers, then workers, each by name.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.controllers.iter().chain(&self.workers)
    }

    /// The controller that the runbook starts the bootstrap on: the first by name.
    pub fn first_controller(&self) -> &Machine {
        &self.controllers[0]
    }

    /// How the Kubernetes API is reached.
    pub const fn api_server(&self) -> &ApiServer {
        &self.api_server
    }

    /// Pod and service networks and who provides them.
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Which parts are managed by Kindling.
    pub const fn components(&self) -> &Components {
        &self.components
    }

    /// Keys that may log in as `core`, in document order, never empty.
    pub fn ssh_authorized_keys(&self) -> &[SshPublicKey] {
        &self.ssh_authorized_keys
    }

    /// The issuer of service account tokens, a URL.
    pub fn service_account_issuer(&self) -> &str {
        &self.service_account_issuer
    }

    /// Taint keys that DaemonSets tolerate besides the usual ones, in document order.
    pub fn daemonset_tolerations(&self) -> &[String] {
        &self.daemonset_tolerations
    }

    /// Whether kubelet and controller manager run with `--cloud-provider=external`.
    pub const fn has_external_cloud_provider(&self) -> bool {
        self.external_cloud_provider
    }

    /// The DNS domain of services, `cluster.local` on the current line.
    pub const fn cluster_domain(&self) -> &'static str {
        "cluster.local"
    }

    /// `https://<domain>:2379` of each controller, by name.
    pub fn etcd_client_urls(&self) -> Vec<String> {
        self.controllers
            .iter()
            .map(|machine| format!("https://{}:2379", machine.domain()))
            .collect()
    }

    /// `ETCD_INITIAL_CLUSTER`: `<name>=https://<domain>:2380` of each controller, by name, with commas.
    pub fn etcd_initial_cluster(&self) -> String {
        let members: Vec<String> = self
            .controllers
            .iter()
            .map(|machine| format!("{}=https://{}:2380", machine.name(), machine.domain()))
            .collect();
        members.join(",")
    }

    /// How many CoreDNS pods: one a controller, two at least.
    pub fn coredns_replicas(&self) -> usize {
        self.controllers.len().max(2)
    }

    /// The document this cluster is the meaning of, as a text that needs nothing beside it: machines by name, the texts
    /// of snippet files in it.
    pub fn document_text(&self) -> String {
        document::write(&self.document)
    }

    /// The same by a writer that knows what it wrote of an earlier cluster.
    pub(crate) fn written(&self, writer: &mut document::Writer) -> String {
        writer.write(&self.document)
    }

    /// The role of the machine of this name, if there is one.
    pub fn role_of(&self, name: &str) -> Option<Role> {
        self.machines()
            .find(|machine| machine.name().as_str() == name)
            .map(Machine::role)
    }
}
