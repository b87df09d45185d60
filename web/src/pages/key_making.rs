//! Making and renewing secrets: the browser gives randomness, date and RSA keys; the worker makes the document.

use std::cell::Cell;

use kindling_pki::Secret;
use yew::prelude::*;

use super::store::Store;
use crate::browser;
use crate::state::Action;
use crate::worker::{Answer, Ask, Parcel};

thread_local! {
    /// Which making is the one that counts; what comes of those that were given up is dropped.
    static ROUND: Cell<u64> = const { Cell::new(0) };
}

fn begin() -> u64 {
    ROUND.with(|round| {
        round.set(round.get() + 1);
        round.get()
    })
}

fn counts(round: u64) -> bool {
    ROUND.with(|now| now.get() == round)
}

/// Gives up what is being made.
pub fn give_up(store: &Store) {
    begin();
    store.send(Action::KeysDropped);
}

/// The size of an RSA algorithm's keys; none for keys that the worker makes itself.
fn rsa_bits(algorithm: &str) -> Option<u32> {
    algorithm.strip_prefix("rsa-")?.parse().ok()
}

/// Makes a secrets document.
pub fn make(store: &Store, algorithm: &str) {
    let round = begin();
    store.send(Action::KeysProgress { done: 0, total: 0 });
    let Some(bits) = rsa_bits(algorithm) else {
        return finish(store, round, algorithm, Vec::new());
    };
    let heard = {
        let store = store.clone();
        let algorithm = algorithm.to_owned();
        Callback::from(move |reply: Parcel<Answer>| match reply.word {
            _ if !counts(round) => {}
            Answer::KeysWanted(total) => rsa(&store, round, &algorithm, bits, total),
            other => failed(&store, &other),
        })
    };
    store.ask(
        Ask::CountKeys {
            algorithm: algorithm.to_owned(),
        },
        None,
        heard,
    );
}

fn rsa(store: &Store, round: u64, algorithm: &str, bits: u32, total: usize) {
    store.send(Action::KeysProgress { done: 0, total });
    let made = {
        let store = store.clone();
        Callback::from(move |done| {
            if counts(round) {
                store.send(Action::KeysProgress { done, total });
            }
        })
    };
    let done = {
        let store = store.clone();
        let algorithm = algorithm.to_owned();
        Callback::from(
            move |keys: Result<Vec<String>, browser::BrowserError>| match keys {
                _ if !counts(round) => {}
                Ok(keys) => finish(&store, round, &algorithm, keys),
                Err(problem) => {
                    store.send(Action::KeysDropped);
                    store.send(Action::Fail(problem.to_string()));
                }
            },
        )
    };
    browser::make_rsa(bits, total, made, done);
}

fn finish(store: &Store, round: u64, algorithm: &str, keys: Vec<String>) {
    let entropy = match browser::entropy() {
        Ok(entropy) => entropy,
        Err(problem) => {
            store.send(Action::KeysDropped);
            store.send(Action::Fail(problem.to_string()));
            return;
        }
    };
    let heard = {
        let store = store.clone();
        Callback::from(move |reply: Parcel<Answer>| match text(reply) {
            _ if !counts(round) => {}
            Ok(text) => {
                store.send(Action::Keys { text, saved: false });
                store.send(Action::Tell(
                    "Made secrets. They are in memory only: save them before you close the tab"
                        .to_owned(),
                ));
            }
            Err(answer) => failed(&store, &answer),
        })
    };
    let ask = Ask::MakeSecrets {
        algorithm: algorithm.to_owned(),
        now: browser::now(),
        entropy,
        keys,
    };
    store.ask(ask, None, heard);
}

/// Moves the date of issue of the secrets that are held.
pub fn renew(store: &Store) {
    let heard = {
        let store = store.clone();
        Callback::from(move |reply: Parcel<Answer>| match text(reply) {
            Ok(text) => {
                store.send(Action::Keys { text, saved: false });
                store.send(Action::Tell("Renewed: save the secrets again".to_owned()));
            }
            Err(answer) => store.send(Action::Fail(reason(&answer))),
        })
    };
    store.ask(
        Ask::RenewSecrets {
            now: browser::now(),
        },
        None,
        heard,
    );
}

/// The secrets document that came beside the answer.
fn text(reply: Parcel<Answer>) -> Result<Secret<String>, Answer> {
    match (reply.word, reply.bytes.map(String::from_utf8)) {
        (Answer::Secrets, Some(Ok(text))) => Ok(Secret::new(text)),
        (other, _) => Err(other),
    }
}

fn failed(store: &Store, answer: &Answer) {
    store.send(Action::KeysDropped);
    store.send(Action::Fail(reason(answer)));
}

fn reason(answer: &Answer) -> String {
    match answer {
        Answer::Refused(findings) => findings
            .first()
            .map_or_else(String::new, |finding| finding.message.clone()),
        _ => "the worker gave no secrets".to_owned(),
    }
}
