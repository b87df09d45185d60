//! A long text to edit, with what was found marked at its line and column. Only the rows in view are in the page.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::code::{ROW, spacer};
use super::tone;
use crate::browser::{self, Seen, value_of};
use crate::highlight::Language;
use crate::state::Finding;
use crate::viewing::{Sheet, indent_at, underlined, utf16_offset, window};

/// A place to put the cursor; the number tells one wish from the next of the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Grows with each wish.
    pub wish: u32,
}

/// What an editor takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element id.
    pub id: AttrValue,
    /// What is edited.
    pub label: AttrValue,
    /// The text.
    pub value: Rc<str>,
    /// How it is coloured.
    pub language: Language,
    /// What was found, with places in the text.
    #[prop_or_default]
    pub findings: Vec<Finding>,
    /// Where the cursor should go.
    #[prop_or_default]
    pub place: Option<Place>,
    /// The element that says what is wrong.
    #[prop_or_default]
    pub described: Option<AttrValue>,
    /// Whether it is only as tall as its text, up to a limit.
    #[prop_or_default]
    pub short: bool,
    /// Called with each new text.
    pub onvalue: Callback<String>,
    /// Called when the focus leaves it.
    #[prop_or_default]
    pub onleave: Callback<()>,
}

/// An editor.
#[component(Writer)]
pub fn writer(props: &Props) -> Html {
    let (node, area) = (use_node_ref(), use_node_ref());
    let seen = use_state_eq(Seen::default);
    {
        let (node, seen) = (node.clone(), seen.setter());
        use_effect_with((), move |()| {
            let watch = browser::watch(&node, Callback::from(move |now| seen.set(now)));
            move || drop(watch)
        });
    }
    {
        let (node, area, value) = (node.clone(), area.clone(), Rc::clone(&props.value));
        use_effect_with(props.place, move |place| {
            if let Some(place) = place {
                browser::put_cursor(&area, utf16_offset(&value, place.line, place.column));
                let row = u32::try_from(place.line).unwrap_or(u32::MAX);
                browser::scroll_to(&node, row.saturating_mul(ROW).saturating_sub(4 * ROW));
            }
        });
    }
    let sheet = use_memo(
        (Rc::clone(&props.value), props.language),
        |(text, language)| Sheet::new(Rc::clone(text), *language, Some(usize::MAX)),
    );
    let mut found: BTreeMap<usize, &Finding> = BTreeMap::new();
    for finding in &props.findings {
        if let Some((line, _)) = finding.position {
            let worst = found.entry(line).or_insert(finding);
            if finding.severity < worst.severity {
                *worst = finding;
            }
        }
    }
    let row = |row: usize| {
        let line = row + 1;
        let finding = found.get(&line);
        let column = finding
            .and_then(|finding| finding.position)
            .map_or(usize::MAX, |(_, column)| column.saturating_sub(1));
        html! {
            <code key={row} class={classes!(finding.map(|finding| tone(finding.severity)))} data-line={line.to_string()}>
                <i class="c-num" data-n={line.to_string()}></i>
                { for underlined(&sheet.pieces(row), column).into_iter().map(|(kind, text, marked)| {
                    let class = classes!(Some(kind.class()).filter(|class| !class.is_empty()), marked.then_some("c-wave"));
                    html! { <span {class}>{ text }</span> }
                }) }
            </code>
        }
    };
    let oninput = {
        let onvalue = props.onvalue.clone();
        Callback::from(move |event: InputEvent| onvalue.emit(value_of(&event)))
    };
    let onblur = props.onleave.reform(|_: FocusEvent| ());
    // Going back in the text is the text's own affair.
    let onkeydown = {
        let (area, language) = (area.clone(), props.language);
        Callback::from(move |event: KeyboardEvent| {
            let chord = event.ctrl_key() || event.meta_key();
            if chord {
                event.stop_propagation();
            }
            let plain = !chord && !event.shift_key() && !event.alt_key() && !event.is_composing();
            if language == Language::Yaml
                && plain
                && event.key() == "Enter"
                && let Some((at, text)) = browser::cursor_of(&area)
                && browser::type_in(&format!("\n{}", indent_at(&text, at)))
            {
                event.prevent_default();
            }
        })
    };
    let shown = window(sheet.rows(), ROW, seen.top, seen.height);
    let bad = found
        .values()
        .any(|finding| tone(finding.severity) == "m-bad");
    html! {
        <div class={classes!("c-writer", "c-code", props.short.then_some("m-short"))} ref={node}>
            <div class="c-writing">
                <div class="c-under" aria-hidden="true">
                    { spacer(shown.from, ROW) }
                    { for (shown.from..shown.to).map(row) }
                    { spacer(sheet.rows() - shown.to, ROW) }
                    <svg class="c-spacer" width={format!("{}ch", sheet.widest() + 12)} height="20"></svg>
                </div>
                <textarea id={props.id.clone()} aria-label={props.label.clone()} ref={area} value={props.value.to_string()}
                    {oninput} {onkeydown} {onblur} aria-describedby={props.described.clone()} spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off" aria-invalid={bad.then_some("true")} />
            </div>
        </div>
    }
}
