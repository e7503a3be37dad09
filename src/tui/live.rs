//! The loop: waits for keys and time, does what they mean, draws when something has changed.
//!
//! The only part of the UI that reads the real clock: how much of it went by is told to
//! [`super::update`]. Next: [`super::terminal`].

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;

use super::action::Action;
use super::app::Model;
use super::gallery::Gallery;
use super::terminal::Screen;
use super::update::update;
use super::{input, view};
use crate::scenario::Scenario;

/// Between two frames while playing.
const FRAME: Duration = Duration::from_millis(33);

/// Between two looks whether a signal has come, while nothing happens.
const IDLE: Duration = Duration::from_millis(250);

/// Shows the model until the user leaves.
pub fn watch(screen: &mut Screen, model: &mut Model) -> io::Result<()> {
    let size = screen.size()?;
    update(model, Action::Size(size.width, size.height));
    let mut zones = draw(screen, model)?;
    let mut last = Instant::now();
    while !model.quit && !screen.asked_to_end() {
        let wait = if model.play.on { FRAME.saturating_sub(last.elapsed()) } else { IDLE };
        let mut changed = screen.called_back()?;
        let mut more = event::poll(wait)?;
        // All that waits is done before it is drawn: held keys do not lag behind.
        while more {
            if let Some(action) = action(model, event::read()?, &zones) {
                update(model, action);
                changed = true;
            }
            more = !model.quit && event::poll(Duration::ZERO)?;
        }
        if std::mem::take(&mut model.suspend) {
            screen.suspend()?;
            last = Instant::now();
        }
        if model.play.on && last.elapsed() >= FRAME {
            let before = model.n();
            update(model, Action::Tick(last.elapsed()));
            changed |= model.n() != before || !model.play.on;
            last = Instant::now();
        } else if !model.play.on {
            last = Instant::now();
        }
        if changed {
            zones = draw(screen, model)?;
        }
    }
    Ok(())
}

/// Shows the gallery until something is chosen, or the user leaves: then it is nothing.
pub fn choose(screen: &mut Screen, gallery: &mut Gallery) -> io::Result<Option<Scenario>> {
    while !gallery.quit {
        if let Some(chosen) = gallery.take() {
            return Ok(Some(chosen));
        }
        let mut zones = Vec::new();
        screen.draw(|buf| zones = gallery.draw(buf))?;
        while !event::poll(IDLE)? {
            if screen.asked_to_end() {
                return Ok(None);
            }
            if screen.called_back()? {
                break;
            }
        }
        if !event::poll(Duration::ZERO)? {
            continue;
        }
        match event::read()? {
            Event::Key(key) if key == KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL) => {
                screen.suspend()?;
            }
            Event::Key(key) if key.kind != KeyEventKind::Release => gallery.key(key),
            Event::Mouse(mouse) => {
                if let Some(action) = input::mouse(mouse, &zones) {
                    gallery.click(&action);
                }
            }
            _ => {}
        }
    }
    Ok(None)
}

fn action(model: &Model, event: Event, zones: &[(Rect, Action)]) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => input::key(model, key),
        Event::Mouse(mouse) => input::mouse(mouse, zones),
        Event::Resize(width, height) => Some(Action::Size(width, height)),
        _ => None,
    }
}

fn draw(screen: &mut Screen, model: &Model) -> io::Result<Vec<(Rect, Action)>> {
    let mut zones = Vec::new();
    screen.draw(|buf| zones = view::draw(model, buf))?;
    Ok(zones)
}
