//! Who talks to whom on which port: the picture and its table.

use yew::prelude::*;

use crate::components::Picture;
use crate::pictures::topology::{self, Facts};
use crate::worker::Plan;

/// What the picture takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The cluster.
    pub plan: Plan,
}

/// The picture and its table.
#[component(Topology)]
pub fn topology_page(props: &Props) -> Html {
    let plan = &props.plan;
    let facts = Facts {
        controllers: plan.controllers.clone(),
        workers: plan.workers.clone(),
        api: plan.api.clone(),
        port: plan.port,
        network: plan.network.clone(),
        kube_proxy: plan.kube_proxy,
    };
    html! {
        <>
            <Picture id="topology" label="Who talks to whom on which port; the table below says the same" drawing={topology::draw(&facts)} />
            <details class="c-more" open=true>
                <summary>{ "As a table" }</summary>
                <div class="c-scroll" tabindex="0" role="group" aria-label="Connections">
                    <table class="c-table" id="connections">
                        <thead><tr>{ for ["From", "To", "Port", "What for"].map(|title| html! { <th scope="col">{ title }</th> }) }</tr></thead>
                        <tbody>{ for topology::connections(&facts).into_iter().map(|row| html! {
                            <tr><td>{ row.from }</td><td>{ row.to }</td><td><code>{ row.port }</code></td><td>{ row.purpose }</td></tr>
                        }) }</tbody>
                    </table>
                </div>
            </details>
        </>
    }
}
