//! The terminal UI without a terminal: what actions do to the model, and what is drawn.

#[path = "tui/support.rs"]
mod support;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use gmpsim::ids::{Gid, Pid};
use gmpsim::policy::{Policy, Switch};
use gmpsim::trace::event::{EventKind, ObjId};
use gmpsim::trace::state::model::GStatus;
use gmpsim::tui::action::{Action, Mark, Step};
use gmpsim::tui::app::{Model, PromptKind, SPEEDS, View};
use gmpsim::tui::theme::Palette;
use gmpsim::tui::update::breaks::Break;
use gmpsim::tui::update::update;
use gmpsim::tui::{input, view};
use support::{ENDLESS, IDLE, MANY, STEALING, cells, model, screen};

/// The stealing run after these actions.
fn after(actions: &[Action]) -> Model {
    let mut model = model(STEALING);
    for action in actions {
        update(&mut model, action.clone());
    }
    model
}

fn answer(kind: PromptKind, text: &str) -> Vec<Action> {
    let letters = text.chars().map(Action::Type);
    std::iter::once(Action::Ask(kind)).chain(letters).chain([Action::Enter]).collect()
}

fn event(model: &Model) -> EventKind {
    model.event().expect("an event has happened").kind
}

#[test]
fn it_starts_paused_at_the_first_event() {
    let model = after(&[]);
    assert_eq!((model.n(), model.play.on, model.view), (1, false, View::Scheduler));
}

#[test]
fn steps_go_forward_and_back() {
    let step = |step, back| Action::Step { step, back };
    let forward = step(Step::Event, false);
    assert_eq!(after(&[forward.clone(), forward.clone()]).n(), 3);
    assert_eq!(after(&[forward.clone(), step(Step::Event, true)]).n(), 1);
    assert_eq!(after(&[step(Step::Event, true)]).n(), 1, "the first event is as far as it goes");
    let decision = after(&[step(Step::Decision, false), step(Step::Decision, false)]);
    assert!(matches!(event(&decision), EventKind::FindRunnable { .. }));
    let switch = after(&[step(Step::Switch, false)]);
    assert!(matches!(event(&switch), EventKind::GoStart { .. }));
    let two = [step(Step::Switch, false), step(Step::Switch, false), step(Step::Switch, true)];
    assert_eq!(after(&two).n(), switch.n());
}

#[test]
fn jumps_go_to_what_they_name() {
    let jump = |mark| after(&[Action::Jump { mark, back: false }]);
    assert!(matches!(event(&jump(Mark::Steal)), EventKind::RunqSteal { .. }));
    assert!(matches!(event(&jump(Mark::Block)), EventKind::GoBlock { .. }));
    assert!(matches!(event(&jump(Mark::Output)), EventKind::Output { .. }));
    assert!(matches!(event(&jump(Mark::Syscall)), EventKind::GoSyscallBegin));
    let none = jump(Mark::Overflow);
    assert_eq!(none.n(), 1);
    assert_eq!(none.message.as_deref(), Some("no overflow after this moment"));
    let there = [false, false, true].map(|back| Action::Jump { mark: Mark::Steal, back });
    assert_eq!(after(&there).n(), jump(Mark::Steal).n());
}

#[test]
fn preemptions_are_found_in_a_run_without_end() {
    let mut model = model(ENDLESS);
    for _ in 0..3 {
        update(&mut model, Action::Jump { mark: Mark::Preemption, back: false });
    }
    let is = matches!(event(&model), EventKind::PreemptRequest { .. } | EventKind::GoStop { .. });
    assert!(is, "{:?}", event(&model));
}

#[test]
fn ten_steps_forward_and_ten_back_give_the_same_screen() {
    let mut model = after(&[Action::Jump { mark: Mark::Steal, back: false }]);
    let before = screen(&model, 120, 40);
    for back in [false, true] {
        (0..10).for_each(|_| update(&mut model, Action::Step { step: Step::Event, back }));
    }
    assert_eq!(screen(&model, 120, 40), before);
}

#[test]
fn playing_goes_as_fast_as_it_shall_and_ends_with_the_run() {
    let mut model = after(&[Action::PlayPause, Action::Tick(Duration::from_millis(350))]);
    assert_eq!(model.n(), 1 + 3, "10 events a second");
    update(&mut model, Action::Tick(Duration::from_millis(50)));
    assert_eq!(model.n(), 1 + 4, "what is left over counts");
    (0..SPEEDS.len()).for_each(|_| update(&mut model, Action::Speed { up: true }));
    update(&mut model, Action::Tick(Duration::from_millis(33)));
    assert_eq!(model.n(), model.run.history.len());
    update(&mut model, Action::Tick(Duration::from_millis(33)));
    assert!(!model.play.on, "the run has ended");
    assert!(model.message.is_some());
    (0..99).for_each(|_| update(&mut model, Action::Speed { up: false }));
    assert_eq!(SPEEDS[model.play.speed], 1);
}

#[test]
fn first_last_and_moments_by_number_and_time() {
    let end = after(&[Action::Last]);
    assert_eq!(end.n(), end.run.history.len());
    assert!(matches!(event(&end), EventKind::Exit { .. }));
    assert_eq!(after(&[Action::Last, Action::First]).n(), 1);
    assert_eq!(after(&[Action::Go(40)]).n(), 40);
    let at = after(&[Action::Go(40)]).state.now();
    let timed = after(&[Action::GoTime(at)]);
    assert!(timed.n() >= 40 && timed.state.now() == at);
    assert_eq!(after(&answer(PromptKind::Goto, "event 60")).n(), 60);
    assert_eq!(after(&answer(PromptKind::Goto, "1,0_0")).n(), 100);
    let by_time = after(&answer(PromptKind::Goto, "0.02ms"));
    assert!(by_time.state.now() <= 20_000 && by_time.n() > 1);
    assert!(after(&answer(PromptKind::Goto, "soon")).message.is_some());
}

#[test]
fn views_cursors_and_choices() {
    let cycle = |back| Action::Cycle { back };
    assert_eq!(after(&[cycle(false)]).view, View::Source);
    assert_eq!(after(&[cycle(true)]).view, View::Inspector);
    assert_eq!(after(&[Action::Show(View::Output)]).view, View::Output);
    assert_eq!(after(&[Action::Go(20), Action::Move(2)]).pick_p, Pid(2));
    assert_eq!(after(&[Action::Go(20), Action::Move(99)]).pick_p, Pid(3));
    assert_eq!(after(&[Action::PickP(Pid(1))]).pick_p, Pid(1));
    assert_eq!(after(&[Action::PickG(Gid(1))]).pick_g, Gid(1));
    assert_eq!(after(&[Action::PickG(Gid(1)), Action::Escape]).pick_g, Gid::NONE);
    assert_eq!(after(&[Action::PickObj(ObjId(1))]).pick_obj, ObjId(1));
    let running = after(&[Action::Step { step: Step::Switch, back: false }, Action::Choose]);
    assert!(running.state.g(running.pick_g).is_some_and(|g| g.status == GStatus::Running));
    let table = after(&[Action::Show(View::Goroutines), Action::Sort, Action::Reverse]).table();
    assert_eq!((table.sort, table.reverse), (1, true));
    let zoom = Action::Zoom { out: false };
    let zoomed = after(&[Action::Last, zoom.clone()]);
    assert!(zoomed.zoom.span > 0 && zoomed.zoom.from + zoomed.zoom.span >= zoomed.state.now());
    let panned = after(&[Action::Last, zoom.clone(), Action::Pan(-2)]).zoom;
    assert_eq!(panned.from, zoomed.zoom.from - zoomed.zoom.span / 10 * 2);
    let first = after(&[Action::Last, zoom.clone(), Action::First]).zoom;
    assert_eq!(first.from, 0, "it goes where the playhead goes");
    assert_eq!(after(&[Action::Zoom { out: true }]).zoom.span, 0);
    assert_eq!(after(&[zoom, Action::Fit]).zoom.span, 0);
    assert!(after(&[Action::Suspend]).suspend);
    assert!(after(&[Action::Help]).help);
    assert!(!after(&[Action::Help, Action::Escape]).help);
    assert_eq!(after(&[Action::Theme]).theme.palette, Palette::Light);
    assert!(after(&[Action::Presenter]).presenter);
    assert_eq!(after(&[Action::Size(9, 9)]).size, (9, 9));
    assert!(after(&[Action::Quit]).quit);
}

#[test]
fn questions_are_typed_and_answered() {
    let typed = [Action::Ask(PromptKind::Search), Action::Type('G'), Action::Type('x')];
    let mut model = after(&typed);
    update(&mut model, Action::Erase);
    assert_eq!(model.prompt.as_ref().expect("it is open").text, "G");
    update(&mut model, Action::Escape);
    assert_eq!(model.prompt, None);
    let mut find = vec![Action::Go(100)];
    find.extend(answer(PromptKind::Search, "G7"));
    let found = after(&find);
    assert_eq!(found.pick_g, Gid(7));
    find.push(Action::Jump { mark: Mark::Match, back: false });
    assert!(after(&find).n() > 100);
    let by_event = after(&answer(PromptKind::Search, "runqsteal"));
    assert!(matches!(event(&by_event), EventKind::RunqSteal { .. }));
    let nothing = after(&[Action::Jump { mark: Mark::Match, back: false }]);
    assert!(nothing.message.is_some());
}

#[test]
fn what_if_runs_again_and_keeps_the_moment() {
    let at = after(&[Action::Go(150)]).state.now();
    let more = after(&[Action::Go(150), Action::Procs(2)]);
    assert_eq!((more.run.settings.procs, more.state.procs()), (6, 6));
    assert!(more.state.now() <= at && more.n() > 50);
    assert_eq!(after(&[Action::Procs(-9)]).run.settings.procs, 1);
    assert_eq!(after(&answer(PromptKind::Procs, "2")).run.settings.procs, 2);
    assert_eq!(after(&answer(PromptKind::Procs, "0")).run.settings.procs, 4);
    assert_eq!(after(&answer(PromptKind::Seed, "77")).run.settings.seed, 77);
    assert!(after(&answer(PromptKind::Seed, "x")).message.is_some());
    let off = after(&answer(PromptKind::Rule, "steal")).run.settings;
    assert_eq!(off.policy, Switch::NoSteal.into());
    assert_eq!(after(&answer(PromptKind::Rule, "gravity")).run.settings.policy, Policy::default());
    let mut there = vec![Action::Go(150)];
    there.extend(answer(PromptKind::Seed, "7"));
    there.extend(answer(PromptKind::Seed, "1"));
    there.extend([Action::Last, Action::Go(150)]);
    let (mut a, mut b) = (after(&there), after(&[Action::Last, Action::Go(150)]));
    (a.message, b.message) = (None, None);
    assert_eq!(screen(&a, 120, 40), screen(&b, 120, 40));
}

#[test]
fn playing_stops_when_a_condition_comes_true() {
    let stops = |condition: &str| {
        let mut actions = answer(PromptKind::Break, condition);
        actions.push(Action::PlayPause);
        actions.extend((0..SPEEDS.len()).map(|_| Action::Speed { up: true }));
        actions.push(Action::Tick(Duration::from_millis(33)));
        after(&actions)
    };
    let blocks = stops("G1 blocks");
    assert!(matches!(event(&blocks), EventKind::GoBlock { .. }) && !blocks.play.on);
    let queue = stops("queue of P0 > 5");
    assert_eq!(queue.state.p(Pid(0)).map(|p| p.ring.len()), Some(5), "five and the runnext");
    assert!(matches!(event(&stops("steal")), EventKind::RunqSteal { .. }));
    assert!(matches!(event(&stops("wakep")), EventKind::Wakep { .. }));
    assert_eq!(stops("line 26").event().map(|e| e.line), Some(26));
    let never = stops("G99 blocks");
    assert_eq!(never.n(), never.run.history.len());
}

#[test]
fn conditions_are_read_or_refused() {
    let good = ["G7 blocks", "g7 ENDS", "queue > 3", "queue of P2 > 100", "global < 1", "line 3"];
    for text in good.iter().chain(&["spinning > 1", "goroutines > 9", "threads > 5", "GoBlock"]) {
        assert!(Break::parse(text).is_ok(), "{text}");
    }
    for text in ["", "G7", "G7 flies", "queue of P2", "queue of Q > 1", "line x", "global > -1"] {
        assert!(Break::parse(text).is_err(), "{text}");
    }
}

#[test]
fn every_key_of_the_table_means_one_thing() {
    let keys = input::all_keys();
    for (i, key) in keys.iter().enumerate() {
        assert!(!keys[..i].contains(key), "{key:?} stands in the table twice");
        assert!(input::key(&model(IDLE), *key).is_some(), "{key:?}");
    }
    let mut typing = after(&[Action::Ask(PromptKind::Search)]);
    let q = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
    let action = input::key(&typing, q).expect("a letter");
    update(&mut typing, action);
    assert!(!typing.quit, "q is a letter of the answer");
}

#[test]
fn clicks_do_what_is_under_them() {
    let mut model = after(&[Action::Go(100)]);
    let zones = {
        let mut buf = cells(&model, 120, 40);
        view::draw(&model, &mut buf)
    };
    for view in View::ALL {
        let zone = zones.iter().find(|(_, action)| *action == Action::Show(view));
        let (area, _) = zone.expect("each view has its tab");
        assert_eq!(view::clicked(&zones, area.x, area.y), Some(&Action::Show(view)));
    }
    for (_, action) in zones {
        update(&mut model, action);
    }
}

#[test]
fn dragging_on_the_timeline_moves_the_playhead() {
    let model = after(&[Action::Last, Action::Show(View::Timeline)]);
    let zones = view::draw(&model, &mut cells(&model, 120, 40));
    let mouse = |kind, column, row| {
        input::mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }, &zones)
    };
    let (down, drag) =
        (MouseEventKind::Down(MouseButton::Left), MouseEventKind::Drag(MouseButton::Left));
    // The second lane, in the middle and further left.
    let times = [60, 59, 30].map(|column| match mouse(drag, column, 5) {
        Some(Action::GoTime(at)) => at,
        other => panic!("{other:?} at column {column}"),
    });
    assert!(times[0] > times[1] && times[1] > times[2]);
    let tab = |kind| mouse(kind, 6, 1);
    assert_eq!((tab(down), tab(drag)), (Some(Action::Show(View::Scheduler)), None));
    assert_eq!(mouse(MouseEventKind::ScrollDown, 60, 5), Some(Action::Move(3)));
    assert_eq!(mouse(MouseEventKind::Moved, 60, 5), None);
}

/// What must hold whatever was pressed.
fn check_valid(model: &Model) {
    assert!(model.n() >= 1 && model.n() <= model.run.history.len());
    assert_eq!(model.before.n() + 1, model.state.n());
    assert!(model.play.speed < SPEEDS.len());
    assert!(model.pick_p.0 < model.run.settings.procs.max(1));
}

#[test]
fn ten_thousand_random_keys_leave_the_model_valid() {
    let keys = input::all_keys();
    for text in [STEALING, IDLE] {
        let mut model = model(text);
        let mut random = 7_u64;
        let mut next = |n: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) as usize % n
        };
        let letters: Vec<char> = "Gg2 .msP>blockqueue".chars().collect();
        for i in 0..5_000 {
            // An answer that can't be read stays open, so now and then it is given up.
            let key = match next(4) {
                0 => KeyEvent::new(KeyCode::Char(letters[next(letters.len())]), KeyModifiers::NONE),
                1 if model.prompt.is_some() && next(3) == 0 => KeyCode::Esc.into(),
                1 if model.prompt.is_some() => KeyCode::Enter.into(),
                _ => keys[next(keys.len())],
            };
            if let Some(action) = input::key(&model, key) {
                update(&mut model, action);
            }
            update(&mut model, Action::Tick(Duration::from_millis(next(60) as u64)));
            check_valid(&model);
            if i % 50 == 0 {
                cells(&model, 1 + next(220) as u16, 1 + next(70) as u16);
            }
        }
    }
}

/// Every view at three sizes of a run, at one moment.
fn check_views(name: &str, model: &mut Model) {
    for view in View::ALL {
        update(model, Action::Show(view));
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let shot = format!("{}_{name}_{width}x{height}", view.name());
            insta::assert_snapshot!(shot, screen(model, width, height));
        }
    }
}

#[test]
fn views_of_an_idle_run() {
    let mut model = model(IDLE);
    update(&mut model, Action::Go(60));
    check_views("idle", &mut model);
}

#[test]
fn views_of_stealing() {
    let mut model = model(STEALING);
    (0..6).for_each(|_| update(&mut model, Action::Jump { mark: Mark::Steal, back: false }));
    check_views("stealing", &mut model);
}

#[test]
fn views_of_ten_thousand_goroutines() {
    let mut model = model(MANY);
    update(&mut model, Action::Go(80_000));
    check_views("many", &mut model);
}

#[test]
fn ascii_means_ascii_and_small_means_a_message() {
    let mut model = after(&[Action::Go(150)]);
    model.theme.ascii = true;
    for view in View::ALL {
        update(&mut model, Action::Show(view));
        let text = screen(&model, 120, 40);
        let odd: String = text.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(odd, "", "{text}");
    }
    assert!(screen(&model, 59, 20).contains("59 x 20"));
    assert!(screen(&model, 60, 19).contains("larger"));
}
