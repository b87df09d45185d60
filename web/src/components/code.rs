//! A text with line numbers and colours. Only the rows in view are in the page.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{self, Seen};
use crate::highlight::{Kind, Language};
use crate::viewing::{Mark, Sheet, found, window};

/// The height of a row, in pixels; the style sheet has the same.
pub const ROW: u32 = 20;

/// How many characters the probe has that the width of one is measured by.
const PROBE: usize = 40;

/// How wide numbers and margins beside a line are, in characters.
const GUTTER: usize = 9;

/// A mark and a number for each line.
pub type Marks = Rc<Vec<(Mark, Option<usize>)>>;

/// What a text takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is, for those who hear the page.
    pub label: AttrValue,
    /// The text.
    pub text: Rc<str>,
    /// How it is coloured.
    pub language: Language,
    /// Whether long lines are wrapped.
    #[prop_or_default]
    pub wrap: bool,
    /// Marks of a difference; empty for a plain text.
    #[prop_or_default]
    pub marks: Marks,
    /// A line, from 1, to bring into view.
    #[prop_or_default]
    pub line: Option<usize>,
    /// Grows with each wish for a line, so that the same one can be wished for again.
    #[prop_or_default]
    pub wish: u32,
    /// A text to mark where it stands, in lower case.
    #[prop_or_default]
    pub wanted: AttrValue,
    /// Whether it is only as tall as its text, up to a limit.
    #[prop_or_default]
    pub short: bool,
}

/// An empty stretch that stands for rows out of view.
pub fn spacer(rows: usize, height: u32) -> Html {
    let pixels = rows.saturating_mul(height as usize).to_string();
    html! { <svg class="c-spacer" width="1" height={pixels} aria-hidden="true" focusable="false"></svg> }
}

const fn class(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::None => None,
        Mark::Added => Some("m-added"),
        Mark::Removed => Some("m-removed"),
        Mark::Gap => Some("m-gap"),
    }
}

fn piece((kind, text, marked): (Kind, &str, bool)) -> Html {
    match (kind.class(), marked) {
        ("", false) => html! { { text } },
        ("", true) => html! { <mark>{ text }</mark> },
        (class, false) => html! { <span {class}>{ text }</span> },
        (class, true) => html! { <mark {class}>{ text }</mark> },
    }
}

/// A text.
#[component(Code)]
pub fn code(props: &Props) -> Html {
    let (node, probe) = (use_node_ref(), use_node_ref());
    let seen = use_state_eq(Seen::default);
    {
        let (node, seen) = (node.clone(), seen.setter());
        use_effect_with((), move |()| {
            let watch = browser::watch(&node, Callback::from(move |now| seen.set(now)));
            move || drop(watch)
        });
    }
    let columns = props.wrap.then(|| {
        let hundred = browser::width_of(&probe).max(1) as usize;
        (seen.width as usize * PROBE / hundred).saturating_sub(GUTTER)
    });
    let sheet = {
        let (text, marks) = (Rc::clone(&props.text), Rc::clone(&props.marks));
        let depends = (text, props.language, columns, marks);
        use_memo(depends, |(text, language, columns, marks)| {
            Sheet::new(Rc::clone(text), *language, *columns).marked(marks.to_vec())
        })
    };
    {
        let (node, sheet) = (node.clone(), Rc::clone(&sheet));
        let depends = (
            props.line,
            props.wish,
            props.wanted.clone(),
            props.text.len(),
        );
        use_effect_with(depends, move |(line, _, wanted, _)| {
            let Some(line) = *line else { return };
            let row = u32::try_from(sheet.row_of_hit(line, wanted)).unwrap_or(u32::MAX);
            browser::scroll_to(&node, row.saturating_mul(ROW).saturating_sub(3 * ROW));
            // Once the rows there are drawn: what stands far to the right of a long line.
            browser::after(60, move || browser::show_across(&node, ".m-hit mark"));
        });
    }
    let shown = window(sheet.rows(), ROW, seen.top, seen.height);
    let hit = props.line;
    let ruler = "0".repeat(PROBE);
    let row = |row: usize| {
        let number = sheet.number(row);
        let current = (hit.is_some() && sheet.line_of(row) == hit).then_some("m-hit");
        html! {
            <code key={row} class={classes!(class(sheet.mark(row)), current)}>
                <i class="c-num" data-n={number.map(|number| number.to_string())}></i>
                { for found(&sheet.pieces(row), &props.wanted).into_iter().map(piece) }
            </code>
        }
    };
    html! {
        <div class={classes!("c-code", props.short.then_some("m-short"))} role="region" tabindex="0"
            aria-label={props.label.clone()} ref={node} data-lines={sheet.lines().to_string()}>
            <span class="c-probe" aria-hidden="true" ref={probe}>{ ruler }</span>
            { spacer(shown.from, ROW) }
            { for (shown.from..shown.to).map(row) }
            { spacer(sheet.rows() - shown.to, ROW) }
        </div>
    }
}
