//! The one door through which the runtime tells what it does.
//!
//! The runtime gathers events and tells them many at a time, so that telling one costs a few
//! nanoseconds, and nothing when nobody listens. It must never know who listens. Next:
//! [`super::event`] for what is told.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use rustc_hash::FxHashMap;

use super::event::{Event, StrId};

/// Who listens to the events of a run.
pub trait Sink: Send {
    /// Takes the next events, in order. `strings` holds every text they refer to.
    fn events(&mut self, events: &[Event], strings: &Strings);
    /// The run is over and everything has been told.
    fn end(&mut self, _strings: &Strings) {}
}

/// Gathers everything in memory.
impl Sink for Vec<Event> {
    fn events(&mut self, events: &[Event], _strings: &Strings) {
        self.extend_from_slice(events);
    }
}

/// A sink that is looked at when the run is over.
impl<S: Sink> Sink for Arc<Mutex<S>> {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        self.lock().events(events, strings);
    }

    fn end(&mut self, strings: &Strings) {
        self.lock().end(strings);
    }
}

/// The texts of a trace: function names, output, messages. Each text is stored once.
#[derive(Debug, Default)]
pub struct Strings {
    inner: RwLock<StringTable>,
}

#[derive(Debug, Default)]
struct StringTable {
    texts: Vec<Arc<str>>,
    index: FxHashMap<Arc<str>, StrId>,
}

impl Strings {
    /// The number of a text, the same for equal texts.
    pub fn intern(&self, text: &str) -> StrId {
        if let Some(id) = self.inner.read().index.get(text) {
            return *id;
        }
        let mut table = self.inner.write();
        if let Some(id) = table.index.get(text) {
            return *id;
        }
        let id = StrId(table.texts.len() as u32);
        let text: Arc<str> = text.into();
        table.texts.push(text.clone());
        table.index.insert(text, id);
        id
    }

    /// The text of a number; empty if there is none such.
    pub fn get(&self, id: StrId) -> Arc<str> {
        self.inner.read().texts.get(id.0 as usize).cloned().unwrap_or_else(|| "".into())
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.inner.read().texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The door.
pub struct Tracer {
    on: bool,
    strings: Arc<Strings>,
    sink: Mutex<Option<Box<dyn Sink>>>,
}

impl Tracer {
    /// A door with that listener behind it; `None`: telling costs nothing.
    pub fn new(sink: Option<Box<dyn Sink>>) -> Self {
        Self { on: sink.is_some(), strings: Arc::default(), sink: Mutex::new(sink) }
    }

    /// Whether anybody listens.
    #[inline]
    pub fn on(&self) -> bool {
        self.on
    }

    /// The texts of this trace.
    pub fn strings(&self) -> &Arc<Strings> {
        &self.strings
    }

    /// Tells events. Times must not go back.
    pub fn tell(&self, events: &[Event]) {
        if let Some(sink) = &mut *self.sink.lock() {
            sink.events(events, &self.strings);
        }
    }

    /// Says that the run is over; nobody listens any more.
    pub fn end(&self) {
        if let Some(mut sink) = self.sink.lock().take() {
            sink.end(&self.strings);
        }
    }
}
