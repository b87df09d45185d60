//! What keys are made of: the browser's randomness, its clock, its RSA.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};
use yew::Callback;

use super::BrowserError;

/// 32 bytes from the browser's generator, as 64 hexadecimal digits.
///
/// # Errors
/// Where the browser has no generator.
pub fn entropy() -> Result<String, BrowserError> {
    const WANTED: &str = "give random numbers";
    let crypto = web_sys::window()
        .ok_or_else(|| BrowserError::new(WANTED, "there is no window"))?
        .crypto()
        .map_err(BrowserError::thrown(WANTED))?;
    let mut bytes = [0; 32];
    crypto
        .get_random_values_with_u8_array(&mut bytes)
        .map_err(BrowserError::thrown(WANTED))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The date and time, RFC 3339 in UTC.
pub fn now() -> String {
    let full = String::from(js_sys::Date::new_0().to_iso_string());
    // Seconds are fine enough: `2026-11-22T10:00:00.123Z` without its fraction.
    full.split_once('.')
        .map_or(full.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// Makes RSA keys off the main thread, four at a time; hears each as PKCS #8 PEM, and at last the end or the failure.
pub fn make_rsa(
    bits: u32,
    count: usize,
    made: Callback<usize>,
    done: Callback<Result<Vec<String>, BrowserError>>,
) {
    spawn_local(async move {
        let mut keys = Vec::with_capacity(count);
        while keys.len() < count {
            let batch = (count - keys.len()).min(4);
            let promises: Array = match (0..batch)
                .map(|_| generate(bits))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(promises) => promises.into_iter().collect(),
                Err(problem) => return done.emit(Err(problem)),
            };
            let pairs = match JsFuture::from(js_sys::Promise::all(&promises)).await {
                Ok(pairs) => Array::from(&pairs),
                Err(problem) => return done.emit(Err(BrowserError::thrown(WANTED)(problem))),
            };
            for pair in pairs.iter() {
                match export(pair.unchecked_into::<CryptoKeyPair>()).await {
                    Ok(pem) => keys.push(pem),
                    Err(problem) => return done.emit(Err(problem)),
                }
            }
            made.emit(keys.len());
        }
        done.emit(Ok(keys));
    });
}

const WANTED: &str = "make an RSA key";

fn subtle() -> Result<SubtleCrypto, BrowserError> {
    let window =
        web_sys::window().ok_or_else(|| BrowserError::new(WANTED, "there is no window"))?;
    window
        .crypto()
        .map(|crypto| crypto.subtle())
        .map_err(BrowserError::thrown(WANTED))
}

fn generate(bits: u32) -> Result<js_sys::Promise, BrowserError> {
    let thrown = BrowserError::thrown(WANTED);
    let algorithm = Object::new();
    let exponent = Uint8Array::from([1_u8, 0, 1].as_slice());
    let fields: [(&str, JsValue); 4] = [
        ("name", "RSASSA-PKCS1-v1_5".into()),
        ("modulusLength", bits.into()),
        ("publicExponent", exponent.into()),
        ("hash", "SHA-256".into()),
    ];
    for (name, value) in fields {
        Reflect::set(&algorithm, &name.into(), &value).map_err(&thrown)?;
    }
    let usages = Array::of2(&"sign".into(), &"verify".into());
    subtle()?
        .generate_key_with_object(&algorithm, true, &usages)
        .map_err(thrown)
}

async fn export(pair: CryptoKeyPair) -> Result<String, BrowserError> {
    let thrown = BrowserError::thrown(WANTED);
    let key: CryptoKey = Reflect::get(&pair, &"privateKey".into())
        .map_err(&thrown)?
        .unchecked_into();
    let promise = subtle()?.export_key("pkcs8", &key).map_err(&thrown)?;
    let der = Uint8Array::new(&JsFuture::from(promise).await.map_err(&thrown)?).to_vec();
    Ok(pem(&der))
}

fn pem(der: &[u8]) -> String {
    use base64::Engine;
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    let mut text = String::from("-----BEGIN PRIVATE KEY-----\n");
    let mut left = body.as_str();
    while !left.is_empty() {
        let (line, rest) = left.split_at(left.len().min(64));
        text.push_str(line);
        text.push('\n');
        left = rest;
    }
    text.push_str("-----END PRIVATE KEY-----\n");
    text
}
