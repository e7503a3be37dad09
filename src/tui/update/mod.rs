//! From an action to the next model. No I/O: more of the run is simulated when it is needed.
//!
//! Next: [`time`] for what moves the playhead, [`prompt`] for answers, [`breaks`] for conditions.

use super::action::Action;
use super::app::{Model, Prompt, View, Zoom};
use super::run::Settings;
use super::view::timeline::Window;
use super::view::{channels, goroutines};
use crate::ids::{Gid, MAX_PROCS, Nanos, Pid};
use crate::policy::Switch;
use crate::trace::event::ObjId;
use crate::trace::state::model::{G, GStatus};
use crate::trace::text::count;

pub mod breaks;
mod prompt;
mod time;

/// The smallest part of the timeline that is seen, in ns.
const MIN_SPAN: u64 = 100;

/// Does an action.
pub fn update(model: &mut Model, action: Action) {
    if !matches!(action, Action::Tick(_) | Action::Size(..)) {
        model.message = None;
    }
    match action {
        Action::PlayPause => {
            model.play.on = !model.play.on;
            model.play.credit = 0;
        }
        Action::Speed { up } => time::speed(model, up),
        Action::Step { step, back } => time::step(model, step, back),
        Action::Jump { mark, back } => time::jump(model, mark, back),
        Action::Tour { back } => time::tour(model, back),
        Action::First => time::go(model, 1),
        Action::Last => time::last(model),
        Action::Go(n) => time::go(model, n),
        Action::GoTime(at) => time::go_time(model, at),
        Action::Tick(passed) => time::tick(model, passed),

        Action::Show(view) => model.view = view,
        Action::Cycle { back } => cycle(model, back),
        Action::Move(by) => move_by(model, by),
        Action::Choose => choose(model),
        Action::PickG(g) => model.pick_g = g,
        Action::PickP(p) => model.pick_p = p,
        Action::PickObj(obj) => model.pick_obj = obj,
        Action::Zoom { out } => zoom(model, out),
        Action::Fit => model.zoom.span = 0,
        Action::Pan(by) => pan(model, by),
        Action::Sort => model.tables[model.view as usize].sort += 1,
        Action::Reverse => model.tables[model.view as usize].reverse ^= true,

        Action::Ask(kind) => model.prompt = Some(Prompt { kind, text: String::new() }),
        Action::Type(letter) => {
            if let Some(prompt) = &mut model.prompt
                && !letter.is_control()
            {
                prompt.text.push(letter);
            }
        }
        Action::Erase => {
            if let Some(prompt) = &mut model.prompt {
                prompt.text.pop();
            }
        }
        Action::Enter => prompt::enter(model),
        Action::Escape => escape(model),
        Action::Help => model.help = !model.help,
        Action::Theme => {
            model.theme = model.theme.next();
            model.message = Some(format!("theme: {:?}", model.theme.palette).to_lowercase());
        }
        Action::Presenter => model.presenter = !model.presenter,
        Action::Procs(by) => {
            let procs = model.run.settings.procs.saturating_add_signed(by).clamp(1, MAX_PROCS);
            rerun(model, Settings { procs, ..model.run.settings });
        }
        Action::Size(width, height) => model.size = (width, height),
        Action::Suspend => model.suspend = true,
        Action::Quit => model.quit = true,
    }
}

fn cycle(model: &mut Model, back: bool) {
    let n = View::ALL.len();
    let by = if back { n - 1 } else { 1 };
    model.view = View::ALL[(model.view as usize + by) % n];
}

/// The cursor of the view. A view that knows how many lines it has shows the last one when the cursor
/// is beyond it; the cursor itself is held below what any view can have.
fn move_by(model: &mut Model, by: isize) {
    match model.view {
        View::Scheduler | View::Inspector => {
            let procs = model.state.procs().max(1) as isize;
            let at = (model.pick_p.0 as isize).min(procs - 1);
            model.pick_p = Pid((at + by).clamp(0, procs - 1) as u32);
        }
        View::Source => walk_gs(model, by),
        // Its cursor counts lines back from the end, which is what one wants to see.
        View::Output => {
            let table = &mut model.tables[View::Output as usize];
            table.cursor = table.cursor.saturating_add_signed(-by).min(1 << 30);
        }
        View::Timeline if by.abs() > 1 => zoom(model, by > 0),
        view => {
            let table = &mut model.tables[view as usize];
            table.cursor = table.cursor.saturating_add_signed(by).min(1 << 30);
        }
    }
}

/// Chooses the living goroutine that is so many further by number.
fn walk_gs(model: &mut Model, by: isize) {
    let living: Vec<Gid> = {
        let lives = |g: &G| !g.system && g.status != GStatus::Dead;
        model.state.gs().filter(|(_, g)| lives(g)).map(|(gid, _)| gid).collect()
    };
    let Some(last) = living.len().checked_sub(1) else { return };
    let at = match living.binary_search(&model.shown_g()) {
        Ok(at) => at.saturating_add_signed(by),
        Err(at) => at.saturating_add_signed(by.min(0)),
    };
    model.pick_g = living[at.min(last)];
}

/// Chooses what the cursor is on.
fn choose(model: &mut Model) {
    match model.view {
        View::Scheduler | View::Inspector => {
            let m = model.state.p(model.pick_p).and_then(|p| model.state.m(p.m));
            if let Some(m) = m.filter(|m| m.g.is_some()) {
                model.pick_g = m.g;
            }
        }
        View::Goroutines => {
            if let Some(g) = goroutines::at_cursor(model) {
                model.pick_g = g;
            }
        }
        View::Channels => {
            if let Some(obj) = channels::at_cursor(model) {
                model.pick_obj = obj;
            }
        }
        _ => {}
    }
}

/// Zooms around the playhead, which stays where it is on the screen.
fn zoom(model: &mut Model, out: bool) {
    let Window { from, span, .. } = Window::of(model, 1);
    let all = model.run.history.last().now();
    let wanted = if out { span.saturating_mul(2) } else { (span / 2).max(MIN_SPAN) };
    if wanted >= all.max(MIN_SPAN) {
        model.zoom.span = 0;
        return;
    }
    let into = model.state.now().saturating_sub(from).min(span);
    let left = u128::from(into) * u128::from(wanted) / u128::from(span.max(1));
    let from = model.state.now().saturating_sub(left as Nanos).min(all - wanted);
    model.zoom = Zoom { span: wanted, from };
}

fn pan(model: &mut Model, tenths: isize) {
    let Zoom { span, from } = model.zoom;
    let by = (span / 10).saturating_mul(tenths.unsigned_abs() as Nanos);
    let end = model.run.history.last().now().saturating_sub(span);
    let to = if tenths < 0 { from.saturating_sub(by) } else { from.saturating_add(by) };
    model.zoom.from = to.min(end);
}

fn escape(model: &mut Model) {
    if model.prompt.take().is_some() || std::mem::take(&mut model.help) {
        return;
    }
    model.pick_g = Gid::NONE;
    model.pick_obj = ObjId(0);
    model.filter.clear();
}

/// The same program with other settings, in place; the playhead stays at its moment.
fn rerun(model: &mut Model, settings: Settings) {
    match model.run.rerun(settings) {
        Err(why) => model.message = Some(why),
        Ok(run) => {
            let at = model.state.now();
            model.run = run;
            (model.state, model.before, model.zoom.span) = Default::default();
            time::go_time(model, at);
            model.pick_p = Pid(model.pick_p.0.min(model.state.procs().saturating_sub(1)));
            let off: Vec<&str> = settings.policy.switches().map(Switch::rule).collect();
            let without = if off.is_empty() {
                String::new()
            } else {
                format!(", without {}", off.join(", "))
            };
            model.message = Some(format!(
                "run again with {} and seed {}{without}; this is the same moment",
                count(settings.procs, "P"),
                settings.seed
            ));
        }
    }
}
