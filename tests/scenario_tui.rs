//! The tour in the terminal UI, and the gallery of scenarios.

#[path = "tui/support.rs"]
mod support;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use gmpsim::scenario::Stop;
use gmpsim::scenario::moment::Moment;
use gmpsim::scenario::tour::Tour;
use gmpsim::trace::event::EventKind;
use gmpsim::tui::action::Action;
use gmpsim::tui::app::Model;
use gmpsim::tui::gallery::{EXAMPLES, Gallery};
use gmpsim::tui::theme::{Palette, Theme};
use gmpsim::tui::update::update;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support::{STEALING, model, screen, toured};

fn with_tour(stops: &[(&str, &str)]) -> Model {
    let stop = |(at, say): &(&str, &str)| Stop {
        at: Moment::parse(at).expect("a moment"),
        say: say.to_string(),
    };
    toured(STEALING, 4, Tour::new(stops.iter().map(stop).collect()))
}

fn what(model: &Model) -> EventKind {
    model.event().expect("an event has happened").kind
}

#[test]
fn the_tour_stops_at_its_moments() {
    let mut model = with_tour(&[
        ("first RunqSteal", "half of the queue"),
        ("start", "it begins"),
        ("2nd RunqSteal", "again"),
        ("last Output", "it prints"),
        ("end", "the end"),
        ("first RunqOverflow", "never"),
    ]);
    update(&mut model, Action::Tour { back: false });
    assert!(matches!(what(&model), EventKind::RunqSteal { .. }));
    let steal = model.n();
    assert!(screen(&model, 120, 40).contains("tour 1/6: half of the queue"));
    update(&mut model, Action::Tour { back: false });
    assert!(matches!(what(&model), EventKind::RunqSteal { .. }) && model.n() > steal);
    // Between two stops the last one stands there still.
    let next = model.n() + 1;
    update(&mut model, Action::Go(next));
    assert!(screen(&model, 120, 40).contains("tour 3/6: again"));
    update(&mut model, Action::Tour { back: false });
    assert!(matches!(what(&model), EventKind::Output { .. }));
    update(&mut model, Action::Tour { back: false });
    assert_eq!(model.n(), model.run.history.len());
    update(&mut model, Action::Tour { back: false });
    assert_eq!(model.message.as_deref(), Some("that was the last stop of the tour"));
    for _ in 0..9 {
        update(&mut model, Action::Tour { back: true });
    }
    assert_eq!(model.n(), 1);
    assert!(screen(&model, 120, 40).contains("tour 2/6: it begins"));
    // What if: the tour is followed through the other run, too.
    update(&mut model, Action::Procs(-1));
    update(&mut model, Action::First);
    update(&mut model, Action::Tour { back: false });
    assert!(matches!(what(&model), EventKind::RunqSteal { .. }));
}

#[test]
fn times_and_statuses_are_moments_too() {
    let mut model = with_tour(&[("t=50us", "late"), ("G1 blocks", "waits")]);
    update(&mut model, Action::Tour { back: false });
    let first = model.n();
    update(&mut model, Action::Tour { back: false });
    let second = model.n();
    let mut at = [first, second].map(|n| model.run.history.events()[n - 1]);
    at.sort_by_key(|e| !matches!(e.kind, EventKind::GoBlock { .. }));
    assert!(matches!(at[0].kind, EventKind::GoBlock { .. }) && at[0].g.0 == 1);
    assert!(at[1].at >= 50_000);
}

/// What the runtime does before the program's first line is no moment of a tour.
#[test]
fn a_tour_begins_with_the_program() {
    let mut model = with_tour(&[("first GoCreate", "main says go"), ("last GoLock", "never")]);
    update(&mut model, Action::Tour { back: false });
    let event = *model.event().expect("an event has happened");
    assert!(matches!(event.kind, EventKind::GoCreate { .. }) && event.line > 0, "{event:?}");
    update(&mut model, Action::Tour { back: false });
    assert_eq!(model.message.as_deref(), Some("that was the last stop of the tour"));
}

#[test]
fn without_a_tour_nothing_moves() {
    let mut model = model(STEALING);
    update(&mut model, Action::Tour { back: false });
    assert_eq!(model.n(), 1);
    assert_eq!(model.message.as_deref(), Some("there is no tour through this program"));
}

fn drawn(gallery: &Gallery, width: u16, height: u16) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    gallery.draw(&mut buf);
    let row = |y| (0..width).map(|x| buf[(x, y)].symbol().to_string()).collect::<String>();
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_gallery_shows_all_and_gives_what_is_chosen() {
    let theme = Theme { palette: Palette::None, ascii: true, ..Theme::default() };
    let press = |gallery: &mut Gallery, code| gallery.key(KeyEvent::new(code, KeyModifiers::NONE));
    let mut gallery = Gallery::new(theme);
    press(&mut gallery, KeyCode::End);
    let last = &EXAMPLES[EXAMPLES.len() - 1];
    assert!(drawn(&gallery, 80, 6).contains("larger"), "a low window says so");
    // However low the window may be: the cursor's line is seen.
    for height in [20, 24, 60] {
        let name = last.name.trim_end_matches(".go");
        assert!(drawn(&gallery, 80, height).contains(name), "{height}");
    }
    drawn(&gallery, 3, 2);
    press(&mut gallery, KeyCode::Enter);
    let chosen = gallery.take().expect("it was chosen");
    assert_eq!((chosen.name.as_str(), chosen.source.as_str()), (last.name, last.text));
    let mut gallery = Gallery::new(theme);
    press(&mut gallery, KeyCode::Up);
    press(&mut gallery, KeyCode::Char('q'));
    assert!(gallery.quit && gallery.take().is_none());
}
