//! The static pods that the kubelet of each controller runs: API server, controller manager, scheduler.

use k8s_openapi::api::core::v1::{
    Container, Pod, PodSecurityContext, PodSpec, Probe, Volume, VolumeMount,
};

use super::flags::Flags;
use super::object::{File, Object, named};
use super::paths;
use super::pod::{
    HostPath, cpu, env_from_field, host_path, http_get, mount, mount_read_only, seccomp,
};
use crate::model::{Cluster, Image};

/// The user that static pods run as: `nobody`.
const NOBODY: i64 = 65534;

/// The three static pods.
pub(super) fn files(cluster: &Cluster) -> Vec<File> {
    vec![
        File::new(
            "static-manifests/kube-apiserver.yaml",
            vec![api_server(cluster)],
        ),
        File::new(
            "static-manifests/kube-controller-manager.yaml",
            vec![controller_manager(cluster)],
        ),
        File::new(
            "static-manifests/kube-scheduler.yaml",
            vec![scheduler(cluster)],
        ),
    ]
}

fn static_pod(container: Container, volumes: Vec<Volume>) -> Object {
    let name = container.name.clone();
    Object::Pod(Box::new(Pod {
        metadata: named(&name, [("k8s-app", &name), ("tier", "control-plane")]),
        spec: Some(PodSpec {
            host_network: Some(true),
            priority_class_name: Some("system-cluster-critical".to_owned()),
            security_context: Some(PodSecurityContext {
                run_as_non_root: Some(true),
                run_as_user: Some(NOBODY),
                ..seccomp()
            }),
            containers: vec![container],
            volumes: Some(volumes),
            ..PodSpec::default()
        }),
        ..Pod::default()
    }))
}

/// Keys and certificates of the control plane, and the authorities that the host trusts.
fn pki_volumes(pki_dir: &str) -> Vec<Volume> {
    vec![
        host_path("secrets", pki_dir, HostPath::Any),
        host_path("etc-ssl", "/etc/ssl/certs", HostPath::Any),
        host_path("etc-pki", "/etc/pki", HostPath::Any),
    ]
}

fn pki_mounts(pki_dir: &str) -> Vec<VolumeMount> {
    vec![
        mount_read_only("secrets", pki_dir),
        mount_read_only("etc-ssl", "/etc/ssl/certs"),
        mount_read_only("etc-pki", "/etc/pki"),
    ]
}

fn local_health(port: i32, initial_delay_seconds: i32) -> Probe {
    Probe {
        http_get: Some(http_get("HTTPS", Some("127.0.0.1"), port, "/healthz")),
        initial_delay_seconds: Some(initial_delay_seconds),
        timeout_seconds: Some(15),
        ..Probe::default()
    }
}

fn api_server(cluster: &Cluster) -> Object {
    let pki_dir = cluster.release().conventions().pki_dir;
    let pki = |file: &str| format!("{pki_dir}/{file}");
    let issuer = cluster.service_account_issuer();
    let flags = Flags::new("kube-apiserver")
        .set_from_env("advertise-address", "POD_IP")
        .set("allow-privileged", "true")
        .set("anonymous-auth", "false")
        .set("authorization-mode", "Node,RBAC")
        .set("client-ca-file", pki(paths::CA_CERTIFICATE))
        .set("enable-admission-plugins", "NodeRestriction")
        .set("enable-bootstrap-token-auth", "true")
        .set("etcd-cafile", pki(paths::ETCD_CLIENT_CA_CERTIFICATE))
        .set("etcd-certfile", pki(paths::ETCD_CLIENT_CERTIFICATE))
        .set("etcd-keyfile", pki(paths::ETCD_CLIENT_KEY))
        .set("etcd-servers", cluster.etcd_client_urls().join(","))
        .set(
            "kubelet-client-certificate",
            pki(paths::KUBELET_CLIENT_CERTIFICATE),
        )
        .set("kubelet-client-key", pki(paths::KUBELET_CLIENT_KEY))
        .set(
            "kubelet-preferred-address-types",
            "InternalIP,ExternalIP,Hostname",
        )
        .set(
            "proxy-client-cert-file",
            pki(paths::AGGREGATION_CLIENT_CERTIFICATE),
        )
        .set("proxy-client-key-file", pki(paths::AGGREGATION_CLIENT_KEY))
        .set(
            "requestheader-client-ca-file",
            pki(paths::AGGREGATION_CA_CERTIFICATE),
        )
        .set("requestheader-extra-headers-prefix", "X-Remote-Extra-")
        .set("requestheader-group-headers", "X-Remote-Group")
        .set("requestheader-username-headers", "X-Remote-User")
        .set("secure-port", cluster.api_server().port().to_string())
        .set("service-account-issuer", issuer)
        .set(
            "service-account-jwks-uri",
            format!("{issuer}/openid/v1/jwks"),
        )
        .set(
            "service-account-key-file",
            pki(paths::SERVICE_ACCOUNT_PUBLIC_KEY),
        )
        .set(
            "service-account-signing-key-file",
            pki(paths::SERVICE_ACCOUNT_PRIVATE_KEY),
        )
        .set(
            "service-cluster-ip-range",
            cluster.network().services().to_string(),
        )
        .set("tls-cert-file", pki(paths::API_SERVER_CERTIFICATE))
        .set("tls-private-key-file", pki(paths::API_SERVER_KEY))
        .gated(cluster.release().version());
    let container = Container {
        name: "kube-apiserver".to_owned(),
        image: Some(cluster.release().image(Image::KubeApiserver).to_string()),
        command: Some(flags.command()),
        env: Some(vec![env_from_field("POD_IP", "status.podIP")]),
        resources: Some(cpu("150m")),
        volume_mounts: Some(pki_mounts(pki_dir)),
        ..Container::default()
    };
    static_pod(container, pki_volumes(pki_dir))
}

fn controller_manager(cluster: &Cluster) -> Object {
    let pki_dir = cluster.release().conventions().pki_dir;
    let pki = |file: &str| format!("{pki_dir}/{file}");
    let kubeconfig = pki(paths::CONTROLLER_MANAGER_KUBECONFIG);
    let mut flags = Flags::new("kube-controller-manager")
        .set("allocate-node-cidrs", "true")
        .set("authentication-kubeconfig", &kubeconfig)
        .set("authorization-kubeconfig", &kubeconfig)
        .set("client-ca-file", pki(paths::CA_CERTIFICATE))
        .set("cluster-cidr", cluster.network().pods().to_string())
        .set("cluster-signing-cert-file", pki(paths::CA_CERTIFICATE))
        .set("cluster-signing-duration", "72h")
        .set("cluster-signing-key-file", pki(paths::CA_KEY))
        .set("configure-cloud-routes", "false")
        .set("controllers", "*,tokencleaner")
        .set("kubeconfig", &kubeconfig)
        .set("leader-elect", "true")
        .set("root-ca-file", pki(paths::CA_CERTIFICATE))
        .set(
            "service-account-private-key-file",
            pki(paths::SERVICE_ACCOUNT_PRIVATE_KEY),
        )
        .set(
            "service-cluster-ip-range",
            cluster.network().services().to_string(),
        )
        .set("use-service-account-credentials", "true")
        .gated(cluster.release().version());
    if cluster.has_external_cloud_provider() {
        flags = flags.set("cloud-provider", "external");
    }
    let mut volumes = pki_volumes(pki_dir);
    volumes.push(host_path(
        "flex",
        "/var/lib/kubelet/volumeplugins",
        HostPath::DirectoryOrCreate,
    ));
    let mut mounts = pki_mounts(pki_dir);
    mounts.push(mount(
        "flex",
        "/usr/libexec/kubernetes/kubelet-plugins/volume/exec",
    ));
    let container = Container {
        name: "kube-controller-manager".to_owned(),
        image: Some(
            cluster
                .release()
                .image(Image::KubeControllerManager)
                .to_string(),
        ),
        command: Some(flags.command()),
        liveness_probe: Some(Probe {
            failure_threshold: Some(8),
            ..local_health(10257, 25)
        }),
        resources: Some(cpu("150m")),
        volume_mounts: Some(mounts),
        ..Container::default()
    };
    static_pod(container, volumes)
}

fn scheduler(cluster: &Cluster) -> Object {
    let pki_dir = cluster.release().conventions().pki_dir;
    let kubeconfig = format!("{pki_dir}/{}", paths::SCHEDULER_KUBECONFIG);
    let flags = Flags::new("kube-scheduler")
        .set("authentication-kubeconfig", &kubeconfig)
        .set("authorization-kubeconfig", &kubeconfig)
        .set("kubeconfig", &kubeconfig)
        .set("leader-elect", "true")
        .gated(cluster.release().version());
    let container = Container {
        name: "kube-scheduler".to_owned(),
        image: Some(cluster.release().image(Image::KubeScheduler).to_string()),
        command: Some(flags.command()),
        liveness_probe: Some(local_health(10259, 15)),
        resources: Some(cpu("100m")),
        // The scheduler needs none of the keys beside its own kubeconfig.
        volume_mounts: Some(vec![mount_read_only("secrets", &kubeconfig)]),
        ..Container::default()
    };
    static_pod(
        container,
        vec![host_path("secrets", &kubeconfig, HostPath::Any)],
    )
}
