//! The handful of 16 px stroke icons, as inline SVG.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// The brand: a flame on two sticks.
    Kindling,
    /// A closed lock: a secret.
    Lock,
    /// Back.
    Undo,
    /// Forward.
    Redo,
    /// Light or dark.
    Theme,
    /// Opens to the right.
    Right,
    /// Opens downwards.
    Down,
    /// Closes.
    Close,
    /// It is right.
    Check,
    /// Copies.
    Copy,
    /// Saves to a file.
    Download,
    /// A text for machines.
    Braces,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Kindling => {
                "M2.4 13.2 13.600 9.600M2.400 9.600 13.600 13.200M8 7.840c-1.600 0-2.560-.960-2.560-2.240C5.440 3.840 7.680 3.440 7.520 1.200c1.920.720 3.040 2.560 3.040 4.240 0 1.440-1.040 2.400-2.560 2.400Z"
            }
            Self::Lock => {
                "M4.500 7h7a1 1 0 0 1 1 1v4.500a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM5.500 7V5a2.500 2.500 0 0 1 5 0v2"
            }
            Self::Undo => "M6 3 2.500 6.500 6 10M2.500 6.500H9a4 4 0 0 1 0 8H7",
            Self::Redo => "M10 3l3.500 3.500L10 10M13.500 6.500H7a4 4 0 0 0 0 8h2",
            Self::Theme => {
                "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 2v12M8 5l4-1.500M8 8h6M8 11l4 1.500"
            }
            Self::Right => "M6 3.500 10.500 8 6 12.500",
            Self::Down => "M3.500 6 8 10.500 12.500 6",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Check => "M3 8.500 6.500 12 13 4.500",
            Self::Copy => "M6 5.500h6.500V14H6ZM3.500 10.500V2H10",
            Self::Braces => {
                "M6 2.500H5A1.500 1.500 0 0 0 3.500 4v2.500L2.300 8l1.200 1.500V12A1.500 1.500 0 0 0 5 13.500h1M10 2.500h1A1.500 1.500 0 0 1 12.500 4v2.500L13.700 8l-1.200 1.500V12a1.500 1.500 0 0 1-1.500 1.500h-1"
            }
            Self::Download => "M8 2v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11",
        }
    }
}

/// What an icon takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which icon.
    pub glyph: Glyph,
}

/// An icon beside words; screen readers pass it by.
#[component(Icon)]
pub fn icon(props: &Props) -> Html {
    html! {
        <svg class="c-icon" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d={props.glyph.path()} />
        </svg>
    }
}
