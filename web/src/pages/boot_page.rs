//! From power on to ready: the picture, and the same as a list whose steps open the artifact that is used there.

use yew::prelude::*;

use super::store::use_store;
use crate::components::Picture;
use crate::pictures::boot::{self, Facts, Stage};
use crate::state::Action;
use crate::worker::Plan;

/// What the picture takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The cluster.
    pub plan: Plan,
}

fn facts(plan: &Plan) -> Facts {
    let machine = plan.controllers.first().cloned().unwrap_or_default();
    Facts {
        flatcar: plan.flatcar,
        script: plan.script.clone(),
        group: plan.group.clone(),
        profile: plan.profile.clone(),
        installer: plan
            .flatcar
            .then(|| format!("nodes/{machine}/install.json")),
        ignition: format!("nodes/{machine}/ignition.json"),
        machine,
    }
}

/// What a step waits for, in words.
fn waits(stages: &[Stage], stage: &Stage) -> String {
    let titles: Vec<&str> = stage
        .after
        .iter()
        .filter_map(|before| stages.get(*before))
        .map(|before| before.title)
        .collect();
    if titles.is_empty() {
        String::new()
    } else {
        format!(" Waits for: {}.", titles.join(", "))
    }
}

/// The picture and its list.
#[component(BootTimeline)]
pub fn boot_page(props: &Props) -> Html {
    let store = use_store();
    let chosen = use_state(|| None::<usize>);
    let facts = facts(&props.plan);
    let stages = boot::stages(&facts);
    let onrow = {
        let (store, chosen, stages) = (store, chosen.clone(), stages.clone());
        Callback::from(move |row: usize| {
            chosen.set(Some(row));
            let artifact = stages.get(row).and_then(|stage| stage.artifact.clone());
            let rendered =
                |path: &String| store.outcome.artifacts.iter().any(|row| row.path == *path);
            if let Some(path) = artifact.filter(rendered) {
                store.send(Action::Artifact(Some(path)));
            }
        })
    };
    let item = |(index, stage): (usize, &Stage)| {
        let onclick = onrow.reform(move |_: MouseEvent| index);
        let current = (*chosen == Some(index)).then_some("step");
        html! {
            <li>
                <button type="button" class="c-link" aria-current={current} {onclick}>{ stage.title }</button>
                { format!(" ({}): {}.{}", stage.lane.word(), stage.words, waits(&stages, stage)) }
                if let Some(path) = &stage.artifact { { " Uses " }<code>{ path }</code>{ "." } }
            </li>
        }
    };
    html! {
        <>
            <p class="c-lead">{ format!("{}, the first controller. A step opens the file that is used there.", facts.machine) }</p>
            <Picture id="boot" label="From power on to ready; the list below says the same" onrow={onrow.clone()}
                drawing={boot::draw(&stages, *chosen)} />
            <details class="c-more" open=true>
                <summary>{ "As a list" }</summary>
                <ol class="c-stages" id="stages">{ for stages.iter().enumerate().map(item) }</ol>
            </details>
        </>
    }
}
