//! No machine yet: what a row is, and the ways to the first ones.

use yew::prelude::*;

use crate::components::{Button, Tone};

/// What it takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Goes to the first row.
    pub onadd: Callback<()>,
    /// Adds a range.
    pub onrange: Callback<()>,
    /// Imports.
    pub onimport: Callback<()>,
}

/// A table as it comes from a spreadsheet.
const SAMPLE: [[&str; 4]; 3] = [
    [
        "controller",
        "node1",
        "52:54:00:a1:9c:ae",
        "node1.example.com",
    ],
    ["worker", "node2", "5254.00b2.2f86", "node2.example.com"],
    ["worker", "node3", "52-54-00-C3-61-77", "node3.example.com"],
];

/// The lesson in place of machines.
#[component(Empty)]
pub fn empty(props: &Props) -> Html {
    html! {
        <section class="c-lesson" aria-labelledby="machines-none">
            <div>
                <h2 id="machines-none">{ "No machines yet" }</h2>
                <p>{ "A cluster needs one controller at least: a name, the MAC address of the card it boots from, and its domain. Type into the row below, or copy rows in a spreadsheet, click that row, and press " }<kbd>{ "Ctrl+V" }</kbd>{ "." }</p>
                <div class="c-actions">
                    <Button label="Add the first machine" tone={Tone::Main} onpress={props.onadd.clone()} />
                    <Button label="Add range…" onpress={props.onrange.clone()} />
                    <Button label="Import…" onpress={props.onimport.clone()} />
                </div>
            </div>
            <figure>
                <table>{ for SAMPLE.iter().map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ *cell }</td> }) }</tr> }) }</table>
                <figcaption>{ "Like so; MAC addresses in any notation." }</figcaption>
            </figure>
        </section>
    }
}
