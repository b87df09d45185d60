//! The tree of artifacts: arrows move, Right and Left open and close, Enter chooses. Only rows in view are in the page.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use super::code::spacer;
use super::{Glyph, Icon};
use crate::browser::{self, Seen};
use crate::viewing::{Branch, grouped, size, window};

/// The height of a row, in pixels; the style sheet has the same.
const ROW: u32 = 24;

/// Lines that came and went in files, by path.
pub type Counts = BTreeMap<String, (usize, usize)>;

/// What a tree takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is, for those who hear the page.
    pub label: AttrValue,
    /// The rows that show.
    pub rows: Rc<Vec<Branch>>,
    /// Lines that came and went, by path, as far as they are counted.
    #[prop_or_default]
    pub counts: Rc<Counts>,
    /// The file that is open beside it.
    pub current: Option<AttrValue>,
    /// Called with a folder's path and whether it should be open.
    pub onopen: Callback<(String, bool)>,
    /// Called with a file's path.
    pub onchoose: Callback<String>,
}

/// Where a key leads from a row: to another row, to a folder opened or closed, to a choice.
enum Led {
    To(usize),
    Open(bool),
    Choose,
}

fn led(rows: &[Branch], at: usize, key: &str) -> Option<Led> {
    let last = rows.len().checked_sub(1)?;
    let here = rows.get(at)?;
    let found = match (key, here.open) {
        ("ArrowDown", _) => Led::To((at + 1).min(last)),
        ("ArrowUp", _) => Led::To(at.saturating_sub(1)),
        ("Home", _) => Led::To(0),
        ("End", _) => Led::To(last),
        ("PageDown", _) => Led::To((at + 10).min(last)),
        ("PageUp", _) => Led::To(at.saturating_sub(10)),
        ("ArrowRight", Some(false)) => Led::Open(true),
        ("ArrowRight", Some(true)) => Led::To((at + 1).min(last)),
        ("ArrowLeft", Some(true)) => Led::Open(false),
        ("ArrowLeft", _) => Led::To((0..at).rev().find(|up| rows[*up].depth < here.depth)?),
        ("Enter" | " ", Some(open)) => Led::Open(!open),
        ("Enter" | " ", None) => Led::Choose,
        (letter, _) if letter.chars().count() == 1 => {
            let wanted = letter.to_lowercase();
            let fits = |row: &usize| rows[*row].name.to_lowercase().starts_with(&wanted);
            Led::To((at + 1..rows.len()).chain(0..at).find(fits)?)
        }
        _ => return None,
    };
    Some(found)
}

/// How much changed: files of a folder, lines of a file.
fn changes(branch: &Branch, counts: &Counts) -> String {
    if branch.open.is_some() {
        return format!("{} changed", grouped(branch.changed));
    }
    match counts.get(&branch.path) {
        Some((came, went)) => format!("+{came} −{went}"),
        None => "changed".to_owned(),
    }
}

/// A tree of files.
#[component(Tree)]
pub fn tree(props: &Props) -> Html {
    let node = use_node_ref();
    let seen = use_state_eq(Seen::default);
    let active = use_state(String::new);
    {
        let (node, seen) = (node.clone(), seen.setter());
        use_effect_with((), move |()| {
            let watch = browser::watch(&node, Callback::from(move |now| seen.set(now)));
            move || drop(watch)
        });
    }
    let rows = &props.rows;
    let wanted = if active.is_empty() {
        props.current.as_deref().unwrap_or_default()
    } else {
        active.as_str()
    };
    let at = rows.iter().position(|row| row.path == wanted).unwrap_or(0);
    let act = {
        let (rows, active) = (Rc::clone(rows), active.setter());
        let (onopen, onchoose) = (props.onopen.clone(), props.onchoose.clone());
        Callback::from(move |(at, led): (usize, Led)| {
            let at = if let Led::To(to) = led { to } else { at };
            let Some(row) = rows.get(at) else { return };
            active.set(row.path.clone());
            match led {
                Led::To(_) => {}
                Led::Open(open) => onopen.emit((row.path.clone(), open)),
                Led::Choose => onchoose.emit(row.path.clone()),
            }
        })
    };
    let onkeydown = {
        let (rows, act, node, seen) = (Rc::clone(rows), act.clone(), node.clone(), *seen);
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let Some(led) = led(&rows, at, &event.key()) else {
                return;
            };
            event.prevent_default();
            if let Led::To(to) = led {
                let top = u32::try_from(to).unwrap_or(u32::MAX).saturating_mul(ROW);
                if top < seen.top {
                    browser::scroll_to(&node, top);
                } else if top + ROW > seen.top + seen.height {
                    browser::scroll_to(&node, (top + 2 * ROW).saturating_sub(seen.height));
                }
            }
            act.emit((at, led));
        })
    };
    let shown = window(rows.len(), ROW, seen.top, seen.height);
    let row = |index: usize| {
        let branch = &rows[index];
        let onclick = {
            let (act, open) = (act.clone(), branch.open);
            Callback::from(move |_: MouseEvent| {
                act.emit((index, open.map_or(Led::Choose, |open| Led::Open(!open))));
            })
        };
        let chosen = props.current.as_deref() == Some(branch.path.as_str());
        let folder = branch.open.is_some();
        let glyph = branch
            .open
            .map(|open| if open { Glyph::Down } else { Glyph::Right });
        html! {
            <div key={branch.path.clone()} id={format!("tree-{index}")} role="treeitem" {onclick}
                class={classes!("c-branch", (index == at).then_some("m-active"), (branch.news > 0).then_some("m-news"))}
                aria-level={(branch.depth + 1).to_string()} aria-posinset={branch.place.0.to_string()}
                aria-setsize={branch.place.1.to_string()} aria-expanded={branch.open.map(|open| open.to_string())}
                aria-selected={(!folder).then(|| chosen.to_string())} data-path={branch.path.clone()}>
                if let Some(glyph) = glyph {
                    <Icon {glyph} />
                } else if branch.secret {
                    <span class="c-lock" role="img" aria-label="secret"><Icon glyph={Glyph::Lock} /></span>
                } else {
                    <span class="c-leaf"></span>
                }
                <span class="c-name">{ &branch.name }</span>
                if folder && branch.secret { <span class="c-lock" role="img" aria-label="holds secrets"><Icon glyph={Glyph::Lock} /></span> }
                if branch.changed > 0 { <span class={if branch.news > 0 { "c-news" } else { "c-delta" }}>{ changes(branch, &props.counts) }</span> }
                <small>{ if folder { format!("{} · {}", grouped(branch.files), size(branch.bytes)) } else { size(branch.bytes) } }</small>
            </div>
        }
    };
    html! {
        <div class="c-tree" role="tree" aria-label={props.label.clone()} tabindex="0" ref={node} {onkeydown}
            aria-activedescendant={(at >= shown.from && at < shown.to).then(|| format!("tree-{at}"))}>
            { spacer(shown.from, ROW) }
            { for (shown.from..shown.to).map(row) }
            { spacer(rows.len() - shown.to, ROW) }
        </div>
    }
}
