//! What a machine becomes: the files, units and users of its config, what changed in them, and every artifact that is its.

use yew::prelude::*;

use super::artifact_viewer::{Body, Tab, use_body};
use super::difference::DifferenceView;
use super::store::{Store, use_store};
use crate::components::{Button, Decoded, Glyph, Icon, Tone};
use crate::state::{Action, ArtifactRow, Keys, Severity, Step};
use crate::viewing::{is_of_machine, size};

/// What the section takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The machine's name.
    pub name: AttrValue,
    /// Its address with hyphens, if it is one.
    pub mac: Option<AttrValue>,
}

/// A way to look at what a machine becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Made,
    Changed,
    Files,
}

/// How an artifact differs from the last download or opened project.
fn news(store: &Store, row: &ArtifactRow) -> Option<&'static str> {
    if store.baseline.is_empty() {
        return None;
    }
    match store.baseline.get(&row.path) {
        None => Some("new"),
        Some(digest) if *digest != row.digest => Some("changed"),
        Some(_) => None,
    }
}

/// What a machine becomes.
#[component(MachineConfig)]
pub fn machine_config(props: &Props) -> Html {
    let store = use_store();
    let look = use_state(|| Look::Made);
    let chosen = use_state(|| None::<String>);
    let rows: Vec<ArtifactRow> = {
        let cluster = store.document().cluster_name.as_str();
        let all = store.outcome.artifacts.iter();
        all.filter(|row| is_of_machine(&row.path, cluster, &props.name, props.mac.as_deref()))
            .cloned()
            .collect()
    };
    let head = |tools: Html| {
        html! { <div class="c-panel"><h2 id="machine-made">{ "What it becomes" }</h2><span class="c-space"></span>{ tools }</div> }
    };
    if rows.is_empty() {
        return html! {
            <section class="c-made" aria-labelledby="machine-made">{ head(html! {}) }{ nothing(&store) }</section>
        };
    }
    let mut changed: Vec<&ArtifactRow> = rows
        .iter()
        .filter(|row| news(&store, row).is_some())
        .collect();
    // Its own config first, then where it is served.
    changed.sort_by_key(|row| !row.path.starts_with("nodes/"));
    let view = |of: Look, id: &'static str, words: String| {
        let look = look.clone();
        let pressed = (*look == of).to_string();
        html! { <button type="button" {id} aria-pressed={pressed} onclick={move |_: MouseEvent| look.set(of)}>{ words }</button> }
    };
    let count = match changed.len() {
        0 => "Changes".to_owned(),
        many => format!("Changes · {many}"),
    };
    let tools = html! {
        <span class="c-tabset" role="group" aria-label="View">
            { view(Look::Made, "made-decoded", "Files and units".to_owned()) }
            { view(Look::Changed, "made-changes", count) }
            { view(Look::Files, "made-files", format!("Artifacts · {}", rows.len())) }
        </span>
    };
    let config = rows
        .iter()
        .find(|row| row.path.starts_with("nodes/") && row.path.ends_with("/ignition.json"));
    let body = match *look {
        Look::Made => match config {
            Some(row) if !row.secret => html! { <Shown row={row.clone()} tab={Tab::Decoded} /> },
            Some(row) => {
                html! { <p class="c-empty">{ "It holds a secret. " }{ opener(&store, row, "Open it in the viewer") }</p> }
            }
            None => html! { <p class="c-empty">{ "It has no config of its own." }</p> },
        },
        Look::Changed if store.baseline.is_empty() => html! {
            <p class="c-empty">{ "Nothing to compare with yet. After a download, or with an opened project, this shows what an edit changes here." }</p>
        },
        Look::Changed if changed.is_empty() => html! {
            <p class="c-empty">{ "Nothing of it changed since the last download or opened project." }</p>
        },
        Look::Changed => {
            let row = changed
                .iter()
                .find(|row| Some(&row.path) == chosen.as_ref())
                .or_else(|| changed.iter().find(|row| Some(**row) == config))
                .unwrap_or(&changed[0]);
            html! { <>{ picker(&changed, row, &chosen) }<Shown key={row.path.clone()} row={(*row).clone()} tab={Tab::Changes} /></> }
        }
        Look::Files => html! { <ul class="c-own">{ for rows.iter().map(|row| html! {
            <li key={row.path.clone()}>
                { opener(&store, row, &row.path) }
                if row.secret { <Icon glyph={Glyph::Lock} /> }
                if let Some(words) = news(&store, row) { <span class="c-news">{ words }</span> }
                <span class="c-purpose">{ &*row.purpose }</span><small>{ size(row.bytes) }</small>
            </li>
        }) }</ul> },
    };
    html! { <section class="c-made" aria-labelledby="machine-made">{ head(tools) }{ body }</section> }
}

/// Why there is nothing, and the button that helps.
fn nothing(store: &Store) -> Html {
    let broken = store.outcome.count(Severity::Error) > 0;
    let held = matches!(store.keys, Keys::Held { .. });
    let (words, label, action) = match (broken, held) {
        (true, _) => (
            "Nothing while the document has errors.",
            "Show the problems",
            Action::Problems(true),
        ),
        (false, false) => (
            "Its files, units and users are shown here once there are secrets: every config names the cluster's authority.",
            "Go to Secrets",
            Action::Go(Step::Secrets),
        ),
        (false, true) => return html! { <p class="c-empty">{ "Rendering…" }</p> },
    };
    html! { <div class="c-empty"><p>{ words }</p><Button {label} onpress={store.sender(move |()| action.clone())} /></div> }
}

fn opener(store: &Store, row: &ArtifactRow, words: &str) -> Html {
    let path = row.path.clone();
    let onclick = store.sender(move |_: MouseEvent| Action::Artifact(Some(path.clone())));
    html! { <button type="button" class="c-link" {onclick}>{ words.to_owned() }</button> }
}

/// The artifacts that changed, one of them chosen.
fn picker(
    rows: &[&ArtifactRow],
    current: &ArtifactRow,
    chosen: &UseStateHandle<Option<String>>,
) -> Html {
    let one = |row: &&ArtifactRow| {
        let (path, chosen) = (row.path.clone(), chosen.clone());
        let name = row.path.strip_prefix("nodes/").unwrap_or(&row.path);
        html! {
            <Button label={name.to_owned()} tone={Tone::Quiet} pressed={row.path == current.path}
                onpress={move |()| chosen.set(Some(path.clone()))} />
        }
    };
    html! { <div class="c-picker" role="group" aria-label="Changed artifact">{ for rows.iter().map(one) }</div> }
}

/// What the content takes.
#[derive(Properties, PartialEq)]
struct ShownProps {
    row: ArtifactRow,
    tab: Tab,
}

/// One artifact, looked at in one way. Secrets are for the viewer, which masks them.
#[component(Shown)]
fn shown(props: &ShownProps) -> Html {
    let store = use_store();
    let ShownProps { row, tab } = props;
    match use_body(&store, &row.path, row.digest, *tab, row.secret) {
        _ if row.secret => {
            html! { <p class="c-empty">{ "It holds a secret. " }{ opener(&store, row, "Open it in the viewer") }</p> }
        }
        None => html! { <p class="c-empty">{ "Reading…" }</p> },
        Some(Body::Decoded(files)) => html! { <Decoded {files} /> },
        Some(Body::Changes(difference)) => {
            html! { <DifferenceView path={row.path.clone()} {difference} wrap=false /> }
        }
        Some(Body::Refused(words)) => html! { <p class="c-empty">{ words }</p> },
        Some(Body::Text(_)) => html! {},
    }
}
