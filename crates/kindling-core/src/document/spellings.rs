//! Keys that other tools use for what a cluster document has elsewhere, or has no more.
//!
//! People come from Typhoon by copy and paste: each of its variables gets the exact key to use.

/// What to do about a key that is not known where it stands, if it is one of these.
pub(super) fn advice(section: &str, key: &str) -> Option<&'static str> {
    match section {
        "" => top(key),
        "os" => match key {
            "os_channel" => {
                Some("write `channel`, and `stable`, `beta` or `alpha` without `flatcar-`")
            }
            "os_version" => Some("write `version`"),
            "os_stream" => Some("write `stream`"),
            "image" | "os_image" => Some("write `channel` and `version`"),
            _ => None,
        },
        "platform" => match key {
            "endpoint" | "matchbox_endpoint" => Some("write `matchbox_http_endpoint`"),
            "matchbox_rpc_endpoint" => {
                Some("remove it: rendered files are copied to matchbox, which needs no RPC")
            }
            _ => None,
        },
        "controllers[]" | "workers[]" => match key {
            "labels" | "node_labels" => Some(
                "write labels under the top-level key `worker_node_labels`, by the worker's name",
            ),
            "taints" | "node_taints" => Some(
                "write taints under the top-level key `worker_node_taints`, by the worker's name",
            ),
            "snippets" => {
                Some("write snippets under the top-level key `snippets`, by the machine's name")
            }
            "hostname" | "fqdn" => Some("write `domain`"),
            "disk" => Some("write `install_disk`"),
            "ip" | "address" => {
                Some("machines are known by `mac` and `domain`; addresses come from DHCP and DNS")
            }
            _ => None,
        },
        _ => None,
    }
}

fn top(key: &str) -> Option<&'static str> {
    Some(match key {
        "version" | "apiVersion" | "kindling_version" => "write `kindling: 1`",
        "name" => "write `cluster_name`",
        "kind" | "metadata" | "spec" => {
            "this is no Kubernetes object: write the fields at the top level, beginning with `kindling: 1`"
        }
        "os_channel" => {
            "write it below `os` without `flatcar-`: `os: { name: flatcar-linux, channel: stable, version: … }`"
        }
        "os_stream" => {
            "write it below `os`: `os: { name: fedora-coreos, stream: stable, version: … }`"
        }
        "os_version" => "write it below `os`: `os: { name: …, version: … }`",
        "os_image" => "write `channel` or `stream`, and `version`, below `os`",
        "matchbox_http_endpoint" => {
            "write it below `platform`: `platform: { name: bare-metal, matchbox_http_endpoint: … }`"
        }
        "install_disk" => {
            "write it below `platform`, or on a machine: `platform: { install_disk: … }`"
        }
        "cached_install" => "write it below `platform`: `platform: { cached_install: true }`",
        "download_protocol" => "write it below `platform`: `platform: { download_protocol: http }`",
        "kernel_args" => {
            "write it below `platform`, or on a machine: `platform: { kernel_args: […] }`"
        }
        "oem_type" => "write it below `platform`: `platform: { oem_type: … }`",
        "container_linux_oem" => {
            "it was removed; `oem_type` below `platform` is what names an OEM of Flatcar Linux"
        }
        "controller_names" | "controller_macs" | "controller_domains" => {
            "it was removed; write each machine once: `controllers: [{ name: …, mac: …, domain: … }]`"
        }
        "worker_names" | "worker_macs" | "worker_domains" => {
            "it was removed; write each machine once: `workers: [{ name: …, mac: …, domain: … }]`"
        }
        "clc_snippets" => "it was renamed: write `snippets`, with Butane configs",
        "controller_clc_snippets"
        | "worker_clc_snippets"
        | "controller_snippets"
        | "worker_snippets" => "write `snippets`, by the machine's name",
        "asset_dir" => {
            "it was removed; the place of the output is given when rendering, with `--out`"
        }
        "cluster_domain_suffix" => "it was removed; services are below `cluster.local`",
        "network_mtu" | "network_encapsulation" | "network_ip_autodetection_method" => {
            "it was removed with calico; cilium and flannel find it out by themselves"
        }
        "enable_reporting" => "it was removed with calico, which alone reported",
        "enable_aggregation" => "it was removed; aggregation is always enabled",
        "trusted_certs_dir" => "it was removed; the folder follows from the operating system",
        "external_apiserver_port" => "it was removed; the API is served at port 6443",
        "etcd_servers" => "it follows from `controllers`: remove it",
        "api_servers" => "write `k8s_domain_name`, and further names under `api_server_sans`",
        "node_labels" => "write `worker_node_labels`",
        "node_taints" => "write `worker_node_taints`",
        "dns_zone" | "dns_zone_id" | "region" | "controller_count" | "worker_count"
        | "controller_type" | "worker_type" | "host_cidr" | "worker_price"
        | "worker_preemptible" => {
            "it belongs to a cloud platform; `bare-metal` is what is supported"
        }
        "source" | "providers" => "it belongs to Terraform: remove it",
        _ => return None,
    })
}
