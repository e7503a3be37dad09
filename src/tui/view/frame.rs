//! What is around every view: the line at the top, why, the line of keys at the bottom.
//!
//! Next: [`super::why`], [`super::help`].

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::action::Action;
use super::super::app::{Model, PromptKind, SPEEDS, View};
use super::super::input;
use super::super::run::Progress;
use super::super::theme::{Role, Theme};
use super::{Screen, body, help, why};
use crate::policy::Switch;
use crate::trace::text::{Time, count};

/// The smallest terminal that is drawn on.
pub const SMALLEST: (u16, u16) = (60, 20);

/// From so many columns on, words are written in full.
const WIDE: u16 = 100;

/// Draws the whole screen.
pub fn draw(model: &Model, screen: &mut Screen) {
    let area = screen.buf.area;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return too_small(&model.theme, screen, area);
    }
    top(model, screen, Rect { height: 1, ..area });
    tabs(model, screen, Rect { y: area.y + 1, height: 1, ..area });
    let why_height = why_height(model, area.height);
    let body_height = area.height - 3 - why_height;
    body(model, screen, Rect { y: area.y + 2, height: body_height, ..area });
    why::draw(model, screen, Rect { y: area.y + 2 + body_height, height: why_height, ..area });
    bottom(model, screen, Rect { y: area.bottom() - 1, height: 1, ..area });
    if model.help {
        help::draw(model, screen, area);
    }
}

/// How high the explanation is on a screen of that height.
pub fn why_height(model: &Model, screen: u16) -> u16 {
    let tour = if model.run.tour().is_empty() { 0 } else { 2 };
    tour + if screen < 30 { 5 } else { 6 }
}

/// Says so where there is no room.
pub fn too_small(theme: &Theme, screen: &mut Screen, area: Rect) {
    let ((w, h), x) = (SMALLEST, theme.letter("×", "x"));
    let lines = [
        format!("This terminal is {} {x} {}.", area.width, area.height),
        format!("gmpsim needs {w} {x} {h}: please"),
        "make the window larger (q quits).".to_string(),
    ];
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        screen.text(area.x, y, area.width, line, theme.style(Role::Text));
    }
}

/// A number with its thousands apart.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn top(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let settings = model.run.settings;
    let procs = model.state.procs();
    let no = |switch: Switch| format!(" · no {}", switch.rule());
    let off = settings.policy.switches().map(no).collect::<String>();
    let seed = if model.run.seeded() {
        format!("seed {}", settings.seed)
    } else {
        "real threads".to_string()
    };
    let machine = match &*model.run.program.machine {
        "" => String::new(),
        known => format!(" · {known}"),
    };
    // In the order of their worth, so that what has no room is missed least.
    let left = [
        (model.run.program.name.clone(), Role::Text),
        (format!("  {} · {seed}", count(procs, "P")), Role::Dim),
        (off, Role::Error),
        (machine, Role::Dim),
        (" · Go 1.27".into(), Role::Dim),
    ];
    let rate = match SPEEDS[model.play.speed] {
        0 => "max".to_string(),
        1_000_000 => "1M/s".to_string(),
        n if n >= 1000 => format!("{}k/s", n / 1000),
        n => format!("{n}/s"),
    };
    let sign = match (model.play.on, theme.ascii) {
        (true, false) => "▶",
        (true, true) => ">",
        (false, false) => "‖",
        (false, true) => "||",
    };
    // How much is known of a run that goes on depends on where one has looked: no word of that.
    let total = match &model.run.progress {
        Progress::More => String::new(),
        Progress::Ended { how, .. } => {
            let how = if area.width < WIDE { String::new() } else { format!(" ({how})") };
            format!(" of {}{how}", thousands(model.run.history.len()))
        }
    };
    let right = format!(
        " t {}   event {}{total}   {sign} {rate} ",
        Time(model.state.now()),
        thousands(model.n()),
    );
    let width = (Line::raw(right.as_str()).width() as u16).min(area.width);
    let x = area.right() - width;
    let mut end = area.x + screen.text(area.x, area.y, x, " gmpsim  ", theme.style(Role::Title));
    for (i, (text, role)) in left.into_iter().enumerate() {
        let room = x.saturating_sub(end);
        if i > 0 && Line::raw(text.as_str()).width() > room as usize {
            break;
        }
        end += screen.text(end, area.y, room, &text, theme.style(role));
    }
    screen.text(x, area.y, width, &right, theme.style(Role::Text));
    screen.zone(Rect { x, width, ..area }, Action::PlayPause);
}

fn tabs(model: &Model, screen: &mut Screen, area: Rect) {
    let mut x = area.x + 1;
    for (i, view) in View::ALL.into_iter().enumerate() {
        let name = if area.width < WIDE { view.short() } else { view.name() };
        let role = if view == model.view { Role::Selected } else { Role::Dim };
        let tab = format!(" {} {name} ", i + 1);
        let width =
            screen.text(x, area.y, area.right().saturating_sub(x), &tab, model.theme.style(role));
        screen.zone(Rect { x, width, ..area }, Action::Show(view));
        x += width;
    }
    if model.breaks.is_empty() {
        return;
    }
    let breaks: Vec<String> = model.breaks.iter().map(ToString::to_string).collect();
    let text = format!("stops at: {} ", breaks.join(", "));
    let width = (Line::raw(text.as_str()).width() as u16).min(area.right().saturating_sub(x + 1));
    let x = area.right() - width;
    screen.text(x, area.y, width, &text, model.theme.style(Role::Preempt));
    screen.zone(Rect { x, width, ..area }, Action::Ask(PromptKind::Break));
}

fn bottom(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    if let Some(prompt) = &model.prompt {
        // However long the question is, the end of the answer is seen.
        let room = Line::raw(prompt.text.as_str()).width().min(area.width as usize / 2) as u16;
        let used = screen.text(
            area.x + 1,
            area.y,
            area.width - 1 - room - 2,
            &prompt.kind.text(model.run.settings),
            theme.style(Role::Title),
        );
        let cursor = format!("{}{}", prompt.text, theme.letter("█", "_"));
        let x = area.x + 1 + used;
        let room = area.right().saturating_sub(x);
        let x = x + screen.text(x, area.y, room, &cursor, theme.style(Role::Text)) + 2;
        // Why the answer could not be read.
        if let Some(why) = &model.message {
            let room = area.right().saturating_sub(x);
            screen.text(x, area.y, room, why, theme.style(Role::Error));
        }
        return;
    }
    if let Some(message) = &model.message {
        screen.text(area.x + 1, area.y, area.width - 1, message, theme.style(Role::Title));
        return;
    }
    // Help and the way out stand at the right, whatever else has room.
    let entries = input::bar(model);
    let width =
        |entry: &(String, &str, Action)| Line::raw(entry.0.as_str()).width() + entry.1.len() + 1;
    let (first, last) = entries.split_at(entries.len() - 2);
    let kept: u16 = last.iter().map(|entry| width(entry) as u16 + 2).sum();
    let mut x = area.x + 1;
    for (i, entry) in first.iter().chain(last).enumerate() {
        let width = width(entry) as u16;
        let end = if i < first.len() { area.right() - kept } else { area.right() };
        if x + width > end {
            continue;
        }
        let used = screen.text(x, area.y, width, &entry.0, theme.style(Role::Key));
        screen.text(x + used + 1, area.y, width, entry.1, theme.style(Role::Text));
        screen.zone(Rect { x, width, ..area }, entry.2.clone());
        x += width + 2;
    }
}
