//! What stands in the address after `#`: a step, a machine, a picture, an artifact, or a whole cluster document. Never a secret.

use kindling_core::document::{self, ClusterDocument};

use super::{Part, Side, State, Step, View};

/// In front of a document in the address.
const DOCUMENT: &str = "document=";

/// In front of a text for the workbench.
const BUTANE: &str = "butane=";

/// The words for what is open.
pub fn words(view: &View) -> String {
    let mut words = match view.step {
        Step::Deliver => view.part.slug().to_owned(),
        step => step.slug().to_owned(),
    };
    if let Some(machine) = view
        .machine
        .as_deref()
        .filter(|_| view.step == Step::Machines)
    {
        words.push('/');
        words.push_str(machine);
    }
    if let Some(artifact) = &view.artifact {
        words.push_str("?file=");
        words.push_str(artifact);
    }
    words
}

/// The state with what the words name opened. Words that name nothing change nothing.
pub fn follow(mut state: State, words: &str) -> State {
    let words = words.strip_prefix('/').unwrap_or(words);
    if let Some(text) = unpacked(BUTANE, words) {
        state.workbench = text.into();
        state.view.step = Step::Workbench;
        state.view.machine = None;
        state.view.side = Side::Form;
        state.view.dialog = None;
        return state;
    }
    let (place, artifact) = match words.split_once("?file=") {
        Some((place, artifact)) => (place, Some(artifact)),
        None => (words, None),
    };
    let (step, machine) = match (Part::from_slug(place), place.split_once('/')) {
        (Some(part), _) => {
            state.view.part = part;
            (Step::Deliver.slug(), None)
        }
        (None, Some((step, machine))) => (step, Some(machine)),
        (None, None) => (place, None),
    };
    let Some(step) = Step::from_slug(step) else {
        return state;
    };
    if state.view.step != step {
        state.view.side = Side::Form;
    }
    state.view.step = step;
    state.view.machine = machine
        .filter(|_| step == Step::Machines)
        .map(str::to_owned);
    if let Some(artifact) = artifact {
        if state.view.artifact.as_deref() != Some(artifact) {
            state.view.side = Side::Artifacts;
        }
        state.view.artifact = Some(artifact.to_owned());
    }
    state
}

/// The words of a link that carries a document. Takes the shareable document, so that nothing else can be linked.
pub fn of_document(document: &ClusterDocument) -> String {
    packed(DOCUMENT, &document::write(document))
}

/// The words of a link that carries the workbench's text and nothing else.
pub fn of_workbench(text: &str) -> String {
    packed(BUTANE, text)
}

/// The text of the document in the words, if there is one.
pub fn document(words: &str) -> Option<String> {
    unpacked(DOCUMENT, words)
}

fn packed(name: &str, text: &str) -> String {
    use base64::Engine;
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 8);
    let body = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(packed);
    format!("{name}{body}")
}

fn unpacked(name: &str, words: &str) -> Option<String> {
    use base64::Engine;
    const MOST: usize = 16 << 20;
    let body = words.strip_prefix(name)?;
    let packed = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(body)
        .ok()?;
    let text = miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, MOST).ok()?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_found_again() {
        let view = View {
            step: Step::Machines,
            machine: Some("node3".into()),
            artifact: Some("nodes/node3/ignition.json".into()),
            ..View::default()
        };
        let state = follow(State::default(), &words(&view));
        assert_eq!(state.view.machine, view.machine);
        assert_eq!(state.view.artifact, view.artifact);
        assert_eq!(state.view.step, Step::Machines);
    }

    #[test]
    fn a_link_to_an_artifact_shows_it_where_there_is_room_for_one_side() {
        let there = follow(State::default(), "network?file=assets");
        assert_eq!(there.view.side, Side::Artifacts);
        // The page writes its own address: that turns nothing.
        let mut form = there;
        form.view.side = Side::Form;
        assert_eq!(follow(form, "network?file=assets").view.side, Side::Form);
    }

    #[test]
    fn each_part_of_delivering_has_its_address() {
        for part in Part::ALL {
            let view = View {
                step: Step::Deliver,
                part,
                ..View::default()
            };
            let written = words(&view);
            assert_eq!(written, part.slug());
            let state = follow(State::default(), &format!("/{written}"));
            assert_eq!((state.view.step, state.view.part), (Step::Deliver, part));
        }
        let state = follow(State::default(), "/pictures/nothing");
        assert_eq!(state.view.step, Step::Cluster);
    }

    #[test]
    fn a_document_survives_its_link_and_nonsense_is_no_document() {
        let mut written = ClusterDocument::default();
        written.cluster_name = "mercury".into();
        let text = document(&of_document(&written)).expect("it was packed just now");
        assert!(text.contains("mercury"));
        for bad in ["", "machines", "document=", "document=!!!", "document=AAAA"] {
            assert_eq!(document(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_link_brings_its_text_to_the_workbench_and_leaves_the_document() {
        let text = "variant: fcos\nversion: 1.5.0\n# ü\n";
        let words = of_workbench(text);
        assert!(words.starts_with("butane=") && !words.contains('\n'));
        let state = follow(State::default(), &words);
        assert_eq!(state.view.step, Step::Workbench);
        assert_eq!(&*state.workbench, text);
        assert!(!state.history.can_undo());
        let state = follow(State::default(), "butane=nonsense!");
        assert_eq!(state.view.step, Step::Cluster);
    }
}
