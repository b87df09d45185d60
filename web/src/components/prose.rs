//! Blocks of words as the page shows them: the runbook.

use yew::prelude::*;

use super::Take;
use crate::text::markdown::{Block, Words, blocks};

/// What prose takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text, in the runbook's Markdown.
    pub text: AttrValue,
}

fn words(words: &[Words]) -> Html {
    words
        .iter()
        .map(|word| match word {
            Words::Plain(text) => html! { { text } },
            Words::Code(text) => html! { <code>{ text }</code> },
            Words::Strong(text) => html! { <strong>{ text }</strong> },
        })
        .collect()
}

fn block(block: &Block, title: &mut String) -> Html {
    match block {
        Block::Heading(level, text) => {
            *title = text
                .iter()
                .map(|word| match word {
                    Words::Plain(text) | Words::Code(text) | Words::Strong(text) => text.as_str(),
                })
                .collect();
            // The page has its own first heading.
            let tag = format!("h{}", (level + 1).min(6));
            html! { <@{tag}>{ words(text) }</@> }
        }
        Block::Paragraph(text) => html! { <p>{ words(text) }</p> },
        Block::List(numbered, items) => {
            let tag = if *numbered { "ol" } else { "ul" };
            html! { <@{tag}>{ for items.iter().map(|item| html! { <li>{ words(item) }</li> }) }</@> }
        }
        Block::Table(rows) => {
            let head = rows.first().map(Vec::as_slice).unwrap_or_default();
            html! {
                <div class="c-scroll" tabindex="0" role="group" aria-label={format!("Table in {title}")}>
                    <table class="c-table">
                        <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ words(cell) }</th> }) }</tr></thead>
                        <tbody>{ for rows.iter().skip(1).map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ words(cell) }</td> }) }</tr>
                        }) }</tbody>
                    </table>
                </div>
            }
        }
        Block::Code(text) => {
            html! { <Take label={format!("commands of {title}")} text={text.clone()} /> }
        }
    }
}

/// Blocks of words.
#[component(Prose)]
pub fn prose(props: &Props) -> Html {
    let mut title = String::new();
    let shown: Vec<Html> = blocks(&props.text)
        .iter()
        .map(|one| block(one, &mut title))
        .collect();
    html! { <div class="c-prose">{ for shown }</div> }
}
