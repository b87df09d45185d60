//! The Secrets step: making, opening, saving, renewing; every key and certificate.

use kindling_pki::Algorithm;
use yew::prelude::*;

use super::certificates::Certificates;
use super::key_making;
use super::saving::save_secrets;
use super::steps::link_to;
use super::store::{Store, use_store};
use crate::components::{Button, Field, Glyph, Input, Problems, Tone};
use crate::state::{Action, Dialog, Finding, Keys, Severity, Step, Subject};

/// An algorithm in words.
const fn words(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EcdsaP256 => "ECDSA P-256: small and fast",
        Algorithm::Rsa2048 => "RSA 2048",
        Algorithm::Rsa3072 => "RSA 3072",
        Algorithm::Rsa4096 => "RSA 4096: takes a while",
    }
}

/// Where there are no secrets.
#[component(Empty)]
fn empty() -> Html {
    let store = use_store();
    let algorithm = use_state(|| AttrValue::from(Algorithm::default().word()));
    let choices = Algorithm::ALL
        .into_iter()
        .map(|one| (one.word().into(), words(one).into()))
        .collect();
    let errors =
        store.outcome.findings.iter().any(|finding| {
            finding.severity == Severity::Error && finding.subject != Subject::Secrets
        });
    let onpress = {
        let store = store.clone();
        let algorithm = algorithm.clone();
        Callback::from(move |()| key_making::make(&store, &algorithm))
    };
    let onvalue = {
        let algorithm = algorithm.clone();
        Callback::from(move |value: String| algorithm.set(value.into()))
    };
    html! {
        <div class="c-form">
            <p>{ "Secrets are the keys of the cluster’s authorities and of everything that proves who it is; all artifacts are made from the cluster document and them." }</p>
            <Field path="secrets.algorithm" label="Kind of keys" input={Input::Choice(choices)} value={(*algorithm).clone()} {onvalue}
                help="Every part of Kubernetes takes each of these. RSA keys are made by the browser’s own generator." />
            <div class="c-actions">
                <Button label="Make secrets" tone={Tone::Main} glyph={Glyph::Lock} {onpress}
                    refused={errors.then_some("The cluster document has errors: mend them first")} />
                <Button label="Open secrets…" onpress={store.sender(|()| Action::Dialog(Some(Dialog::Open)))} />
            </div>
            if errors {
                <p class="c-help">{ "The cluster document has errors: keys are made for a cluster. " }{ link_to(Step::Cluster, "Go to the cluster") }</p>
            }
            <p class="c-help">{ "They stay in this page’s memory until you save them. Closing or reloading the tab loses what is not saved." }</p>
        </div>
    }
}

fn making(store: &Store, done: usize, total: usize) -> Html {
    let onpress = {
        let store = store.clone();
        Callback::from(move |()| key_making::give_up(&store))
    };
    let words = if total == 0 {
        "Making keys…".to_owned()
    } else {
        format!("{done} of {total} keys made")
    };
    html! {
        <div class="c-form">
            <label for="keys-progress">{ "Making keys, off the thread that draws this page" }</label>
            <progress id="keys-progress" class="c-progress" max={total.max(1).to_string()} value={(total > 0).then(|| done.to_string())} />
            <p role="status">{ words }</p>
            <div class="c-actions"><Button label="Give up" {onpress} /></div>
        </div>
    }
}

/// Where there are secrets.
#[derive(Properties, PartialEq)]
struct HeldProps {
    saved: bool,
}

#[component(Held)]
fn held(props: &HeldProps) -> Html {
    let store = use_store();
    let asking = use_state(|| false);
    let drop_keys = store.sender(|()| Action::KeysDropped);
    let ask = {
        let asking = asking.clone();
        let saved = props.saved;
        let drop_keys = drop_keys.clone();
        Callback::from(move |()| {
            if saved {
                drop_keys.emit(());
            } else {
                asking.set(true);
            }
        })
    };
    let keep = {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(false))
    };
    let with_store = |act: fn(&Store)| {
        let store = store.clone();
        Callback::from(move |()| act(&store))
    };
    let (tone, words) = if props.saved {
        (
            "m-note",
            "Saved, and in this page’s memory until the tab is closed.",
        )
    } else {
        (
            "m-warn",
            "Not saved. They are in this page’s memory only: closing the tab asks first, and then they are gone.",
        )
    };
    let main = if props.saved { Tone::Plain } else { Tone::Main };
    html! {
        <>
            <p class={classes!("c-say", tone)} role="status">{ words }</p>
            <div class="c-actions">
                <Button label="Save secrets" tone={main} glyph={Glyph::Download} onpress={with_store(save_secrets)} />
                <Button label="Renew" onpress={with_store(key_making::renew)} />
                <Button label="Open others…" onpress={store.sender(|()| Action::Dialog(Some(Dialog::Open)))} />
                <Button label="Let go" tone={Tone::Quiet} onpress={ask} />
            </div>
            if *asking && !props.saved {
                <div class="c-say m-warn" role="alert">
                    <p>{ "These secrets are in no file. Machines that trust them will trust nothing else." }</p>
                    <div class="c-actions">
                        <Button label="Keep them" tone={Tone::Main} onpress={keep} />
                        <Button label="Let go without saving" onpress={drop_keys} />
                    </div>
                </div>
            }
            <p class="c-help">{ "Renewing moves the dates of issue to today; keys and authorities stay as they are." }</p>
        </>
    }
}

/// The Secrets step.
#[component(SecretsPage)]
pub fn secrets_page() -> Html {
    let store = use_store();
    let findings: Vec<Finding> = store
        .outcome
        .findings
        .iter()
        .filter(|finding| finding.subject == Subject::Secrets)
        .cloned()
        .collect();
    let body = match &store.keys {
        Keys::None => html! { <Empty /> },
        Keys::Making { done, total } => making(&store, *done, *total),
        Keys::Held { saved, .. } => html! { <Held saved={*saved} /> },
    };
    let held = matches!(store.keys, Keys::Held { .. });
    html! {
        <div class="c-secrets">
            <div class="c-head"><div><h1>{ "Secrets" }</h1>
                <p>{ "Keys and certificates: who connects with which to whom, and for how long. No key is ever shown here." }</p></div></div>
            { body }
            if held && !findings.is_empty() { <Problems {findings} /> }
            if held && !store.outcome.certificates.is_empty() { <Certificates rows={store.outcome.certificates.clone()} /> }
        </div>
    }
}
