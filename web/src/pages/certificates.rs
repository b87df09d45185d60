//! Every key and certificate as a picture and as a table. Never a key itself.

use yew::prelude::*;

use crate::browser;
use crate::components::Picture;
use crate::pictures::lifetimes::{self, Axis};
use crate::state::CertificateRow;

/// What the table takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows.
    pub rows: Vec<CertificateRow>,
}

/// How wide a bar in the table is.
const BAR: i32 = 136;

/// From so few days on, the end of a certificate stands out.
const SOON: i64 = 30;

/// The day of a moment.
fn day(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}

fn bar(axis: Option<Axis>, row: &CertificateRow) -> Html {
    let Some((from, length)) = axis.and_then(|axis| axis.bar(row, BAR)) else {
        return html! { <span class="c-faint">{ "no end" }</span> };
    };
    html! {
        <svg class="c-lifetime" width={BAR.to_string()} height="12" viewBox={format!("0 0 {BAR} 12")} aria-hidden="true">
            <rect class="m-track" x="0" y="5" width={BAR.to_string()} height="2" />
            <rect x={from.to_string()} y="2" width={length.to_string()} height="8" rx="2" />
        </svg>
    }
}

/// The colons that people read fingerprints by.
fn spaced(fingerprint: &str) -> String {
    let letters: Vec<char> = fingerprint.chars().collect();
    let pairs: Vec<String> = letters
        .chunks(2)
        .map(|pair| pair.iter().collect())
        .collect();
    pairs.join(":")
}

fn line(axis: Option<Axis>, row: &CertificateRow, now: &str) -> Html {
    let signer = match row.signer.as_str() {
        "" => html! { <span class="c-faint">{ "a key alone" }</span> },
        signer if signer == row.name => html! { "itself" },
        signer => html! { <code>{ signer }</code> },
    };
    let left = lifetimes::days_left(row, now);
    html! {
        <tr key={row.name.clone()} data-certificate={row.name.clone()}>
            <th scope="row"><code>{ &row.name }</code><span class="c-purpose">{ &row.purpose }</span>
                if !row.subject.is_empty() { <code class="c-print">{ &row.subject }</code> }
                if !row.fingerprint.is_empty() {
                    <details class="c-finger"><summary>{ "SHA-256 fingerprint" }</summary><code class="c-print">{ spaced(&row.fingerprint) }</code></details>
                }
            </th>
            <td class="m-names">{ for row.names.iter().map(|name| html! { <code>{ name }</code> }) }</td>
            <td>{ bar(axis, row) }
                if !row.not_after.is_empty() { <span class="c-dates">{ format!("{} – {}", day(&row.not_before), day(&row.not_after)) }</span> }
                if let Some(left) = left { <span class={classes!("c-dates", (left < SOON).then_some("m-soon"))}>{ words(left) }</span> }
            </td>
            <td>{ signer }</td>
        </tr>
    }
}

/// When it ends, in words.
fn words(days: i64) -> String {
    match days {
        ..0 => format!("ended {} days ago", -days),
        0 => "ends today".to_owned(),
        1 => "1 day left".to_owned(),
        2..730 => format!("{days} days left"),
        _ => format!("{} years left", days / 365),
    }
}

/// Every key and certificate.
#[component(Certificates)]
pub fn certificates(props: &Props) -> Html {
    let now = browser::now();
    let axis = Axis::of(&props.rows, &now);
    html! {
        <>
            <h2>{ "Lifetimes" }</h2>
            if let Some(drawing) = lifetimes::draw(&props.rows, &now) {
                <Picture id="lifetimes" label="Lifetimes of the certificates on a common time axis; the table below has the dates" {drawing} />
            }
            <h2 id="certificates-title">{ "Keys and certificates" }</h2>
            <div class="c-scroll" tabindex="0" role="group" aria-labelledby="certificates-title">
                <table class="c-table m-certificates" id="certificates">
                    <thead><tr>
                        { for ["What it is for", "Names in it", "From – to", "Signed by"]
                            .map(|title| html! { <th scope="col">{ title }</th> }) }
                    </tr></thead>
                    <tbody>{ for props.rows.iter().map(|row| line(axis, row, &now)) }</tbody>
                </table>
            </div>
        </>
    }
}
