//! The studio's frame.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{Event, WorkerLink};
use crate::worker::{Answer, Ask, Request};

/// The revision that the first question carries.
const FIRST: u64 = 1;

/// How the worker is.
#[derive(Clone, PartialEq)]
enum Engine {
    Starting,
    Runs { heard: String },
    Failed(String),
}

/// The whole page.
#[component(App)]
pub fn app() -> Html {
    let engine = use_state(|| Engine::Starting);
    let link = use_mut_ref(|| None::<Rc<WorkerLink>>);

    {
        let engine = engine.setter();
        use_effect_with((), move |()| {
            let asked = link.clone();
            let heard = Callback::from(move |event| {
                let next = match event {
                    Event::Ready => match asked.borrow().as_ref().map(|link| {
                        let ask = Ask::Echo("the worker answers".into());
                        let revision = FIRST;
                        link.send(&Request { revision, ask }.into())
                    }) {
                        Some(Err(problem)) => Engine::Failed(problem.to_string()),
                        _ => return,
                    },
                    Event::Reply(reply) if reply.word.revision < FIRST => return,
                    Event::Reply(reply) => match reply.word.answer {
                        Answer::Echo(heard) => Engine::Runs { heard },
                    },
                    Event::Failed(problem) => Engine::Failed(problem),
                };
                engine.set(next);
            });
            match WorkerLink::start(heard.clone()) {
                Ok(started) => *link.borrow_mut() = Some(Rc::new(started)),
                Err(problem) => heard.emit(Event::Failed(problem.to_string())),
            }
            move || {
                link.borrow_mut().take();
            }
        });
    }

    let (mark, text) = match &*engine {
        Engine::Starting => ("", "Starting the worker…".to_owned()),
        Engine::Runs { heard } => ("m-ok", heard.clone()),
        Engine::Failed(problem) => ("m-bad", problem.clone()),
    };
    html! {
        <main class="l-page">
            <h1>{ "Kindling" }</h1>
            <p>{ "A config studio for Kubernetes on Ignition-provisioned Linux." }</p>
            <p id="engine" role="status" class={classes!("c-pill", mark)}>{ text }</p>
        </main>
    }
}
