//! Why: what just happened, in plain sentences with the rule and Go's function; always in sight.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::super::app::{Model, View};
use super::super::theme::Role;
use super::frame::thousands;
use super::{Screen, visible};
use crate::trace::explain::{Moment, Why, explain, why_runs};

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let Some(event) = model.event() else {
        screen.block(model, "why", area);
        return;
    };
    let who = [event.m.to_string(), event.p.to_string(), event.g.to_string()];
    let title = format!(
        "why   event {} · {} · {}",
        thousands(model.n()),
        event.kind.name().as_str(),
        who.join(" ")
    );
    let inner = screen.block(model, &title, area);
    let events = &model.run.history.events()[..model.n()];
    let strings = &model.run.strings;
    let mut lines = Vec::new();
    if let Some((stop, of, since, say)) = model.run.tour().at(model.n()) {
        // Once it is past, it stands back.
        let role = if since == model.n() { Role::Title } else { Role::Dim };
        lines.push(Line::styled(format!("tour {stop}/{of}: {say}"), theme.style(role)));
    }
    if let Some(why) = explain(&Moment { events, before: &model.before, strings }) {
        lines.push(sentence(model, "", &why));
    }
    // What the chosen P runs, and how it came by it.
    if let View::Scheduler | View::Inspector = model.view
        && let Some(why) =
            why_runs(&model.run.history, model.n(), &model.state, model.pick_p, strings)
    {
        lines.push(sentence(model, &format!("{}: ", model.pick_p), &why));
    }
    screen
        .put(Paragraph::new(lines).wrap(Wrap { trim: true }).style(theme.style(Role::Text)), inner);
}

fn sentence(model: &Model, about: &str, why: &Why) -> Line<'static> {
    let theme = &model.theme;
    Line::from(vec![
        Span::styled(about.to_string(), theme.style(Role::Title)),
        Span::styled(visible(&why.text), theme.style(Role::Text)),
        Span::styled(format!("  {}", why.source()), theme.style(Role::Dim)),
    ])
}
