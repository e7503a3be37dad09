//! Trace files: read or refused; what is read is folded into a picture, and every view of it is drawn.
#![no_main]

use std::io::Cursor;
use std::sync::Arc;

use gmpsim::trace::event::Event;
use gmpsim::trace::jsonl;
use gmpsim::trace::tracer::Strings;
use gmpsim::tui::app::{Model, View};
use gmpsim::tui::run::{Program, Progress, Run, Settings, Source, Watched};
use gmpsim::tui::theme::{Palette, Theme};
use gmpsim::tui::view;
use libfuzzer_sys::fuzz_target;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

gmpsim_fuzz::by_tokens!();

/// The events of the file.
struct Recorded(Vec<Event>, Arc<Strings>);

impl Source for Recorded {
    fn more(&mut self, _: usize, history: &mut Watched) -> Progress {
        let impossible = self.0.drain(..).find_map(|event| history.push(event).err());
        let how = impossible.map_or(String::new(), |why| why.to_string());
        Progress::Ended { last: String::new(), how }
    }

    fn strings(&self) -> Arc<Strings> {
        self.1.clone()
    }

    fn rerun(&self, _: Settings) -> Result<Box<dyn Source>, String> {
        Err("a recording".into())
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(trace) = jsonl::read(Cursor::new(data)) else { return };
    let settings = Settings { procs: trace.header.procs, seed: trace.header.seed, policy: gmpsim::policy::Policy::default() };
    let program = Program { name: view::visible(&trace.header.program), lines: Vec::new() };
    let last = trace.events.len();
    let source = Recorded(trace.events, Arc::new(trace.strings));
    let run = Run::new(Arc::new(program), settings, Box::new(source));
    let theme = Theme { palette: Palette::Dark, ascii: false, indexed: false };
    let mut model = Model::new(run, theme);
    model.size = (100, 40);
    for n in [last, last / 2] {
        model.go(n);
        for view in View::ALL {
            model.view = view;
            view::draw(&model, &mut Buffer::empty(Rect::new(0, 0, 100, 40)));
        }
    }
});
