//! Questions to answers: a pure function, the same natively and in the page.

use super::protocol::{Answer, Ask};
use super::{Parcel, Reply, Request};

/// Answers one request. The reply carries the request's revision.
pub fn answer(request: Parcel<Request>) -> Parcel<Reply> {
    let Request { revision, ask } = request.word;
    let answer = match ask {
        Ask::Echo(text) => Answer::Echo(text),
    };
    Reply { revision, answer }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_carries_the_revision_that_asked() {
        for revision in [0, 7, u64::from(u32::MAX) + 1] {
            let ask = Ask::Echo(format!("edit {revision}"));
            let reply = answer(Request { revision, ask }.into());
            assert_eq!(reply.word.revision, revision);
            assert_eq!(reply.word.answer, Answer::Echo(format!("edit {revision}")));
        }
    }

    #[test]
    fn words_survive_the_way_as_text() {
        let request = Request {
            revision: 3,
            ask: Ask::Echo("\u{2028}\"\\ </script> \u{1f525}".into()),
        };
        let text = serde_json::to_string(&request).expect("a request has only strings and numbers");
        let back: Request = serde_json::from_str(&text).expect("it was written just now");
        assert_eq!(back, request);
    }
}
