//! Draws a picture's description as SVG. What it says stands in words beside it, by whoever shows it.

use yew::prelude::*;

use crate::pictures::{Anchor, Drawing, Ink, Mark, Point, Shape};

/// What a picture takes.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its id in the page; no other picture has it.
    pub id: AttrValue,
    /// What it shows, one phrase.
    pub label: AttrValue,
    /// What is drawn.
    pub drawing: Drawing,
    /// Called with the row of the picture's text that was clicked.
    #[prop_or_default]
    pub onrow: Callback<usize>,
}

const fn tone(ink: Ink) -> Option<&'static str> {
    match ink {
        Ink::Plain => None,
        Ink::Soft => Some("m-soft"),
        Ink::Ember => Some("m-ember"),
    }
}

fn shape(mark: &Mark, arrow: &str) -> Html {
    let tone = tone(mark.ink);
    match &mark.shape {
        Shape::Line {
            points,
            arrow: ends,
            dashed,
        } => {
            let points: Vec<String> = points
                .iter()
                .map(|(x, y): &Point| format!("{x},{y}"))
                .collect();
            html! {
                <polyline class={classes!("c-draw-line", tone, dashed.then_some("m-dashed"))} points={points.join(" ")}
                    marker-end={ends.then(|| format!("url(#{arrow})"))} />
            }
        }
        Shape::Dot { at, radius, filled } => html! {
            <circle class={classes!("c-draw-area", tone, filled.then_some("m-filled"))}
                cx={at.0.to_string()} cy={at.1.to_string()} r={radius.to_string()} />
        },
        Shape::Bar { at, size, filled } => html! {
            <rect class={classes!("c-draw-area", tone, filled.then_some("m-filled"))} rx="4"
                x={at.0.to_string()} y={at.1.to_string()} width={size.0.to_string()} height={size.1.to_string()} />
        },
        Shape::Words {
            at,
            text,
            anchor,
            small,
        } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            html! {
                <text class={classes!("c-draw-words", tone, small.then_some("m-small"))} text-anchor={anchor}
                    x={at.0.to_string()} y={at.1.to_string()}>{ text }</text>
            }
        }
    }
}

/// A picture.
#[component(Picture)]
pub fn picture(props: &Props) -> Html {
    let (width, height) = props.drawing.size;
    let arrow = format!("{}-arrow", props.id);
    let mark = |mark: &Mark| match mark.row {
        None => shape(mark, &arrow),
        Some(row) => {
            // A convenience for the mouse: the same row is a button in the picture's text.
            let onclick = props.onrow.reform(move |_: MouseEvent| row);
            html! { <g class="c-draw-row" {onclick}>{ shape(mark, &arrow) }</g> }
        }
    };
    html! {
        <div class="c-picture" tabindex="0" role="group" aria-label={props.label.clone()}>
            <svg id={props.id.clone()} role="img" aria-label={props.label.clone()} viewBox={format!("0 0 {width} {height}")}
                width={width.to_string()} height={height.to_string()}>
                <defs>
                    <marker id={arrow.clone()} class="c-draw-arrow" viewBox="0 0 8 8" refX="7" refY="4"
                        markerWidth="7" markerHeight="7" orient="auto-start-reverse">
                        <path d="M1 1 7 4 1 7" />
                    </marker>
                </defs>
                { for props.drawing.marks.iter().map(mark) }
            </svg>
        </div>
    }
}
