//! The focus follows the cursor. Drawing may take longer than the next key; a key that comes before the focus is where it
//! belongs is not lost.

use yew::prelude::*;

use super::{Cursor, Deed, Draft, Spot, keys, row};
use crate::browser;

/// What the newest drawing shows.
#[derive(Clone, Copy, Debug, Default)]
struct Drawn {
    call: u32,
    at: Spot,
    editing: bool,
}

/// What a key does that comes to the grid while a cell is edited, before its field has the focus.
pub fn late(event: &KeyboardEvent) -> Option<Deed> {
    let key = event.key();
    let chord = event.ctrl_key() || event.meta_key();
    if chord || event.alt_key() || key.chars().count() != 1 {
        let typed = &Draft::Typed(String::new());
        return super::cell_editor::deed(&key, chord, event.shift_key(), typed);
    }
    Some(Deed::Late(key))
}

/// Gives the focus to the active cell whenever it is called for, and hears the keys until then.
#[hook]
pub fn use_focus(cursor: &Cursor, rows: usize, on: &Callback<Deed>) {
    let focused = use_mut_ref(|| 0);
    let drawn = use_mut_ref(Drawn::default);
    *drawn.borrow_mut() = Drawn {
        call: cursor.call,
        at: cursor.head,
        editing: cursor.draft.is_some(),
    };
    {
        let focused = focused.clone();
        let id = row::cell_id(cursor.head.row, cursor.head.column);
        use_effect_with(
            (cursor.call, cursor.draft.is_some(), id, rows),
            move |(call, editing, id, _)| {
                // Called for, or the row that had the focus is gone and took it along.
                let due = focused.replace(*call) != *call || (*call > 0 && browser::focus_lost());
                if due && !*editing {
                    browser::focus_near(id);
                }
            },
        );
    }
    use_effect_with(on.clone(), move |on| {
        let on = on.clone();
        let listener = browser::on_key(Callback::from(move |event: KeyboardEvent| {
            let now = *drawn.borrow();
            if now.call == *focused.borrow() || !browser::focus_lost() {
                return;
            }
            let deed = if now.editing {
                late(&event)
            } else {
                keys::deed(&event, now.at)
            };
            if let Some(deed) = deed {
                event.prevent_default();
                on.emit(deed);
            }
        }));
        move || drop(listener)
    });
}
