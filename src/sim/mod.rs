//! The simulated world that a Go program lives in (package sim): resources of which there are only so
//! many, and interfaces that answer only so many calls a second.
//!
//! It is built on goroutines' semaphores, as package sync is, and tells what happens. What it knows of an
//! object lies in words of the program's memory. It must never decide who runs. Next: [`pool`],
//! [`limiter`].

pub(crate) mod limiter;
pub(crate) mod pool;

use crate::runtime::Cx;
use crate::runtime::os::Os;
use crate::trace::event::{EventKind, ObjId, ObjKind};

/// A new object of the world, with a name for the trace.
fn named<O: Os>(cx: &mut Cx<'_, O>, kind: ObjKind, cap: u32, name: &str) -> ObjId {
    let _step = cx.step();
    let obj = cx.new_obj(kind, cap);
    let name = cx.strings().intern(name);
    cx.tell(|| EventKind::ObjName { obj, name });
    obj
}

/// Says how many units of the program's work are done and have failed since the last time.
pub(crate) fn units<O: Os>(cx: &mut Cx<'_, O>, done: u32, failed: u32) {
    cx.tell(|| EventKind::Units { done, failed });
}
