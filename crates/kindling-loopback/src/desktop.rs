//! Showing the page: the desktop's own opener, where there is a desktop.

use std::env;
use std::io;
use std::process::{Command, Stdio};

/// Whether the desktop was asked to open the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The opener was started; what it does is the desktop's affair.
    Asked,
    /// There is no screen here: a server, a container, a remote shell.
    NoScreen,
}

/// Asks the desktop to open an address in the person's browser.
///
/// # Errors
/// Where there is a screen and the opener cannot be started.
pub fn show(url: &str) -> io::Result<Shown> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else if ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|screen| !screen.is_empty()))
    {
        "xdg-open"
    } else {
        return Ok(Shown::NoScreen);
    };
    Command::new(opener)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Shown::Asked)
}
