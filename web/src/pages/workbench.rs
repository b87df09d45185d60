//! The Butane workbench: a text on one side; Ignition, decoded, and the report on the other, live.

use std::rc::Rc;

use yew::prelude::*;

use super::examples::EXAMPLES;
use super::store::{Store, use_store};
use crate::browser;
use crate::components::{Button, Code, Decoded, Place, Report, Tone, Writer};
use crate::highlight::Language;
use crate::state::{Action, Engine, links};
use crate::viewing::size;
use crate::worker::{Answer, Ask, Parcel, Translation};

/// What was translated: the text, and whether strictly.
type Asked = (Rc<str>, bool);

/// The newest translation. One is under way at a time; what is typed meanwhile is translated next.
#[hook]
fn use_translation(store: &Store, text: &Rc<str>, strict: bool) -> (Rc<Translation>, bool) {
    let asked = use_state(|| None::<Asked>);
    let made = use_state(|| None::<(Asked, Rc<Translation>)>);
    let wanted: Asked = (Rc::clone(text), strict);
    let alive = store.engine == Engine::Idle;
    let answered = (*made).as_ref().map(|(asked, _)| asked.clone());
    {
        let (store, asked, made) = (store.clone(), asked, made.setter());
        let depends = (wanted.clone(), (*asked).clone(), answered.clone(), alive);
        use_effect_with(depends, move |(wanted, under_way, answered, alive)| {
            if !alive {
                // A worker that died owes nothing any more.
                asked.set(answered.clone());
                return;
            }
            if under_way != answered || answered.as_ref() == Some(wanted) {
                return;
            }
            asked.set(Some(wanted.clone()));
            let wanted = wanted.clone();
            let ask = Ask::Translate {
                text: wanted.0.to_string(),
                strict: wanted.1,
                pretty: true,
            };
            let heard = Callback::from(move |reply: Parcel<Answer>| {
                if let Answer::Translated(translation) = reply.word {
                    made.set(Some((wanted.clone(), Rc::new(translation))));
                }
            });
            store.ask(ask, None, heard);
        });
    }
    let current = answered.as_ref() == Some(&wanted);
    let translation = (*made)
        .as_ref()
        .map(|(_, made)| Rc::clone(made))
        .unwrap_or_default();
    (translation, current)
}

fn copied(store: &Store, what: &'static str) -> Callback<Result<(), browser::BrowserError>> {
    let store = store.clone();
    Callback::from(move |done: Result<(), browser::BrowserError>| match done {
        Ok(()) => store.send(Action::Tell(format!("Copied {what}"))),
        Err(problem) => store.send(Action::Fail(problem.to_string())),
    })
}

/// The workbench.
#[component(WorkbenchPage)]
pub fn workbench_page() -> Html {
    let store = use_store();
    let strict = use_state(|| false);
    let decoded = use_state(|| false);
    let place = use_state(|| None::<Place>);
    let text = Rc::clone(&store.workbench);
    let (made, current) = use_translation(&store, &text, *strict);
    let output: Option<Rc<str>> = made.output.as_deref().map(Rc::from);

    let turn_strict = {
        let (on, strict) = (*strict, strict.setter());
        Callback::from(move |_: MouseEvent| strict.set(!on))
    };
    let link = {
        let (store, text) = (store.clone(), Rc::clone(&text));
        Callback::from(move |()| {
            let address = browser::link(&links::of_workbench(&text));
            browser::copy(
                &address,
                copied(&store, "a link that carries this text and nothing else"),
            );
        })
    };
    let copy = {
        let (store, output) = (store.clone(), output.clone());
        Callback::from(move |()| {
            browser::copy(
                output.as_deref().unwrap_or_default(),
                copied(&store, "the Ignition config"),
            );
        })
    };
    let save = {
        let (store, output) = (store.clone(), output.clone());
        Callback::from(move |()| {
            let bytes = output.as_deref().unwrap_or_default().as_bytes();
            match browser::save("config.ign", bytes) {
                Ok(()) => store.send(Action::Tell("Saved config.ign".to_owned())),
                Err(problem) => store.send(Action::Fail(problem.to_string())),
            }
        })
    };
    let ongo = {
        let place = place.clone();
        Callback::from(move |(line, column): (usize, usize)| {
            let wish = place.map_or(1, |place| place.wish + 1);
            place.set(Some(Place { line, column, wish }));
        })
    };
    let empty = text.is_empty().then_some("There is no text yet");
    let none = output.is_none().then_some("There is no result");
    let kind = match (made.kind.as_str(), made.spec.as_str()) {
        ("", _) => String::new(),
        (kind, "") => kind.to_owned(),
        (kind, spec) => format!("{kind} → Ignition {spec}"),
    };
    let view = |is_decoded: bool, id: &'static str, words: &'static str| {
        let set = decoded.setter();
        html! { <button type="button" {id} aria-pressed={(*decoded == is_decoded).to_string()}
        onclick={Callback::from(move |_: MouseEvent| set.set(is_decoded))}>{ words }</button> }
    };
    let result = match &output {
        _ if text.is_empty() => {
            html! { <p class="c-empty">{ "Type or paste Butane or a Container Linux Config, or begin with an example." }</p> }
        }
        None => html! { <p class="c-empty">{ "No result: the report on the left says why." }</p> },
        Some(_) if *decoded => html! { <Decoded files={Rc::new(made.files.clone())} /> },
        Some(output) => {
            html! { <Code label="Ignition config" text={Rc::clone(output)} language={Language::Json} /> }
        }
    };
    html! {
        <div class="l-bench" data-current={current.to_string()}>
            <div class="c-head">
                <div><h1>{ "Butane" }</h1><p>{ "Any Butane text to Ignition, here in the page. Variant and version are taken from the text." }</p></div>
                <span class="c-space"></span>
                <span class="c-row" role="group" aria-label="Begin with an example">
                    { for EXAMPLES.iter().map(|(name, example)| html! {
                        <Button label={*name} tone={Tone::Quiet} onpress={store.sender(move |()| Action::Workbench((*example).to_owned()))} />
                    }) }
                </span>
                <button type="button" class="c-button" id="bench-strict" aria-pressed={strict.to_string()} onclick={turn_strict}>{ "Strict" }</button>
                <Button label="Copy link" refused={empty} onpress={link} />
            </div>
            <section class="c-pane" aria-label="Butane">
                <div class="c-tabs"><b>{ "Text" }</b><span class="c-space"></span><small id="bench-kind">{ kind }</small></div>
                <Writer id="bench-text" label="Butane or Container Linux Config" value={Rc::clone(&text)} language={Language::Yaml}
                    findings={made.findings.clone()} place={*place} onvalue={store.sender(Action::Workbench)} />
                if !text.is_empty() { <Report findings={made.findings.clone()} ongo={ongo} /> }
            </section>
            <section class="c-pane" aria-label="Result">
                <div class="c-tabs">
                    <span class="c-tabset" role="group" aria-label="View">{ view(false, "bench-ignition", "Ignition") }{ view(true, "bench-decoded", "Decoded") }</span>
                    <span class="c-space"></span>
                    if let Some(output) = &output { <small>{ size(output.len()) }</small> }
                    <Button label="Copy" refused={none} tone={Tone::Quiet} onpress={copy} />
                    <Button label="Save" refused={none} tone={Tone::Quiet} onpress={save} />
                </div>
                { result }
            </section>
        </div>
    }
}
