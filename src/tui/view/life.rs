//! One goroutine's life: who made it, what it did from when to when, and why.
//!
//! Next: [`crate::trace::life`].

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::action::Action;
use super::super::app::Model;
use super::super::theme::Role;
use super::Screen;
use crate::ids::{Gid, Nanos};
use crate::trace::life::{Life, life};
use crate::trace::state::model::GStatus;
use crate::trace::text::Time;
use crate::trace::timeline::GDoes;

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect, gid: Gid) {
    let Some(g) = model.state.g(gid) else {
        screen.block(model, &format!("{gid} does not exist yet"), area);
        return;
    };
    let func = model.run.strings.get(g.func);
    let inner = screen.block(model, &format!("life of {gid}  {func}"), area);
    let Some(life) = life(model.run.timeline(), gid, model.n(), model.state.now()) else { return };
    let theme = &model.theme;
    let mut y = inner.y;
    let mut head = |text: &str, role| {
        screen.text(inner.x, y, inner.width, text, theme.style(role));
        y += 1;
    };
    head(&ancestors(model, gid), Role::Text);
    let [runnable, running, syscall, waiting] = g.totals_at(model.state.now()).map(Time);
    head(
        &format!(
            "running {running}, runnable {runnable}, waiting {waiting}, in system calls {syscall}"
        ),
        Role::Dim,
    );
    let mut lines = story(&life);
    // Of events at this same time, those after the playhead have not happened yet.
    if let Some(StoryLine { told: Told::Does(does, 0), .. }) = lines.last()
        && does.status != g.status
    {
        lines.pop();
    }
    let room = inner.bottom().saturating_sub(y) as usize;
    for (line, y) in lines[lines.len().saturating_sub(room)..].iter().zip(y..) {
        let place = Rect { y, height: 1, ..inner };
        line.draw(model, screen, place);
    }
}

/// "made by G3 (line 12), made by G1": who made it, and who made those.
fn ancestors(model: &Model, gid: Gid) -> String {
    let mut text = Vec::new();
    let mut at = gid;
    while let Some(g) = model.state.g(at).filter(|_| text.len() < 6) {
        text.push(match (g.by.is_some(), g.made_line) {
            (true, 0) => format!("made by {}", g.by),
            (true, line) => format!("made by {} (line {line})", g.by),
            (false, _) => "made by the runtime".to_string(),
        });
        at = g.by;
    }
    text.join(", ")
}

enum Told {
    Does(GDoes, Nanos),
    Because(String, &'static str, usize),
}

struct StoryLine {
    at: Nanos,
    told: Told,
}

/// Segments and causes in one order of time; a cause comes before what follows from it.
fn story(life: &Life) -> Vec<StoryLine> {
    let causes = life.causes.iter().map(|c| StoryLine {
        at: c.at,
        told: Told::Because(c.cause.to_string(), c.cause.rule().id, c.n),
    });
    let segments = life
        .segments
        .iter()
        .map(|s| StoryLine { at: s.from, told: Told::Does(s.does, s.length()) });
    let mut lines: Vec<StoryLine> = causes.chain(segments).collect();
    lines.sort_by_key(|line| line.at);
    lines
}

impl StoryLine {
    fn draw(&self, model: &Model, screen: &mut Screen, place: Rect) {
        let theme = &model.theme;
        let at =
            Span::styled(format!("{:>12}  ", Time(self.at).to_string()), theme.style(Role::Dim));
        let line = match &self.told {
            Told::Does(does, length) => {
                let role = match does.status {
                    GStatus::Running => Role::Running,
                    GStatus::Runnable => Role::Runnable,
                    GStatus::Syscall => Role::Syscall,
                    GStatus::Waiting => Role::of_wait(does.reason),
                    GStatus::Dead | GStatus::Absent => Role::Dead,
                };
                let text = match does.status {
                    GStatus::Dead => does.to_string(),
                    _ => format!("{does} for {}", Time(*length)),
                };
                screen.zone(place, Action::GoTime(self.at));
                Line::from(vec![at, Span::styled(text, theme.style(role))])
            }
            Told::Because(text, rule, n) => {
                screen.zone(place, Action::Go(*n));
                let sign = theme.letter("↳", ">");
                Line::from(vec![
                    at,
                    Span::styled(format!("{sign} {text}"), theme.style(Role::Text)),
                    Span::styled(format!("  {rule}"), theme.style(Role::Dim)),
                ])
            }
        };
        screen.line(place.x, place.y, place.width, line);
    }
}
