//! The steps that are forms and nothing else: System, Network, Components.

use kindling_core::document::fields::IMAGE_NAMES;
use yew::prelude::*;

use super::form::FormField;
use super::store::use_store;

fn head(title: &str, words: &str) -> Html {
    html! { <div class="c-head"><div><h1>{ title }</h1><p>{ words }</p></div></div> }
}

/// The System step: operating system and installation.
#[component(SystemPage)]
pub fn system_page() -> Html {
    let store = use_store();
    let fedora = store.document().os.name == "fedora-coreos";
    // A field of the other system is there for as long as something is wrong with it.
    let wrong = |path: &str| store.outcome.at(path).next().is_some();
    html! {
        <>
            { head("System", "The operating system of every machine, and how it gets onto the disk.") }
            <div class="c-form">
                <FormField path="os.name" section="os" />
                if fedora || wrong("os.stream") { <FormField path="os.stream" /> }
                if !fedora || wrong("os.channel") { <FormField path="os.channel" /> }
                <FormField path="os.version" />
                if wrong("platform.name") { <FormField path="platform.name" /> }
                <FormField path="platform.matchbox_http_endpoint" section="platform" />
                <FormField path="platform.install_disk" />
                <FormField path="platform.cached_install" />
                if !fedora || wrong("platform.download_protocol") { <FormField path="platform.download_protocol" /> }
                if !fedora || wrong("platform.oem_type") { <FormField path="platform.oem_type" /> }
                <FormField path="platform.kernel_args" />
            </div>
        </>
    }
}

/// The Network step.
#[component(NetworkPage)]
pub fn network_page() -> Html {
    html! {
        <>
            { head("Network", "Who connects pods, and the ranges that pods and services take their addresses from.") }
            <div class="c-form">
                <FormField path="networking" />
                <FormField path="pod_cidr" />
                <FormField path="service_cidr" />
            </div>
        </>
    }
}

/// The Components step: which parts are managed, and their images.
#[component(ComponentsPage)]
pub fn components_page() -> Html {
    let store = use_store();
    let others = store
        .document()
        .container_images
        .keys()
        .filter(|name| !IMAGE_NAMES.contains(&name.as_str()));
    let wrong = store.outcome.at("container_images").next().is_some();
    html! {
        <>
            { head("Components", "Which parts come with the cluster. Leave out what you manage by other means.") }
            <div class="c-form">
                <FormField path="components.enable" section="components" />
                <FormField path="components.coredns.enable" label="CoreDNS" />
                <FormField path="components.kube_proxy.enable" label="kube-proxy" />
                <FormField path="components.flannel.enable" label="flannel" />
                <FormField path="components.cilium.enable" label="cilium" />
                <FormField path="daemonset_tolerations" />
                <FormField path="service_account_issuer" />
                <FormField path="cloud_provider" />
            </div>
            <details class="c-more" open={wrong}>
                <summary>{ "Images" }</summary>
                <div class="c-form">
                    { for IMAGE_NAMES.iter().map(|name| html! {
                        <FormField path={format!("container_images.{name}")} label={*name} />
                    }) }
                    { for others.map(|name| html! {
                        <FormField path={format!("container_images.{name}")} label={name.clone()} />
                    }) }
                </div>
            </details>
        </>
    }
}
