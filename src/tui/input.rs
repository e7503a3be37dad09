//! From keys to actions: one table, of which help and the line of keys are made.
//!
//! Next: [`super::update`], which does the actions.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

use super::action::{Action, Mark, Step};
use super::app::{Model, PromptKind, View};
use super::view::clicked;

/// A key of the table: shift is part of a letter, and said only of others.
type Key = (KeyCode, KeyModifiers);

const PLAIN: KeyModifiers = KeyModifiers::NONE;

const fn c(letter: char) -> Key {
    (KeyCode::Char(letter), PLAIN)
}

const fn k(code: KeyCode) -> Key {
    (code, PLAIN)
}

const fn shift(code: KeyCode) -> Key {
    (code, KeyModifiers::SHIFT)
}

const fn ctrl(code: KeyCode) -> Key {
    (code, KeyModifiers::CONTROL)
}

/// A line of the key table.
struct Entry {
    keys: &'static [Key],
    /// The keys as help shows them.
    shown: &'static str,
    /// What it does, for help; empty: the line above says it too.
    what: &'static str,
    /// Word of the line of keys, and in which views it stands there (none named: in all).
    bar: Option<(&'static str, &'static [View])>,
    action: Action,
}

const fn entry(
    keys: &'static [Key],
    shown: &'static str,
    what: &'static str,
    bar: Option<(&'static str, &'static [View])>,
    action: Action,
) -> Entry {
    Entry { keys, shown, what, bar, action }
}

const fn step(step: Step, back: bool) -> Action {
    Action::Step { step, back }
}

const fn jump(mark: Mark, back: bool) -> Action {
    Action::Jump { mark, back }
}

const ALL: &[View] = &[];
const TABLES: &[View] = &[View::Goroutines, View::Channels];
const LINES: &[View] = &[View::Timeline];

#[rustfmt::skip]
static TABLE: &[Entry] = &[
    entry(&[c(' ')], "space", "play, pause", Some(("play", ALL)), Action::PlayPause),
    entry(&[k(KeyCode::Right), c('l')], "→ l", "step one event", Some(("step", ALL)), step(Step::Event, false)),
    entry(&[k(KeyCode::Left), c('h')], "← h", "step back one event", Some(("back", ALL)), step(Step::Event, true)),
    entry(&[shift(KeyCode::Right), c('L')], "⇧→ L", "to the next decision of the scheduler", Some(("decision", ALL)), step(Step::Decision, false)),
    entry(&[shift(KeyCode::Left), c('H')], "⇧← H", "to the decision before", None, step(Step::Decision, true)),
    entry(&[ctrl(KeyCode::Right), c('w')], "^→ w", "to the next switch of goroutines", None, step(Step::Switch, false)),
    entry(&[ctrl(KeyCode::Left), c('W')], "^← W", "to the switch before", None, step(Step::Switch, true)),
    entry(&[c('z')], "z", "zoom in", Some(("zoom", LINES)), Action::Zoom { out: false }),
    entry(&[c('Z')], "Z", "zoom out", None, Action::Zoom { out: true }),
    entry(&[c('0')], "0", "zoom to what suits", None, Action::Fit),
    entry(&[c(',')], ",", "pan to the left", Some(("pan", LINES)), Action::Pan(-2)),
    entry(&[c('.')], ".", "pan to the right", None, Action::Pan(2)),
    entry(&[c('c')], "c", "sort by the next column", Some(("sort", TABLES)), Action::Sort),
    entry(&[c('C')], "C", "sort the other way round", None, Action::Reverse),
    entry(&[c('s')], "s", "next steal", Some(("steal", ALL)), jump(Mark::Steal, false)),
    entry(&[c('S')], "S", "previous steal", None, jump(Mark::Steal, true)),
    entry(&[c('b')], "b", "next block", Some(("block", ALL)), jump(Mark::Block, false)),
    entry(&[c('B')], "B", "previous block", None, jump(Mark::Block, true)),
    entry(&[c('p')], "p", "next preemption", Some(("preempt", ALL)), jump(Mark::Preemption, false)),
    entry(&[c('P')], "P", "previous preemption", None, jump(Mark::Preemption, true)),
    entry(&[c('o')], "o", "next overflow of a queue", None, jump(Mark::Overflow, false)),
    entry(&[c('O')], "O", "previous overflow", None, jump(Mark::Overflow, true)),
    entry(&[c('y')], "y", "next system call", None, jump(Mark::Syscall, false)),
    entry(&[c('Y')], "Y", "previous system call", None, jump(Mark::Syscall, true)),
    entry(&[c('t')], "t", "next output", None, jump(Mark::Output, false)),
    entry(&[c('T')], "T", "previous output", None, jump(Mark::Output, true)),
    entry(&[c('m')], "m", "next stop of the tour", Some(("tour", ALL)), Action::Tour { back: false }),
    entry(&[c('M')], "M", "stop of the tour before", None, Action::Tour { back: true }),
    entry(&[c('/')], "/", "find a goroutine, function or event", Some(("find", ALL)), Action::Ask(PromptKind::Search)),
    entry(&[c('n')], "n", "next match", None, jump(Mark::Match, false)),
    entry(&[c('N')], "N", "previous match", None, jump(Mark::Match, true)),
    entry(&[c(':')], ":", "go to an event or a time", None, Action::Ask(PromptKind::Goto)),
    entry(&[c('x')], "x", "stop at a condition", None, Action::Ask(PromptKind::Break)),
    entry(&[k(KeyCode::Home), c('g')], "Home g", "to the start", None, Action::First),
    entry(&[k(KeyCode::End), c('G')], "End G", "to the end", None, Action::Last),
    entry(&[c('+'), c('=')], "+", "faster", None, Action::Speed { up: true }),
    entry(&[c('-')], "-", "slower", None, Action::Speed { up: false }),
    entry(&[k(KeyCode::Tab)], "Tab", "next view (1 to 8: that view)", Some(("view", ALL)), Action::Cycle { back: false }),
    entry(&[(KeyCode::BackTab, PLAIN), shift(KeyCode::BackTab)], "⇧Tab", "the view before", None, Action::Cycle { back: true }),
    entry(&[k(KeyCode::Up), c('k')], "↑ k", "up: the P, goroutine or line above", None, Action::Move(-1)),
    entry(&[k(KeyCode::Down), c('j')], "↓ j", "down", None, Action::Move(1)),
    entry(&[k(KeyCode::PageUp)], "PgUp", "up a page", None, Action::Move(-10)),
    entry(&[k(KeyCode::PageDown)], "PgDn", "down a page", None, Action::Move(10)),
    entry(&[k(KeyCode::Enter)], "Enter", "choose: follow that goroutine", None, Action::Choose),
    entry(&[k(KeyCode::Esc)], "Esc", "close; choose nothing", None, Action::Escape),
    entry(&[c('}')], "}", "what if: one P more, from the start", None, Action::Procs(1)),
    entry(&[c('{')], "{", "what if: one P fewer", None, Action::Procs(-1)),
    entry(&[c('#')], "#", "what if: GOMAXPROCS", None, Action::Ask(PromptKind::Procs)),
    entry(&[c('e')], "e", "what if: another seed", None, Action::Ask(PromptKind::Seed)),
    entry(&[c('r')], "r", "what if: without a rule (steal, runnext …)", None, Action::Ask(PromptKind::Rule)),
    entry(&[c('v')], "v", "next theme", None, Action::Theme),
    entry(&[c('V')], "V", "presenter: large cards", None, Action::Presenter),
    entry(&[c('?')], "?", "help", Some(("help", ALL)), Action::Help),
    entry(&[ctrl(KeyCode::Char('z'))], "^Z", "to the shell; fg comes back", None, Action::Suspend),
    entry(&[c('q'), ctrl(KeyCode::Char('c'))], "q", "quit", Some(("quit", ALL)), Action::Quit),
    entry(&[c('1')], "1", "", None, Action::Show(View::Scheduler)),
    entry(&[c('2')], "2", "", None, Action::Show(View::Source)),
    entry(&[c('3')], "3", "", None, Action::Show(View::Timeline)),
    entry(&[c('4')], "4", "", None, Action::Show(View::Goroutines)),
    entry(&[c('5')], "5", "", None, Action::Show(View::Channels)),
    entry(&[c('6')], "6", "", None, Action::Show(View::Stats)),
    entry(&[c('7')], "7", "", None, Action::Show(View::Output)),
    entry(&[c('8')], "8", "", None, Action::Show(View::Inspector)),
];

/// What a key means.
pub fn key(model: &Model, event: KeyEvent) -> Option<Action> {
    let mut modifiers = event.modifiers & (KeyModifiers::SHIFT | KeyModifiers::CONTROL);
    if matches!(event.code, KeyCode::Char(_)) {
        modifiers -= KeyModifiers::SHIFT;
    }
    if model.prompt.is_some() {
        return match event.code {
            KeyCode::Char('c') if modifiers == KeyModifiers::CONTROL => Some(Action::Quit),
            KeyCode::Char(letter) if modifiers.is_empty() => Some(Action::Type(letter)),
            KeyCode::Backspace => Some(Action::Erase),
            KeyCode::Enter => Some(Action::Enter),
            KeyCode::Esc => Some(Action::Escape),
            _ => None,
        };
    }
    let pressed = (event.code, modifiers);
    TABLE.iter().find(|entry| entry.keys.contains(&pressed)).map(|entry| entry.action.clone())
}

/// What a click or the wheel means, given what can be clicked.
pub fn mouse(event: MouseEvent, zones: &[(Rect, Action)]) -> Option<Action> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) | MouseEventKind::Drag(MouseButton::Left) => {
            let action = clicked(zones, event.column, event.row)?.clone();
            // Dragging moves the playhead; it must not press a button again and again.
            let drags = matches!(action, Action::Go(_) | Action::GoTime(_));
            (drags || matches!(event.kind, MouseEventKind::Down(_))).then_some(action)
        }
        MouseEventKind::ScrollUp => Some(Action::Move(-3)),
        MouseEventKind::ScrollDown => Some(Action::Move(3)),
        _ => None,
    }
}

/// The line of keys for the current view: the key, its word, what a click does.
pub fn bar(model: &Model) -> Vec<(String, &'static str, Action)> {
    let fits = |views: &[View]| views.is_empty() || views.contains(&model.view);
    let special = |entry: &Entry| entry.bar.is_some_and(|(_, views)| !views.is_empty());
    // Those of this view alone stand first after the three that move time.
    let mut entries: Vec<&Entry> =
        TABLE.iter().filter(|entry| entry.bar.is_some_and(|(_, views)| fits(views))).collect();
    entries[3..].sort_by_key(|entry| !special(entry));
    let short = |entry: &Entry| match entry.shown.split(' ').next() {
        Some(key) => ascii(key, model.theme.ascii),
        None => String::new(),
    };
    let word = |entry: &Entry| match entry.action {
        Action::PlayPause if model.play.on => "pause",
        _ => entry.bar.map_or("", |(word, _)| word),
    };
    entries.into_iter().map(|entry| (short(entry), word(entry), entry.action.clone())).collect()
}

fn ascii(keys: &str, ascii: bool) -> String {
    if !ascii {
        return keys.to_string();
    }
    keys.replace('→', "Right")
        .replace('←', "Left")
        .replace('↑', "Up")
        .replace('↓', "Down")
        .replace('⇧', "S-")
}

/// The key table for help: the keys, what they do, and what a click on the line does.
pub fn help(model: &Model) -> Vec<(String, &'static str, Action)> {
    let shown =
        |entry: &Entry| (ascii(entry.shown, model.theme.ascii), entry.what, entry.action.clone());
    TABLE.iter().filter(|entry| !entry.what.is_empty()).map(shown).collect()
}

/// The key table for documents: the keys, and what they do.
pub fn documented() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().filter(|entry| !entry.what.is_empty()).map(|entry| (entry.shown, entry.what))
}

/// All keys of the table, for tests that press them.
pub fn all_keys() -> Vec<KeyEvent> {
    let event = |key: &Key| KeyEvent::new(key.0, key.1);
    TABLE.iter().flat_map(|entry| entry.keys.iter().map(event)).collect()
}
