//! Conditions at which playing stops: `G7 blocks`, `queue of P2 > 100`.

use super::super::app::Model;

pub use crate::trace::condition::Condition as Break;

/// The first moment after the playhead, up to `to`, at which a condition comes true, and which.
pub fn first(model: &Model, to: usize) -> Option<(usize, String)> {
    if model.breaks.is_empty() {
        return None;
    }
    let history = &model.run.history;
    let mut state = model.state.clone();
    for n in model.n() + 1..=to.min(history.len()) {
        let event = &history.events()[n - 1];
        let held: Vec<bool> = model.breaks.iter().map(|b| b.before(event, &state)).collect();
        history.seek(&mut state, n);
        let met = model.breaks.iter().zip(held).find(|(b, held)| b.met(event, *held, &state));
        if let Some((b, _)) = met {
            return Some((n, b.to_string()));
        }
    }
    None
}
