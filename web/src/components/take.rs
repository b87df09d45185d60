//! Text to take away: commands, an address, a file; with a button that copies it.

use yew::prelude::*;

use super::{Button, Glyph, Tone};
use crate::browser;

/// What a text to take away takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text.
    pub text: AttrValue,
    /// What it is, for the button and for those who hear the page.
    pub label: AttrValue,
}

/// A text to take away.
#[component(Take)]
pub fn take(props: &Props) -> Html {
    let said = use_state(|| None::<Result<AttrValue, AttrValue>>);
    let onpress = {
        let said = said.clone();
        let text = props.text.clone();
        Callback::from(move |()| {
            let heard = {
                let said = said.clone();
                let text = text.clone();
                Callback::from(move |done: Result<(), browser::BrowserError>| {
                    said.set(Some(match done {
                        Ok(()) => Ok(text.clone()),
                        Err(problem) => Err(problem.to_string().into()),
                    }));
                })
            };
            browser::copy(&text, heard);
        })
    };
    // Another text was not copied yet.
    let words = match &*said {
        Some(Ok(copied)) if *copied == props.text => "Copied",
        Some(Err(problem)) => problem.as_str(),
        _ => "",
    };
    html! {
        <div class="c-take">
            <pre class="c-taken" tabindex="0" role="group" aria-label={props.label.clone()}><code>{ props.text.trim_end() }</code></pre>
            <span class="c-take-side">
                <span role="status">{ words }</span>
                <Button label={format!("Copy {}", props.label)} glyph={Glyph::Copy} icon_alone=true tone={Tone::Quiet} {onpress} />
            </span>
        </div>
    }
}
