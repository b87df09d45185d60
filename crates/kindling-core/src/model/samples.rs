//! Clusters for the unit tests of later stages.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ApiServer, BareMetal, Cluster, ClusterName, Component, Components, DomainName, FedoraCoreOs,
    Flatcar, HttpEndpoint, Image, ImageReference, InstallSource, KubernetesVersion, Label, Line,
    MacAddress, Machine, MachineName, Network, NetworkProvider, OperatingSystem, Platform,
    PodNetwork, Protocol, Release, Role, ServiceNetwork, SshPublicKey, Taint, TaintEffect,
};

fn machine(role: Role, number: u8, install_disk: &str) -> Machine {
    Machine {
        role,
        name: MachineName(format!("node{number}")),
        mac: MacAddress([0x52, 0x54, 0x00, 0xa1, 0x9c, number]),
        domain: DomainName(format!("node{number}.example.com")),
        install_disk: install_disk.to_owned(),
        kernel_args: Vec::new(),
        labels: Vec::new(),
        taints: Vec::new(),
        snippets: Vec::new(),
    }
}

fn images() -> BTreeMap<Image, ImageReference> {
    [
        (
            Image::KubeApiserver,
            "registry.k8s.io/kube-apiserver:v1.36.1",
        ),
        (
            Image::KubeControllerManager,
            "registry.k8s.io/kube-controller-manager:v1.36.1",
        ),
        (
            Image::KubeScheduler,
            "registry.k8s.io/kube-scheduler:v1.36.1",
        ),
        (Image::KubeProxy, "registry.k8s.io/kube-proxy:v1.36.1"),
        (Image::Kubelet, "quay.io/poseidon/kubelet:v1.36.1"),
        (Image::Etcd, "quay.io/coreos/etcd:v3.5.13"),
        (Image::CoreDns, "registry.k8s.io/coredns/coredns:v1.13.1"),
        (Image::Flannel, "docker.io/flannel/flannel:v0.27.0"),
        (Image::FlannelCni, "quay.io/poseidon/flannel-cni:v0.4.2"),
        (Image::CiliumAgent, "quay.io/cilium/cilium:v1.18.9"),
        (
            Image::CiliumOperator,
            "quay.io/cilium/operator-generic:v1.18.9",
        ),
    ]
    .into_iter()
    .map(|(image, reference)| (image, ImageReference(reference.to_owned())))
    .collect()
}

fn cluster(
    os: OperatingSystem,
    provider: NetworkProvider,
    controllers: u8,
    workers: u8,
) -> Cluster {
    let disk = match os {
        OperatingSystem::Flatcar(_) => "/dev/sda",
        OperatingSystem::FedoraCoreOs(_) => "sda",
    };
    let components: BTreeSet<Component> = match provider {
        NetworkProvider::Cilium => [Component::CoreDns, Component::Cilium].into(),
        NetworkProvider::Flannel => {
            [Component::CoreDns, Component::KubeProxy, Component::Flannel].into()
        }
    };
    let mut inventory: Vec<Machine> = (1..=workers)
        .map(|number| machine(Role::Worker, controllers + number, disk))
        .collect();
    if let Some(first) = inventory.first_mut() {
        first.labels = vec![Label {
            key: "role".to_owned(),
            value: "special".to_owned(),
        }];
        first.taints = vec![Taint {
            key: "role".to_owned(),
            value: "special".to_owned(),
            effect: TaintEffect::NoSchedule,
        }];
    }
    Cluster {
        name: ClusterName("mercury".to_owned()),
        release: Release {
            version: KubernetesVersion {
                major: 1,
                minor: 36,
                patch: 1,
            },
            line: Line::Current,
            images: images(),
        },
        os,
        platform: Platform::BareMetal(BareMetal {
            matchbox_http_endpoint: HttpEndpoint("http://matchbox.example.com:8080".to_owned()),
            install_source: InstallSource::Remote(Protocol::Https),
            oem_type: None,
        }),
        controllers: (1..=controllers)
            .map(|number| machine(Role::Controller, number, disk))
            .collect(),
        workers: inventory,
        api_server: ApiServer {
            domain: DomainName("mercury.example.com".to_owned()),
            port: 6443,
            extra_sans: Vec::new(),
        },
        network: Network {
            provider,
            pods: PodNetwork("10.20.0.0/14".parse().expect("a literal CIDR")),
            services: ServiceNetwork("10.3.0.0/16".parse().expect("a literal CIDR")),
        },
        components: Components(components),
        ssh_authorized_keys: vec![SshPublicKey(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBPLACEHOLDERPLACEHOLDERPLACEHOLDERPLACE core@example.com".to_owned(),
        )],
        service_account_issuer: "https://kubernetes.default.svc.cluster.local".to_owned(),
        daemonset_tolerations: Vec::new(),
        external_cloud_provider: false,
        document: std::sync::Arc::default(),
    }
}

/// One controller and two workers, Flatcar Linux with cilium.
pub(crate) fn flatcar_cilium() -> Cluster {
    let os = OperatingSystem::Flatcar(Flatcar {
        channel: "stable".to_owned(),
        version: "4459.2.0".to_owned(),
    });
    cluster(os, NetworkProvider::Cilium, 1, 2)
}

/// Three controllers and two workers, Fedora CoreOS with flannel.
pub(crate) fn fedora_coreos_flannel() -> Cluster {
    let os = OperatingSystem::FedoraCoreOs(FedoraCoreOs {
        stream: "stable".to_owned(),
        version: "42.20250901.3.0".to_owned(),
    });
    cluster(os, NetworkProvider::Flannel, 3, 2)
}
