//! A word and, beside it, bytes: what one message carries.
//!
//! The word travels as JSON text. Bytes (an archive, an opened file) travel as
//! an `ArrayBuffer` that is moved, not copied.

use js_sys::{Array, JsString, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// A word with the bytes that belong to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel<T> {
    /// What is said.
    pub word: T,
    /// What is too large for words; often nothing.
    pub bytes: Option<Vec<u8>>,
}

impl<T> From<T> for Parcel<T> {
    fn from(word: T) -> Self {
        Self { word, bytes: None }
    }
}

impl<T: Serialize> Parcel<T> {
    /// The message `[text, bytes?]` and the list of what moves with it.
    ///
    /// # Errors
    /// Where the word cannot be written as JSON.
    pub fn to_message(&self) -> Result<(JsValue, JsValue), String> {
        let text = serde_json::to_string(&self.word).map_err(|error| error.to_string())?;
        let message = Array::of1(&JsValue::from_str(&text));
        let moved = Array::new();
        if let Some(bytes) = &self.bytes {
            let array = Uint8Array::from(bytes.as_slice());
            moved.push(&array.buffer());
            message.push(&array);
        }
        Ok((message.into(), moved.into()))
    }
}

impl<T: DeserializeOwned> Parcel<T> {
    /// Reads what [`Parcel::to_message`] wrote.
    ///
    /// # Errors
    /// Where the message is not such a list, or its text is not such a word.
    pub fn from_message(message: &JsValue) -> Result<Self, String> {
        let parts: &Array = message
            .dyn_ref()
            .ok_or_else(|| "a message that is no list".to_owned())?;
        let text: String = parts
            .get(0)
            .dyn_ref::<JsString>()
            .map(String::from)
            .ok_or_else(|| "a message without text".to_owned())?;
        let word = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let bytes = parts.get(1).dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
        Ok(Self { word, bytes })
    }
}
