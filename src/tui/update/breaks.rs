//! Conditions at which playing stops: `G7 blocks`, `queue of P2 > 100`.

use super::super::app::Model;

pub use crate::trace::condition::Condition as Break;

/// The first moment after the playhead, up to `to`, at which a condition comes true, and which.
pub fn first(model: &Model, to: usize) -> Option<(usize, String)> {
    if model.breaks.is_empty() {
        return None;
    }
    let (mut before, mut after) = (model.state.clone(), model.state.clone());
    let history = &model.run.history;
    for n in model.n() + 1..=to.min(history.len()) {
        history.seek(&mut after, n);
        let event = &history.events()[n - 1];
        if let Some(met) =
            model.breaks.iter().find(|b| b.met(event, b.before(event, &before), &after))
        {
            return Some((n, format!("{met}")));
        }
        history.seek(&mut before, n);
    }
    None
}
