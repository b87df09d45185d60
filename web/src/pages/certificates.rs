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
const BAR: i32 = 120;

/// The day of a moment.
fn day(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}

fn bar(axis: Option<Axis>, row: &CertificateRow) -> Html {
    let Some((from, length)) = axis.and_then(|axis| axis.bar(row, BAR)) else {
        return html! { { "no end" } };
    };
    html! {
        <svg class="c-lifetime" width={BAR.to_string()} height="12" viewBox={format!("0 0 {BAR} 12")} aria-hidden="true">
            <rect class="m-track" x="0" y="5" width={BAR.to_string()} height="2" />
            <rect x={from.to_string()} y="2" width={length.to_string()} height="8" rx="2" />
        </svg>
    }
}

fn line(axis: Option<Axis>, row: &CertificateRow) -> Html {
    let signer = match row.signer.as_str() {
        "" => "nobody: a key alone",
        signer if signer == row.name => "itself",
        signer => signer,
    };
    html! {
        <tr key={row.name.clone()} data-certificate={row.name.clone()}>
            <th scope="row"><code>{ &row.name }</code></th>
            <td class="m-wide">{ &row.purpose }</td>
            <td><code>{ &row.subject }</code></td>
            <td class="m-names">{ for row.names.iter().map(|name| html! { <code>{ name }</code> }) }</td>
            <td>{ bar(axis, row) }
                if !row.not_after.is_empty() { <span class="c-dates">{ format!("{} – {}", day(&row.not_before), day(&row.not_after)) }</span> }
            </td>
            <td>{ signer }</td>
            <td><code class="c-print">{ &row.fingerprint }</code></td>
        </tr>
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
                <table class="c-table" id="certificates">
                    <thead><tr>
                        { for ["Name", "What for", "Subject", "Names in it", "From – to", "Signed by", "SHA-256 fingerprint"]
                            .map(|title| html! { <th scope="col">{ title }</th> }) }
                    </tr></thead>
                    <tbody>{ for props.rows.iter().map(|row| line(axis, row)) }</tbody>
                </table>
            </div>
        </>
    }
}
