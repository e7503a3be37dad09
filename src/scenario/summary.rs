//! A scenario's run in a few lines: what `gmpsim run` says after it, on standard error.
//!
//! Next: [`crate::trace::stats`] for all figures.

use super::Scenario;
use crate::trace::event::{EventName, ObjKind};
use crate::trace::state::State;
use crate::trace::stats::Stats;
use crate::trace::text::{Bytes, Time, count};
use crate::trace::tracer::Strings;

/// The summary; each line ends.
pub fn of(scenario: &Scenario, stats: &Stats, strings: &Strings) -> String {
    let (state, peaks) = (stats.state(), stats.peaks());
    let mut out = format!("-- {}: {}\n", scenario.name, scenario.title);
    let busy = stats.utilisation();
    out += &format!(
        "   {} on {}, {}.{} % of their time used; at most {} goroutines at once, {} steals\n",
        Time(state.now()),
        count(state.procs(), "P"),
        busy / 10,
        busy % 10,
        peaks.users,
        state.counts().steals
    );
    let throttled = stats.count(EventName::CpuThrottle);
    if throttled > 0 {
        let times = count(throttled, "time");
        out += &format!("   the CPU quota was used up: threads were held back {times}\n");
    }
    let memory = format!("at most {}", Bytes(peaks.memory));
    let world = world(state, &memory, strings).into_iter();
    out + &world.map(|line| format!("   {line}\n")).collect::<String>()
}

/// The simulated world in lines: pools, limits, memory (in these words), work. None if the program has
/// nothing of it.
pub fn world(state: &State, memory: &str, strings: &Strings) -> Vec<String> {
    let mut lines: Vec<String> = objects(state, strings).collect();
    let limit = state.memory_limit();
    if limit > 0 {
        let killed = if state.oom_killed() { ": killed for more" } else { "" };
        lines.push(format!("memory: {memory} of {}{killed}", Bytes(limit)));
    }
    let counts = state.counts();
    if counts.done + counts.failed > 0 {
        lines.push(format!("work: {} done, {} failed", counts.done, counts.failed));
    }
    lines
}

/// A line for each pool and limiter.
fn objects<'a>(state: &'a State, strings: &'a Strings) -> impl Iterator<Item = String> + use<'a> {
    state.objects().filter_map(|(_, obj)| {
        let kind = obj.kind?;
        let name = obj.name.map(|id| strings.get(id)).unwrap_or_default();
        let (cap, peak, refused) = (obj.cap, obj.peak, obj.refused);
        Some(match kind {
            ObjKind::Pool => format!(
                "{} {name}: {} of {cap} held, at most {peak}; {refused} times exhausted",
                kind.text(),
                obj.len
            ),
            ObjKind::Limiter => format!(
                "{} {name}: {} calls, {refused} answered with 429; at most {peak} in a second, {cap} let through",
                kind.text(),
                obj.served + refused
            ),
            _ => return None,
        })
    })
}
