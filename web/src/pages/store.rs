//! The store: the one place that holds the state and speaks with the worker.
//!
//! Pages take a [`Store`] from the context, read its state, and `send` actions or `ask` the worker. The store asks for a
//! rendering whenever the revision has moved on: one at a time, the newest only.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::Rc;

use kindling_core::document::{self, ClusterDocument};
use yew::prelude::*;

use crate::browser::{Event, WorkerLink};
use crate::state::news::Told;
use crate::state::{self, Action, Finding, Keys, Severity, State, Subject};
use crate::worker::{Answer, Ask, Parcel, Request};

/// The state as Yew keeps it.
#[derive(Debug, Default)]
pub struct Shared(Rc<State>);

impl Reducible for Shared {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(Rc::new(state::apply(&self.0, action))))
    }
}

type Heard = Callback<Parcel<Answer>>;

/// The worker and who waits for its answers, which come in the order of the questions.
#[derive(Default)]
struct Line {
    link: Option<WorkerLink>,
    waiting: VecDeque<Heard>,
    /// What it told of artifacts: it tells only what is another.
    told: Told,
    /// What it was asked about is written anew only where it is another.
    writer: document::Writer<Rc<ClusterDocument>>,
    rendering: bool,
    asked: u64,
    /// How many times in a row the worker died.
    deaths: u32,
    /// The newest revision that was to be rendered.
    wanted: u64,
    /// What that was when the worker died last.
    died_at: u64,
}

impl Line {
    /// Takes the dead worker away; gives those who wait for its answers.
    fn bury(&mut self) -> VecDeque<Heard> {
        let dead = std::mem::take(self);
        self.deaths = dead.deaths + 1;
        self.wanted = dead.wanted;
        self.died_at = dead.wanted;
        dead.waiting
    }

    /// Whether the worker was given up, and a newer revision makes another one worth a try.
    fn is_worth_a_try(&mut self, revision: u64) -> bool {
        self.wanted = revision;
        self.link.is_none() && self.deaths > RESTARTS && revision > self.died_at
    }
}

/// How many times in a row a dead worker is started again for the same document.
const RESTARTS: u32 = 3;

/// The answer to those who waited for a worker that died.
fn bereft() -> Parcel<Answer> {
    Parcel {
        word: Answer::Refused(vec![Finding {
            code: "studio/stopped".to_owned(),
            severity: Severity::Error,
            subject: Subject::Cluster,
            path: String::new(),
            position: None,
            message: "the worker stopped before it answered".to_owned(),
            hints: vec!["try it again".to_owned()],
        }]),
        bytes: None,
    }
}

/// The state, and the way to change it and to ask the worker.
///
/// It holds the state of one drawing, not the handle to the newest one: two of
/// them differ when something changed, and pages are drawn again.
#[derive(Clone)]
pub struct Store {
    state: Rc<State>,
    dispatcher: UseReducerDispatcher<Shared>,
    line: Rc<RefCell<Line>>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.line, &other.line) && Rc::ptr_eq(&self.state, &other.state)
    }
}

impl Deref for Store {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl Store {
    /// Changes the state.
    pub fn send(&self, action: Action) {
        self.dispatcher.dispatch(action);
    }

    /// A callback that changes the state by what it is given.
    pub fn sender<T: 'static>(&self, action: impl Fn(T) -> Action + 'static) -> Callback<T> {
        let dispatcher = self.dispatcher.clone();
        Callback::from(move |value| dispatcher.dispatch(action(value)))
    }

    /// Asks the worker; the answer comes to the callback, with the bytes beside it.
    pub fn ask(&self, ask: Ask, bytes: Option<Vec<u8>>, heard: Heard) {
        let revision = self.revision;
        self.ask_for(revision, ask, bytes, heard);
    }

    fn ask_for(&self, revision: u64, ask: Ask, bytes: Option<Vec<u8>>, heard: Heard) {
        let word = Request { revision, ask };
        let mut line = self.line.borrow_mut();
        let Some(link) = &line.link else {
            drop(line);
            self.send(Action::Fail("the worker is not running".to_owned()));
            return;
        };
        match link.send(&Parcel { word, bytes }) {
            Ok(()) => line.waiting.push_back(heard),
            Err(problem) => {
                drop(line);
                self.send(Action::EngineFailed(problem.to_string()));
            }
        }
    }

    /// Asks for a rendering of the newest revision, unless one is under way or nothing moved.
    fn keep_up(&self) {
        let (idle, stale) = {
            let line = self.line.borrow();
            (
                line.link.is_some() && !line.rendering,
                line.asked < self.revision,
            )
        };
        if !idle || !stale {
            return;
        }
        let document = {
            let mut line = self.line.borrow_mut();
            line.rendering = true;
            line.asked = self.revision;
            line.writer.write(self.history.present())
        };
        let revision = self.revision;
        let ask = Ask::Render {
            document,
            snippets: (*self.snippet_files).clone(),
        };
        let dispatcher = self.dispatcher.clone();
        let line = Rc::clone(&self.line);
        let heard = Callback::from(move |reply: Parcel<Answer>| {
            let mut now = line.borrow_mut();
            now.rendering = false;
            if let Answer::Rendered(news) = reply.word {
                if revision > now.died_at {
                    now.deaths = 0;
                }
                let outcome = now.told.hear(*news);
                drop(now);
                dispatcher.dispatch(Action::Rendered(revision, Box::new(outcome)));
            }
        });
        self.ask_for(revision, ask, None, heard);
    }

    /// Gives the worker the secrets the page holds, or takes them away.
    fn hand_over_secrets(&self) {
        let bytes = match &self.keys {
            Keys::Held { text, .. } => Some(text.expose().clone().into_bytes()),
            Keys::None | Keys::Making { .. } => None,
        };
        let dispatcher = self.dispatcher.clone();
        let heard = Callback::from(move |reply: Parcel<Answer>| {
            if let Answer::Refused(findings) = reply.word {
                let text = findings
                    .first()
                    .map_or_else(String::new, |finding| finding.message.clone());
                dispatcher.dispatch(Action::Fail(format!("the secrets were refused: {text}")));
            }
        });
        self.ask(Ask::HoldSecrets, bytes, heard);
    }
}

/// Makes the store and keeps the worker alive. Called once, by the frame.
#[hook]
pub fn use_studio(begin: fn() -> State) -> Store {
    let state = use_reducer(move || Shared(Rc::new(begin())));
    let line = use_mut_ref(Line::default);
    let store = Store {
        state: Rc::clone(&state.0),
        dispatcher: state.dispatcher(),
        line: Rc::clone(&line),
    };

    // The worker: started now, and again when it dies. `epoch` grows with each start.
    let epoch = use_state(|| 0_u32);
    {
        let dispatcher = state.dispatcher();
        let line = Rc::clone(&line);
        let epoch_now = *epoch;
        let next_epoch = epoch.setter();
        use_effect_with(epoch_now, move |_| {
            let heard = {
                let line = Rc::clone(&line);
                let dispatcher = dispatcher.clone();
                Callback::from(move |event| match event {
                    Event::Ready => dispatcher.dispatch(Action::EngineReady),
                    Event::Reply(reply) => {
                        let heard = line.borrow_mut().waiting.pop_front();
                        if let Some(heard) = heard {
                            heard.emit(Parcel {
                                word: reply.word.answer,
                                bytes: reply.bytes,
                            });
                        }
                    }
                    Event::Failed(problem) => {
                        let waiting = line.borrow_mut().bury();
                        for heard in waiting {
                            heard.emit(bereft());
                        }
                        let again = if line.borrow().deaths <= RESTARTS {
                            next_epoch.set(epoch_now + 1);
                            "It is started again"
                        } else {
                            "It is started again with the next change"
                        };
                        dispatcher.dispatch(Action::Fail(format!(
                            "The worker stopped: {problem}. {again}; the document is untouched"
                        )));
                        dispatcher.dispatch(Action::EngineFailed(problem));
                    }
                })
            };
            match WorkerLink::start(heard) {
                Ok(link) => line.borrow_mut().link = Some(link),
                Err(problem) => dispatcher.dispatch(Action::EngineFailed(problem.to_string())),
            }
        });
    }

    // Secrets first, so that the rendering that follows has them. A pointer tells one document from the next.
    let held = match &store.keys {
        Keys::Held { text, .. } => Rc::as_ptr(text) as usize,
        Keys::None | Keys::Making { .. } => 0,
    };
    {
        let store = store.clone();
        use_effect_with((held, *epoch), move |(held, epoch)| {
            if *held != 0 || *epoch > 0 || store.revision > 0 {
                store.hand_over_secrets();
            }
        });
    }
    {
        let store = store.clone();
        let answered = store.rendered;
        let next_epoch = epoch.setter();
        use_effect_with(
            (store.revision, answered, *epoch),
            move |(revision, _, now)| {
                if store.line.borrow_mut().is_worth_a_try(*revision) {
                    next_epoch.set(now + 1);
                } else {
                    store.keep_up();
                }
            },
        );
    }
    store
}

/// The store, in any page below the frame.
#[hook]
pub fn use_store() -> Store {
    use_context::<Store>().expect("the frame provides the store to every page")
}
