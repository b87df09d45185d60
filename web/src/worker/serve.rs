//! The worker's loop: hear a message, answer it, until the page ends it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::engine::Engine;
use super::{Answer, Parcel, Signal};

/// Listens for requests for as long as the worker lives, and says that it does.
pub fn serve(scope: &DedicatedWorkerGlobalScope) {
    let panics = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        say(&panics, &Signal::Failed(info.to_string()).into());
    }));

    let speaker = scope.clone();
    let mut engine = Engine::default();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match Parcel::from_message(&event.data()) {
            Ok(request) => {
                let began = now(&speaker);
                let Parcel { mut word, bytes } = engine.answer(request);
                if let Answer::Rendered(news) = &mut word.answer {
                    news.microseconds = elapsed(began, now(&speaker));
                }
                let word = Signal::Reply(word);
                say(&speaker, &Parcel { word, bytes });
            }
            Err(problem) => say(&speaker, &Signal::Failed(problem).into()),
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    say(scope, &Signal::Ready.into());
}

/// Milliseconds since the worker began.
fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// Whole microseconds between two such times.
fn elapsed(began: f64, ended: f64) -> u64 {
    ((ended - began) * 1_000.0) as u64
}

/// Sends a signal to the page. What cannot be sent is told to the console, the
/// one place left.
fn say(scope: &DedicatedWorkerGlobalScope, signal: &Parcel<Signal>) {
    let sent = signal.to_message().and_then(|(message, moved)| {
        scope
            .post_message_with_transfer(&message, &moved)
            .map_err(|error| format!("{error:?}"))
    });
    if let Err(problem) = sent {
        web_sys::console::error_1(&problem.into());
    }
}
