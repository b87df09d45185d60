//! The Machines step: the grid with its tools, or the page of one machine.

use std::rc::Rc;

use kindling_core::model::Role;
use yew::prelude::*;

use super::machine::MachinePage;
use super::machine_advice::Advice;
use super::machine_below::Below;
use super::machine_deeds::{Scene, act};
use super::machine_empty::Empty;
use super::machine_orphans::Orphans;
use super::machine_selection::SelectionTools;
use super::machine_tools::{FILTER, Filter, Tools};
use super::store::{Store, use_store};
use crate::browser;
use crate::components::{Cursor, Deed, Draft, Grid, Move, Spot};
use crate::state::inventory::{RowId, row_ids};
use crate::state::rows::{self, NAME, Shown};
use crate::state::spots::{Spots, column_index, spot_of_path};
use crate::state::{Action, Dialog};

/// The Machines step.
#[component(MachinesPage)]
pub fn machines_page() -> Html {
    let store = use_store();
    match store.view.machine.clone() {
        Some(name) => {
            let key = name.clone();
            html! { <MachinePage {key} {name} /> }
        }
        None => html! { <Inventory /> },
    }
}

/// The rows that are shown, in their order. Rows stay where they are while they are edited.
#[hook]
fn use_order(store: &Store, filter: &Filter, spots: &Rc<Spots>) -> Rc<Vec<RowId>> {
    let document = Rc::clone(store.history.present());
    let spots = Rc::clone(spots);
    let wrong = filter.wrong.then(|| store.rendered);
    let counts = (document.controllers.len(), document.workers.len());
    use_memo((filter.clone(), counts, wrong), move |(filter, _, _)| {
        let mut order: Vec<RowId> = row_ids(&document)
            .filter(|row| filter.role.is_none_or(|role| row.role == role))
            .filter(|row| !filter.wrong || spots.is_bad(*row))
            .filter(|row| rows::matches(&document, *row, &filter.text))
            .collect();
        if let Some((column, falling)) = filter.sort {
            match column {
                Shown::Problems => order.sort_by_key(|row| spots.at(*row).is_empty() != falling),
                column => rows::sort(&document, &mut order, column, falling),
            }
        }
        order
    })
}

/// The grid with its tools.
#[component(Inventory)]
fn inventory() -> Html {
    let store = use_store();
    let document = Rc::clone(store.history.present());
    let filter = use_state(Filter::default);
    let cursor = use_state(Cursor::default);
    let typed = use_mut_ref(|| None::<String>);
    let page = use_mut_ref(|| 20_usize);
    let spots = {
        let document = Rc::clone(&document);
        use_memo((store.rendered, Rc::as_ptr(&store.outcome) as usize), {
            let outcome = Rc::clone(&store.outcome);
            move |_| Spots::of(&document, &outcome)
        })
    };
    let order = use_order(&store, &filter, &spots);
    let open_end = *filter == Filter::default();
    let now = cursor.within(order.len() + usize::from(open_end));

    // Callbacks that never change, so that rows that do not change are not drawn again.
    let latest = use_mut_ref(Callback::<Deed>::noop);
    *latest.borrow_mut() = {
        let (store, cursor, filter, typed, page) = (
            store.clone(),
            cursor.clone(),
            filter.clone(),
            Rc::clone(&typed),
            Rc::clone(&page),
        );
        let (document, order, now) = (Rc::clone(&document), Rc::clone(&order), now.clone());
        Callback::from(move |deed: Deed| {
            match &deed {
                Deed::Typed(text) => return *typed.borrow_mut() = Some(text.clone()),
                Deed::Page(rows) => return *page.borrow_mut() = *rows,
                Deed::Sort(column) => filter.set(filter.sorted(*column)),
                Deed::Find => return browser::focus_near(FILTER),
                // A second click into the field that is open already.
                Deed::Begin(_) if now.draft.is_some() => return,
                Deed::Begin(Draft::Typed(text)) => *typed.borrow_mut() = Some(text.clone()),
                Deed::Begin(Draft::Present) => *typed.borrow_mut() = None,
                _ => {}
            }
            // What was just typed over a cell is kept by whatever comes next.
            let kept = match deed {
                Deed::Begin(_) => None,
                Deed::Late(_) => typed.borrow().clone(),
                _ => typed.borrow_mut().take(),
            };
            let scene = Scene {
                document: Rc::clone(&document),
                order: Rc::clone(&order),
                open_end,
                cursor: now.clone(),
                typed: kept,
                page: *page.borrow(),
            };
            let late = matches!(deed, Deed::Late(_));
            let (next, actions) = act(&scene, deed);
            if let (true, Some(Draft::Typed(text))) = (late, &next.draft) {
                *typed.borrow_mut() = Some(text.clone());
            }
            cursor.set(next);
            for action in actions {
                store.send(action);
            }
        })
    };
    let on = use_callback((), move |deed: Deed, ()| {
        let act = latest.borrow().clone();
        act.emit(deed);
    });

    // A problem was clicked somewhere: its cell becomes the active one.
    {
        let (cursor, filter, document, order) = (
            cursor.clone(),
            filter.clone(),
            Rc::clone(&document),
            Rc::clone(&order),
        );
        use_effect_with(store.view.focus.clone(), move |focus| {
            let Some((row, column)) = focus
                .as_ref()
                .and_then(|path| spot_of_path(&document, path))
            else {
                return;
            };
            let place = order
                .iter()
                .position(|shown| *shown == row)
                .unwrap_or_else(|| {
                    filter.set(Filter::default());
                    row_ids(&document)
                        .position(|known| known == row)
                        .unwrap_or(0)
                });
            let spot = Spot {
                row: place,
                column: column_index(column),
            };
            cursor.set(cursor.over(spot, spot));
        });
    }

    let total = document.controllers.len() + document.workers.len();
    let add = {
        let (filter, cursor) = (filter.clone(), cursor);
        Callback::from(move |()| {
            filter.set(Filter::default());
            let spot = Spot {
                row: total,
                column: NAME,
            };
            cursor.set(cursor.over(spot, spot));
        })
    };
    let onrange = store.sender(|()| Action::Dialog(Some(Dialog::AddRange)));
    let onimport = store.sender(|()| Action::Dialog(Some(Dialog::Import(String::new()))));
    let ongrid = on.reform(|()| {
        let first = Spot {
            row: 0,
            column: NAME,
        };
        Deed::Go(Move::To(first), false)
    });
    let onfilter = {
        let filter = filter.clone();
        Callback::from(move |next: Filter| filter.set(next))
    };
    let scene = Scene {
        document: Rc::clone(&document),
        order: Rc::clone(&order),
        open_end,
        cursor: now.clone(),
        typed: None,
        page: 0,
    };
    let chosen = Rc::new(scene.rows());
    let go = {
        let store = store.clone();
        let document = Rc::clone(&document);
        Callback::from(move |row: RowId| {
            let list = match row.role {
                Role::Controller => "controllers",
                Role::Worker => "workers",
            };
            if crate::state::inventory::machine(&document, row).is_some() {
                store.send(Action::Jump(format!("{list}[{}].name", row.index)));
            }
        })
    };
    html! {
        <>
            <div class="c-head"><div><h1>{ "Machines" }</h1>
                <p>{ "Each row becomes one Ignition config. Paste rows from a spreadsheet, or add a range." }</p></div></div>
            // What comes and goes has a place of its own: in one list, Yew looks for the way in front of what has gone.
            <div>
                if total == 0 {
                    <Empty onadd={add} {onrange} {onimport} />
                } else {
                    <Tools filter={(*filter).clone()} onfilter={onfilter.clone()} ongrid={ongrid} onadd={add} {onrange} {onimport} />
                }
            </div>
            <Orphans document={Rc::clone(&document)} spots={Rc::clone(&spots)} send={store.sender(|action: Action| action)} />
            <div>
                if total > 0 {
                    <SelectionTools rows={chosen} document={Rc::clone(&document)} on={on.clone()} send={store.sender(|action: Action| action)} />
                }
            </div>
            <Grid document={Rc::clone(&document)} order={Rc::clone(&order)} {open_end} spots={Rc::clone(&spots)}
                cursor={now.clone()} sort={filter.sort} {on} />
            <Below filter={(*filter).clone()} shown={order.len()} {total} {onfilter} />
            if let Some(row) = order.get(now.head.row) {
                <Advice {document} row={*row} column={now.head.column} {spots} ongo={go} />
            }
        </>
    }
}
