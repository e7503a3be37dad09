//! The one door through which the runtime tells what it does.
//!
//! Events are gathered in a buffer and handed to the sink in chunks, so that telling one costs a
//! few nanoseconds, and nothing when nobody listens. It must never know who listens. Next:
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

/// How many events are gathered before the sink is called.
const CHUNK: usize = 4096;

/// The door.
pub struct Tracer {
    on: bool,
    strings: Arc<Strings>,
    inner: Mutex<Inner>,
}

struct Inner {
    buffer: Vec<Event>,
    sink: Option<Box<dyn Sink>>,
    told: u64,
    ended: bool,
}

impl Tracer {
    /// A door with that listener behind it; `None`: telling costs nothing.
    pub fn new(sink: Option<Box<dyn Sink>>) -> Self {
        let inner = Inner { buffer: Vec::with_capacity(CHUNK), sink, told: 0, ended: false };
        Self { on: inner.sink.is_some(), strings: Arc::default(), inner: Mutex::new(inner) }
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

    /// Tells an event. Times must not go back.
    #[inline]
    pub fn emit(&self, event: Event) {
        if self.on {
            self.push(event);
        }
    }

    fn push(&self, event: Event) {
        let inner = &mut *self.inner.lock();
        debug_assert!(
            inner.buffer.last().is_none_or(|last| last.at <= event.at),
            "time goes back: {event:?}"
        );
        inner.buffer.push(event);
        inner.told += 1;
        if inner.buffer.len() == CHUNK {
            inner.flush(&self.strings);
        }
    }

    /// How many events were told.
    pub fn told(&self) -> u64 {
        self.inner.lock().told
    }

    /// Hands on what is gathered.
    pub fn flush(&self) {
        self.inner.lock().flush(&self.strings);
    }

    /// Hands on what is gathered and says that the run is over.
    pub fn end(&self) {
        let inner = &mut *self.inner.lock();
        inner.flush(&self.strings);
        if let (Some(sink), false) = (&mut inner.sink, inner.ended) {
            sink.end(&self.strings);
            inner.ended = true;
        }
    }
}

impl Inner {
    fn flush(&mut self, strings: &Strings) {
        if let Some(sink) = &mut self.sink {
            sink.events(&self.buffer, strings);
        }
        self.buffer.clear();
    }
}
