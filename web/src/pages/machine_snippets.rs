//! The snippets of a machine: Butane texts that are merged onto its config, in order.

use kindling_core::document::Snippet;
use yew::prelude::*;

use super::store::{Store, use_store};
use crate::browser::{self, Chosen};
use crate::components::{Button, Editor, Mark, Problems, Tone};
use crate::highlight::Language;
use crate::state::{Action, Finding, Subject};

/// What the section takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The machine's name.
    pub name: AttrValue,
    /// Its snippets.
    pub list: Vec<Snippet>,
    /// Called with another list.
    pub onchange: Callback<Vec<Snippet>>,
}

/// What a new snippet begins with: it says what it is for, and is valid.
fn beginning(os: &str) -> String {
    let (variant, version) = if os == "fedora-coreos" {
        ("fcos", "1.5.0")
    } else {
        ("flatcar", "1.1.0")
    };
    format!(
        "variant: {variant}\nversion: {version}\nstorage:\n  files:\n    - path: /etc/motd.d/kindling\n      contents:\n        inline: |\n          Hello\n"
    )
}

/// What was found in a snippet: in its text, and at its place in the document.
fn found(store: &Store, machine: &str, at: usize, snippet: &Snippet) -> Vec<Finding> {
    let place = format!("snippets.{machine}[{at}]");
    let subject = match snippet {
        Snippet::Text(_) => place.clone(),
        Snippet::File(name) => name.clone(),
        Snippet::Named { file, .. } if file.is_empty() => place.clone(),
        Snippet::Named { file, .. } => file.clone(),
    };
    let mine = |finding: &&Finding| match &finding.subject {
        Subject::Snippet(name) => *name == subject,
        Subject::Cluster => finding
            .path
            .strip_prefix(&place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        Subject::Secrets | Subject::Artifact(_) => false,
    };
    let mut found: Vec<Finding> = store
        .outcome
        .findings
        .iter()
        .filter(mine)
        .cloned()
        .collect();
    for finding in &mut found {
        if let (Subject::Snippet(_), Some((line, column))) = (&finding.subject, finding.position) {
            finding.message = format!("Line {line}, column {column}: {}", finding.message);
        }
    }
    found
}

fn marks(findings: &[Finding]) -> Vec<Mark> {
    let mark = |finding: &Finding| {
        let (line, _) = finding
            .position
            .filter(|_| matches!(finding.subject, Subject::Snippet(_)))?;
        Some(Mark {
            line,
            severity: finding.severity,
            message: finding.message.clone(),
        })
    };
    findings.iter().filter_map(mark).collect()
}

/// The snippets of a machine.
#[component(Snippets)]
pub fn snippets(props: &Props) -> Html {
    let store = use_store();
    let readers = use_mut_ref(Vec::new);
    let with = |change: fn(&mut Vec<Snippet>, usize), at: usize| {
        let (list, onchange, store) = (props.list.clone(), props.onchange.clone(), store.clone());
        Callback::from(move |()| {
            let mut list = list.clone();
            change(&mut list, at);
            store.send(Action::Settle);
            onchange.emit(list);
            store.send(Action::Settle);
        })
    };
    let add = {
        let (list, onchange) = (props.list.clone(), props.onchange.clone());
        let text = beginning(&store.document().os.name);
        Callback::from(move |()| {
            onchange.emit([list.clone(), vec![Snippet::Text(text.clone())]].concat());
        })
    };
    let load = {
        let (list, onchange, store) = (props.list.clone(), props.onchange.clone(), store.clone());
        Callback::from(move |event: Event| {
            let (list, onchange, store) = (list.clone(), onchange.clone(), store.clone());
            let heard =
                Callback::from(
                    move |file: Chosen| match file.contents.map(String::from_utf8) {
                        Ok(Ok(text)) => {
                            onchange.emit([list.clone(), vec![Snippet::Text(text)]].concat());
                        }
                        Ok(Err(_)) => {
                            store.send(Action::Fail(format!("{} is not text", file.name)));
                        }
                        Err(problem) => store.send(Action::Fail(format!(
                            "{} cannot be read: {problem}",
                            file.name
                        ))),
                    },
                );
            readers.borrow_mut().extend(browser::chosen(&event, &heard));
        })
    };
    let one = |(at, snippet): (usize, &Snippet)| {
        let findings = found(&store, &props.name, at, snippet);
        let problems_id = format!("snippet-{at}-problems");
        let described = (!findings.is_empty()).then(|| AttrValue::from(problems_id.clone()));
        let title = match snippet {
            Snippet::Text(_) => format!("Snippet {}", at + 1),
            Snippet::File(name) | Snippet::Named { file: name, .. } => {
                format!("Snippet {}: {name}", at + 1)
            }
        };
        let (text, file) = match snippet {
            Snippet::Text(text) | Snippet::Named { text, .. } => (Some(text.clone()), None),
            Snippet::File(name) => (store.snippet_files.get(name).cloned(), Some(name.clone())),
        };
        let onvalue = {
            let (list, onchange, store) =
                (props.list.clone(), props.onchange.clone(), store.clone());
            Callback::from(move |text: String| match &file {
                Some(name) => store.send(Action::SnippetFiles([(name.clone(), text)].into())),
                None => {
                    let mut list = list.clone();
                    list[at] = match &list[at] {
                        Snippet::Named { file, .. } => Snippet::Named {
                            file: file.clone(),
                            text,
                        },
                        Snippet::Text(_) | Snippet::File(_) => Snippet::Text(text),
                    };
                    onchange.emit(list);
                }
            })
        };
        let last = at + 1 == props.list.len();
        html! {
            <section key={at} class="c-snippet" aria-label={title.clone()}>
                <div class="c-panel"><h3>{ title.clone() }</h3><span class="c-space"></span>
                    <Button label="Up" tone={Tone::Quiet} refused={(at == 0).then_some("It is the first")} onpress={with(|list, at| if at > 0 { list.swap(at, at - 1) }, at)} />
                    <Button label="Down" tone={Tone::Quiet} refused={last.then_some("It is the last")} onpress={with(|list, at| if at + 1 < list.len() { list.swap(at, at + 1) }, at)} />
                    <Button label="Remove" tone={Tone::Quiet} onpress={with(|list, at| { list.remove(at); }, at)} />
                </div>
                if let Some(text) = text {
                    <Editor id={format!("snippet-{at}")} label={title} {text} language={Language::Yaml} marks={marks(&findings)}
                        {described} {onvalue} onleave={store.sender(|()| Action::Settle)} />
                } else {
                    <p class="c-empty">{ "The document names this file; open it to see and use it." }</p>
                }
                if !findings.is_empty() { <Problems id={problems_id} {findings} /> }
            </section>
        }
    };
    html! {
        <section class="c-snippets" aria-labelledby="machine-snippets">
            <h2 id="machine-snippets">{ "Snippets" }</h2>
            <p class="c-help">{ "Butane configs merged onto this machine's config, in this order: a later one wins." }</p>
            { for props.list.iter().enumerate().map(one) }
            <div class="c-tools">
                <Button label="Add snippet" onpress={add} />
                <label class="c-load"><span>{ "Load from file" }</span><input type="file" onchange={load} /></label>
            </div>
        </section>
    }
}
