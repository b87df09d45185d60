//! Mending a text before it is opened: what the form would lose of it, at its lines, and the text to change.

use std::rc::Rc;

use yew::prelude::*;

use super::store::use_store;
use crate::components::{Button, Modal, Place, Report, Tone, Writer, prose, tone, word};
use crate::highlight::Language;
use crate::state::reading::read;
use crate::state::{Action, Dialog, Finding};

/// What the dialog takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the text is called.
    pub name: AttrValue,
    /// The text, as it was opened.
    pub text: Rc<str>,
}

/// The dialog for mending.
#[component(MendDialog)]
pub fn mend_dialog(props: &Props) -> Html {
    let store = use_store();
    let text = use_state(|| Rc::clone(&props.text));
    let place = use_state(|| None::<Place>);
    let reading = use_memo(Rc::clone(&text), |text| read(text));
    let open = {
        let (store, reading) = (store.clone(), Rc::clone(&reading));
        Callback::from(move |()| {
            if let Some(document) = reading.document.clone() {
                store.send(Action::Open(Box::new(document)));
            }
        })
    };
    let onvalue = {
        let text = text.setter();
        Callback::from(move |value: String| text.set(value.into()))
    };
    let ongo = {
        let (wish, place) = (place.map_or(1, |place| place.wish + 1), place.setter());
        Callback::from(move |(line, column)| place.set(Some(Place { line, column, wish })))
    };
    let (say, label) = if !reading.is_lossy() {
        ("Nothing of it is lost now.", "Open")
    } else if reading.document.is_none() {
        (
            "It cannot be read as it is. Change it here, or in its file and open that again.",
            "Open",
        )
    } else {
        (
            "A form has no place for what is listed. Change it here, or open the rest without it.",
            "Open without it",
        )
    };
    let refused = reading
        .document
        .is_none()
        .then_some("It cannot be read as it is");
    let close = store.sender(|()| Action::Dialog(None));
    html! {
        <Modal title={format!("Mend {}", props.name)} onclose={close.clone()}>
            <p role="status">{ say }</p>
            <div class="c-pane c-mend">
                <Writer id="mend-text" label={props.name.clone()} value={Rc::clone(&text)} language={Language::Yaml}
                    findings={reading.lost.clone()} place={*place} {onvalue} />
                <Report findings={reading.lost.clone()} {ongo} />
            </div>
            <div class="c-actions">
                <Button {label} tone={Tone::Main} {refused} onpress={open} />
                <Button label="Cancel" onpress={close} />
            </div>
        </Modal>
    }
}

/// What the dialog about a refused file takes.
#[derive(Properties, PartialEq)]
pub struct RefusedProps {
    /// What the file is called.
    pub name: AttrValue,
    /// Why it is refused. Its text is not shown: it may be full of secrets.
    pub findings: Vec<Finding>,
}

/// The dialog about a file that cannot be used.
#[component(RefusedDialog)]
pub fn refused_dialog(props: &RefusedProps) -> Html {
    let store = use_store();
    let place = |finding: &Finding| match finding.position {
        Some((line, column)) => format!("line {line}, column {column}"),
        None => finding.path.clone(),
    };
    html! {
        <Modal title={format!("{} was not opened", props.name)} onclose={store.sender(|()| Action::Dialog(None))}>
            <ul class="c-problems">
                { for props.findings.iter().map(|finding| html! {
                    <li class={tone(finding.severity)} data-code={finding.code.clone()}>
                        <b>{ word(finding.severity) }</b>{ " " }{ prose(&finding.message) }{ " " }<code>{ place(finding) }</code>
                        { for finding.hints.iter().map(|hint| html! { <span class="c-hint">{ prose(hint) }</span> }) }
                    </li>
                }) }
            </ul>
            <div class="c-actions">
                <Button label="Open another…" tone={Tone::Main} onpress={store.sender(|()| Action::Dialog(Some(Dialog::Open)))} />
            </div>
        </Modal>
    }
}
