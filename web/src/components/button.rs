//! Buttons: quiet, ordinary, and the one main action of a view.

use yew::prelude::*;

use super::{Glyph, Icon};

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// An ordinary button.
    #[default]
    Plain,
    /// The one main action of a view.
    Main,
    /// Words or an icon until touched.
    Quiet,
}

/// What a button takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it does, in words; read out where only an icon shows.
    pub label: AttrValue,
    /// An icon before the words, or alone with [`Props::icon_alone`].
    #[prop_or_default]
    pub glyph: Option<Glyph>,
    /// Whether the words are only read out.
    #[prop_or_default]
    pub icon_alone: bool,
    /// How loud it is.
    #[prop_or_default]
    pub tone: Tone,
    /// Why it cannot be pressed now; none where it can.
    #[prop_or_default]
    pub refused: Option<AttrValue>,
    /// Whether it is the one that is on, among several; none where that means nothing.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// More words than the label has, shown to the pointer.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Called when pressed.
    pub onpress: Callback<()>,
}

/// A button.
#[component(Button)]
pub fn button(props: &Props) -> Html {
    let tone = match props.tone {
        Tone::Plain => None,
        Tone::Main => Some("m-main"),
        Tone::Quiet => Some("m-quiet"),
    };
    let onclick = {
        let onpress = props.onpress.clone();
        let refused = props.refused.is_some();
        Callback::from(move |_: MouseEvent| {
            if !refused {
                onpress.emit(());
            }
        })
    };
    let title = props
        .refused
        .clone()
        .or_else(|| props.title.clone())
        .or_else(|| props.icon_alone.then(|| props.label.clone()));
    html! {
        <button type="button" class={classes!("c-button", tone, props.icon_alone.then_some("m-icon"))}
            aria-label={props.icon_alone.then(|| props.label.clone())}
            aria-pressed={props.pressed.map(|on| on.to_string())}
            aria-disabled={props.refused.is_some().then_some("true")} {title} {onclick}>
            if let Some(glyph) = props.glyph { <Icon {glyph} /> }
            if !props.icon_alone { { &props.label } }
        </button>
    }
}
