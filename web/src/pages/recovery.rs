//! After the program stopped: the document that was kept is offered, not opened, as it may be what stopped it.

use std::rc::Rc;

use yew::prelude::*;

use super::opening::open_text;
use super::store::use_store;
use crate::browser;
use crate::components::{Button, Modal, Tone};
use crate::state::{Action, Dialog};

/// What the dialog takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The cluster document that was kept.
    pub text: Rc<str>,
}

/// The dialog that offers it.
#[component(RecoverDialog)]
pub fn recover_dialog(props: &Props) -> Html {
    let store = use_store();
    let go_on = {
        let (store, text) = (store.clone(), Rc::clone(&props.text));
        Callback::from(move |()| open_text(&store, "the kept document", &text))
    };
    let save = {
        let (store, text) = (store.clone(), Rc::clone(&props.text));
        Callback::from(
            move |()| match browser::save("cluster.yaml", text.as_bytes()) {
                Ok(()) => store.send(Action::Tell("Saved cluster.yaml".to_owned())),
                Err(problem) => store.send(Action::Fail(problem.to_string())),
            },
        )
    };
    html! {
        <Modal title="Kindling stopped here" onclose={store.sender(|()| Action::Dialog(None))}>
            <p>{ "Something went wrong in this page before it was reloaded. The cluster document is kept as it was; secrets never are." }</p>
            <div class="c-actions">
                <Button label="Go on with the document" tone={Tone::Main} onpress={go_on} />
                <Button label="Save it as a file" onpress={save} />
                <Button label="Start afresh" onpress={store.sender(|()| Action::Dialog(Some(Dialog::Start)))} />
            </div>
        </Modal>
    }
}
