//! The policy of the page: what the browser may do for it, which is little.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The content security policy for a page with these scripts and styles.
///
/// Nothing may be connected to, loaded or framed. `'wasm-unsafe-eval'` lets the
/// page compile the WASM that it carries; `worker-src blob:` lets it start the
/// worker that it carries.
pub fn policy(scripts: &[&str], styles: &[&str]) -> String {
    let scripts = hashes(scripts);
    let styles = hashes(styles);
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'wasm-unsafe-eval'{scripts}"),
        format!("style-src{styles}"),
        "img-src data:".to_owned(),
        "worker-src blob:".to_owned(),
        "connect-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
    ]
    .join("; ")
}

fn hashes(texts: &[&str]) -> String {
    texts
        .iter()
        .map(|text| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_and_style_is_named_by_its_hash_and_nothing_else_is_let_in() {
        // `printf 'alert(1)' | openssl dgst -sha256 -binary | base64`
        let policy = policy(&["alert(1)"], &[]);
        assert_eq!(
            policy,
            "default-src 'none'; \
             script-src 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; \
             style-src; img-src data:; worker-src blob:; connect-src 'none'; \
             base-uri 'none'; form-action 'none'"
        );
    }
}
