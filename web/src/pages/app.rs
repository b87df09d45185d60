//! The studio's frame: header, steps, the open step, artifacts, problems, foot.

use std::rc::Rc;

use kindling_core::document::fields::{FIELDS, Field};
use kindling_core::document::read;
use yew::prelude::*;

use super::artifacts::ArtifactsPane;
use super::cluster::ClusterPage;
use super::deliver::DeliverPage;
use super::dialogs::Dialogs;
use super::foot::Foot;
use super::header::Header;
use super::keeping::use_keeping;
use super::machines::MachinesPage;
use super::plain::{ComponentsPage, NetworkPage, SystemPage};
use super::problems_panel::ProblemsPanel;
use super::secrets::SecretsPage;
use super::steps::Steps;
use super::store::{Store, use_studio};
use super::workbench::WorkbenchPage;
use crate::browser::{self, Holdings};
use crate::components::id_of;
use crate::state::{Action, Dialog, History, Keys, Side, State, Step, apply, links};

/// What is said where there were secrets before a reload.
const LOST: &str = "The secrets went with the reload: they are never kept in a browser. Open them, or make new ones, to have files";

/// The state a visit begins with: the document in the address, else the one kept here, else none.
fn begin() -> State {
    let autosave = browser::keeps();
    let linked = links::document(&browser::fragment());
    let kept = browser::kept().filter(|_| autosave && linked.is_none());
    let mut state = State {
        autosave,
        revision: 1,
        ..State::default()
    };
    let stopped = browser::take_stopped();
    match (linked.or_else(|| kept.clone()), kept) {
        // It may be what stopped the program.
        (_, Some(kept)) if stopped => state.view.dialog = Some(Dialog::Recover(kept.into())),
        (Some(text), _) => match read(&text).into_parts().0 {
            Some(document) => state.history = History::of(document.without_positions()),
            None => {
                state.view.dialog = Some(Dialog::Mend("the document".to_owned(), text.into()));
            }
        },
        (None, _) => state.view.dialog = Some(Dialog::Start),
    }
    if browser::had_secrets() {
        state = apply(&state, Action::Tell(LOST.to_owned()));
    }
    let mut state = links::follow(state, &browser::fragment());
    if state.view.step == Step::Workbench && state.view.dialog == Some(Dialog::Start) {
        // The workbench needs no cluster.
        state.view.dialog = None;
    }
    state
}

/// The element ids of a path: its field, what holds that, and what stands for all of it, the nearest first.
fn places(path: &str) -> Vec<String> {
    let mut places = Vec::new();
    if let Some((machine, rest)) = path.rsplit_once('[')
        && machine.starts_with("snippets.")
    {
        let at = rest.split(']').next().unwrap_or_default();
        places.push(format!("snippet-{at}"));
    }
    let mut rest = path;
    loop {
        places.push(id_of(rest));
        match rest.rfind(['.', '[']) {
            Some(end) => rest = &rest[..end],
            None => break,
        }
    }
    // A section that is missing as a whole: its first field.
    let below = |field: &&Field| {
        field
            .path
            .strip_prefix(rest)
            .is_some_and(|more| more.starts_with('.'))
    };
    places.extend(FIELDS.iter().filter(below).map(|field| id_of(field.path)));
    if Step::of_path(path) == Step::Machines {
        places.push(super::machine_orphans::ID.to_owned());
    }
    places
}

/// Keeps address, title, local storage and focus as the state has them.
#[hook]
fn use_traces(store: &Store) {
    use_keeping(store);
    {
        let store = store.clone();
        use_effect_with(store.autosave, move |keeps| {
            if *keeps == browser::keeps() {
                return;
            }
            if !keeps {
                browser::forget();
            }
            if let Err(problem) = browser::keep_choice(*keeps) {
                store.send(Action::Fail(problem.to_string()));
            }
        });
    }
    {
        let words = links::words(&store.view);
        let name = store.document().cluster_name.clone();
        use_effect_with((words, name), |(words, name)| {
            let title = if name.is_empty() {
                "Kindling".to_owned()
            } else {
                format!("{name} – Kindling")
            };
            // Neither can fail where the page is shown at all; the address is a convenience.
            browser::set_title(&title).unwrap_or_default();
            browser::set_fragment(words).unwrap_or_default();
        });
    }
    {
        let store = store.clone();
        use_effect_with(store.view.focus.clone(), move |focus| {
            if let Some(path) = focus {
                browser::reveal(&places(path));
                store.send(Action::Focused);
            }
        });
    }
    {
        let dispatch = store.sender(|words: String| Action::Follow(words));
        use_effect_with((), move |()| {
            let listener = browser::listen(dispatch);
            move || drop(listener)
        });
    }
    {
        let unsaved = matches!(store.keys, Keys::Held { saved: false, .. });
        use_effect_with(unsaved, |unsaved| {
            let listener = unsaved.then(browser::ask_before_leaving).flatten();
            move || drop(listener)
        });
    }
    {
        let held = match &store.keys {
            Keys::Held { text, .. } => Some(Rc::clone(text)),
            Keys::None | Keys::Making { .. } => None,
        };
        let holdings = Holdings {
            name: super::saving::base(store),
            document: Rc::clone(store.history.present()),
            secrets: held,
            keeps: store.autosave && !store.has_private_key(),
        };
        let depends = (
            Rc::as_ptr(&holdings.document) as usize,
            holdings.secrets.as_ref().map(Rc::as_ptr),
            holdings.keeps,
        );
        use_effect_with(depends, move |(_, secrets, _)| {
            browser::mark_secrets(secrets.is_some());
            browser::hold(holdings);
        });
    }
    use_keys(store);
}

/// Undo and redo by keyboard, where no text is being typed.
#[hook]
fn use_keys(store: &Store) {
    let undo = store.sender(|()| Action::Undo);
    let redo = store.sender(|()| Action::Redo);
    let close = store.sender(|()| Action::Dialog(None));
    let open = store.view.dialog.is_some();
    use_effect_with(open, move |open| {
        let open = *open;
        let listener = browser::on_key(Callback::from(move |event: KeyboardEvent| {
            let chord = event.ctrl_key() || event.meta_key();
            match event.key().to_ascii_lowercase().as_str() {
                "z" if chord && event.shift_key() => redo.emit(()),
                "z" if chord => undo.emit(()),
                "y" if chord => redo.emit(()),
                "escape" if open => {
                    close.emit(());
                    return;
                }
                _ => return,
            }
            event.prevent_default();
        }));
        move || drop(listener)
    });
}

/// The whole page.
#[component(App)]
pub fn app() -> Html {
    let store = use_studio(begin);
    use_effect_with((), |()| {
        browser::show_theme(browser::theme().as_deref()).unwrap_or_default();
    });
    use_traces(&store);
    let page = match store.view.step {
        Step::Cluster => html! { <ClusterPage /> },
        Step::Machines => html! { <MachinesPage /> },
        Step::System => html! { <SystemPage /> },
        Step::Network => html! { <NetworkPage /> },
        Step::Components => html! { <ComponentsPage /> },
        Step::Secrets => html! { <SecretsPage /> },
        Step::Deliver => html! { <DeliverPage /> },
        Step::Workbench => html! { <WorkbenchPage /> },
    };
    let side = match store.view.side {
        Side::Form => "m-form",
        Side::Artifacts => "m-artifacts",
    };
    let wide = (store.view.step == Step::Workbench).then_some("m-alone");
    html! {
        <ContextProvider<Store> context={store.clone()}>
            <div class={classes!("l-app", side, wide)}>
                <Header />
                <Steps />
                <main class="l-stage" id="main">
                    <div class="l-main">{ page }</div>
                    <ArtifactsPane />
                </main>
                <ProblemsPanel />
                <Foot />
            </div>
            <Dialogs />
        </ContextProvider<Store>>
    }
}
