//! What the program wrote up to the playhead, who wrote it and when.
//!
//! Nothing of it reaches the terminal as it is: control characters are shown as signs.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::action::Action;
use super::super::app::Model;
use super::super::run::Progress;
use super::super::theme::Role;
use super::{Screen, visible};
use crate::ids::{Gid, Nanos};
use crate::trace::state::model::Written;
use crate::trace::text::Time;

/// A line that was written.
struct Wrote {
    at: Nanos,
    g: Gid,
    fd: u8,
    text: String,
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let back = model.table().cursor;
    let room = area.height.saturating_sub(2) as usize;
    let lines = lines(model, room + back);
    let back = back.min(lines.len().saturating_sub(room));
    let title = match back {
        0 => "output".to_string(),
        n => format!("output  {n} lines back from the end"),
    };
    let inner = screen.block(model, &title, area);
    if lines.is_empty() {
        let text = "The program has written nothing so far.";
        screen.text(inner.x, inner.y, inner.width, text, model.theme.style(Role::Dim));
    }
    let end = lines.len() - back;
    let seen = &lines[end.saturating_sub(room)..end];
    for (wrote, y) in seen.iter().zip(inner.y..) {
        let place = Rect { y, height: 1, ..inner };
        let role = match wrote.fd {
            0 => Role::Title,
            2 => Role::Error,
            _ => Role::Text,
        };
        let who = if wrote.g.is_some() { wrote.g.to_string() } else { String::new() };
        let head = format!("{:>12} {who:<6}", Time(wrote.at).to_string());
        let sign = if wrote.fd == 0 { model.theme.letter("» ", "> ") } else { "" };
        let filter = &model.filter;
        let found = !filter.is_empty() && wrote.text.contains(filter.as_str());
        let style = model.theme.style(if found { Role::Selected } else { role });
        let line = Line::from(vec![
            Span::styled(head, model.theme.style(Role::Dim)),
            Span::styled(format!("{sign}{}", wrote.text), style),
        ]);
        screen.line(place.x, place.y, place.width, line);
        screen.zone(place, Action::GoTime(wrote.at));
    }
}

/// The last lines written, at least so many if there are.
fn lines(model: &Model, many: usize) -> Vec<Wrote> {
    let all: Vec<&Written> = model.state.written().collect();
    // From the end, as many texts as make enough lines.
    let mut known = 0;
    let enough = |written: &&&Written| {
        let found = known <= many;
        known += model.run.strings.get(written.text).matches('\n').count();
        found
    };
    let take = all.iter().rev().take_while(enough).count();
    let mut lines: Vec<Wrote> = Vec::new();
    let mut open = false;
    for written in &all[all.len() - take..] {
        add(&mut lines, &mut open, written, &model.run.strings.get(written.text));
    }
    if let Progress::Ended { last, .. } = &model.run.progress
        && model.n() == model.run.history.len()
        && !last.is_empty()
    {
        let end = Written { at: model.state.now(), fd: 2, ..Written::default() };
        add(&mut lines, &mut open, &end, last);
    }
    lines
}

/// Adds a text; `open`: the last line has not ended yet.
fn add(lines: &mut Vec<Wrote>, open: &mut bool, written: &Written, text: &str) {
    // A caption is a line of its own.
    *open &= written.fd != 0;
    for part in text.split_inclusive('\n') {
        let shown = visible(part.trim_end_matches('\n'));
        match lines.last_mut().filter(|last| *open && last.fd == written.fd) {
            Some(last) => last.text.push_str(&shown),
            None => lines.push(Wrote { at: written.at, g: written.g, fd: written.fd, text: shown }),
        }
        *open = written.fd != 0 && !part.ends_with('\n');
    }
}
