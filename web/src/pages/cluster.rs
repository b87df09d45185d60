//! The Cluster step: name, version, API, who may log in.

use kindling_core::document::{Preset, read, starter};
use yew::prelude::*;

use super::form::FormField;
use super::saving::save_document;
use super::store::use_store;
use crate::components::Button;
use crate::state::{Action, Dialog};

/// The presets, from small to large, then the other system.
const ORDER: [Preset; 4] = [
    Preset::Lab,
    Preset::Mercury,
    Preset::HighAvailability,
    Preset::FedoraCoreOs,
];

/// What a preset is for.
const fn words(preset: Preset) -> (&'static str, &'static str) {
    match preset {
        Preset::Lab => ("One machine", "A lab on Flatcar Linux: one controller"),
        Preset::FedoraCoreOs => ("Fedora CoreOS", "A lab on Fedora CoreOS: one controller"),
        Preset::Mercury => ("Three machines", "One controller and two workers"),
        Preset::HighAvailability => ("Highly available", "Three controllers and three workers"),
    }
}

/// Presets to start from.
#[component(Presets)]
pub fn presets() -> Html {
    let store = use_store();
    let begin = |preset: Preset| {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| {
            let (document, _) = read(&starter(preset)).into_parts();
            if let Some(document) = document {
                store.send(Action::Open(Box::new(document)));
            }
        })
    };
    html! {
        <div class="c-presets">
            { for ORDER.into_iter().map(|preset| {
                let (title, purpose) = words(preset);
                html! {
                    <button type="button" class="c-card" data-preset={preset.word()} onclick={begin(preset)}>
                        <b>{ title }</b><span>{ purpose }</span>
                    </button>
                }
            }) }
        </div>
    }
}

/// The Cluster step.
#[component(ClusterPage)]
pub fn cluster_page() -> Html {
    let store = use_store();
    let save = {
        let store = store.clone();
        Callback::from(move |()| save_document(&store))
    };
    let empty = store.document().cluster_name.is_empty() && store.document().controllers.is_empty();
    html! {
        <>
            <div class="c-head"><div><h1>{ "Cluster" }</h1>
                <p>{ "What the cluster is called, which Kubernetes it runs, and who may log in." }</p></div>
                <span class="c-space"></span>
                <Button label="Save document" onpress={save} />
            </div>
            if empty && store.view.dialog != Some(Dialog::Start) {
                <h2>{ "Start from a preset" }</h2>
                <Presets />
            }
            <div class="c-form">
                <FormField path="cluster_name" />
                <FormField path="kubernetes_version" />
                <FormField path="k8s_domain_name" />
                <FormField path="api_server_sans" />
                <FormField path="ssh_authorized_keys" />
            </div>
            if !empty {
                <details class="c-more"><summary>{ "Start again from a preset" }</summary><Presets /></details>
            }
        </>
    }
}
