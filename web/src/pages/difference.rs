//! What changed in an artifact: value by value where it has values, then line by line.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::{Code, Marks};
use crate::highlight::Language;
use crate::viewing::{Mark, Shortened, around, shortened};
use crate::worker::{Change, Difference};

/// How many values are listed at most, and how much of each is shown.
const LISTED: usize = 100;
const SHOWN: usize = 120;

/// What the view takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The artifact.
    pub path: AttrValue,
    /// What changed in it.
    pub difference: Rc<Difference>,
    /// Whether there is anything to compare with.
    #[prop_or(true)]
    pub compared: bool,
    /// Whether long lines are wrapped.
    pub wrap: bool,
}

/// The difference as one text with a mark for each line.
fn written(difference: &Difference) -> (Rc<str>, Marks) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    for line in shortened(&difference.lines) {
        match line {
            Shortened::Gap(lines) => {
                text.push_str(&format!("… {lines} unchanged lines"));
                marks.push((Mark::Gap, None));
            }
            Shortened::Line(change, number) => {
                let (mark, line) = match change {
                    Change::Same(line) => (Mark::None, line),
                    Change::Added(line) => (Mark::Added, line),
                    Change::Removed(line) => (Mark::Removed, line),
                };
                text.push_str(line);
                marks.push((mark, number));
            }
        }
        text.push('\n');
    }
    (text.into(), Rc::new(marks))
}

/// `1 value differs`.
fn counted(values: usize) -> String {
    if values == 1 {
        "1 value differs".to_owned()
    } else {
        format!("{values} values differ")
    }
}

/// The difference.
#[component(DifferenceView)]
pub fn difference_view(props: &Props) -> Html {
    let difference = &props.difference;
    let made = use_memo(Rc::clone(difference), |difference| written(difference));
    let same = difference
        .lines
        .iter()
        .all(|line| matches!(line, Change::Same(_)));
    if !props.compared {
        return html! { <p class="c-empty">{ "Nothing to compare with yet. From the next download on, or from an opened zip, changes are shown here." }</p> };
    }
    if same && difference.values.is_empty() {
        return html! { <p class="c-empty">{ "Nothing changed since the last download or opened project." }</p> };
    }
    if difference.valued && difference.values.is_empty() {
        return html! { <p class="c-empty">{ "Lines moved, and no value changed." }</p> };
    }
    let (text, marks) = (Rc::clone(&made.0), Rc::clone(&made.1));
    let hidden = difference.values.len().saturating_sub(LISTED);
    let ignition = props.path.ends_with(".ign") || props.path.ends_with("ignition.json");
    let language = if ignition {
        Language::Ini
    } else {
        Language::of(&props.path, &text)
    };
    let lines = html! { <Code label={format!("Changes in {}", props.path)} {text} {language} {marks} wrap={props.wrap} short=true /> };
    html! {
        <div class="c-difference">
            if !difference.values.is_empty() {
                <table class="c-values">
                    <caption>{ counted(difference.values.len()) }</caption>
                    <thead><tr><th scope="col">{ "Value" }</th><th scope="col">{ "Before" }</th><th scope="col">{ "Now" }</th></tr></thead>
                    <tbody>
                        { for difference.values.iter().take(LISTED).map(|(path, before, after)| {
                            let cut = |one: &Option<String>, other: &Option<String>| match one {
                                Some(value) => html! { <code>{ around(value, other.as_deref().unwrap_or_default(), SHOWN) }</code> },
                                None => html! { <small>{ "none" }</small> },
                            };
                            html! { <tr key={path.clone()}>
                                <th scope="row"><code>{ path }</code></th><td class="m-removed">{ cut(before, after) }</td><td class="m-added">{ cut(after, before) }</td>
                            </tr> }
                        }) }
                    </tbody>
                </table>
                if hidden > 0 { <p class="c-empty">{ format!("{hidden} more values changed.") }</p> }
            }
            if difference.valued {
                <details class="c-lines" open=true><summary>{ "By line" }</summary>{ lines }</details>
            } else {
                { lines }
            }
        </div>
    }
}
