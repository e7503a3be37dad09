//! Channels and select: handles on one side, the runtime's channels on the other (CH, SE).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::run::{get, put};
use super::{Thread, Trap, Words, spilled};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::heap::Window;
use crate::lang::rtype::known;
use crate::runtime::os::Os;
use crate::runtime::{Hchan, SelectCase, Selected};
use crate::trace::reason::WaitReason;

/// A channel and how many words it carries.
pub(super) struct Chan {
    ch: Arc<Hchan<Words>>,
    words: u16,
    /// How many values its buffer is counted as memory for.
    counted: AtomicUsize,
}

/// The cases of a select that can be chosen, and which of the instruction's they are.
type Cases = (Vec<SelectCase<Words>>, Vec<u16>);

/// What the allocator adds for a channel, in bytes.
const CHANNEL: usize = 64;
/// Buffers of up to so many bytes are counted when the channel is made.
const SMALL_BUFFER: u64 = 1 << 16;

/// What a value takes in a buffer.
fn value_bytes(words: u16) -> u64 {
    let inline = Words::new().inline_size();
    let rest = if words as usize > inline { words as u64 * 8 + 16 } else { 0 };
    size_of::<Words>() as u64 + rest
}

impl<'a, O: Os> Thread<'a, '_, O> {
    fn chan(&self, handle: u64) -> &'a Chan {
        let vm = self.vm;
        vm.chans.get(handle as usize - 1).expect("a channel's handle is in the table")
    }

    /// The channel of a handle; `None` for nil.
    pub fn channel(&self, handle: u64) -> Option<Arc<Hchan<Words>>> {
        (handle != 0).then(|| self.chan(handle).ch.clone())
    }

    /// Counts a channel before it is made, for values of that many words.
    pub fn room_for_channel(&mut self, words: u16, cap: usize) -> Result<(), Trap> {
        let buffer = value_bytes(words).saturating_mul(cap as u64);
        let bytes = size_of::<Chan>() + size_of::<Hchan<Words>>() + CHANNEL;
        let counted = if buffer <= SMALL_BUFFER { buffer } else { 0 };
        Ok(self.vm.heap.reserve(bytes as u64 + counted)?)
    }

    /// A channel's handle: one made here or by the runtime (timers), with that many words a value.
    pub fn new_channel(&mut self, ch: Arc<Hchan<Words>>, words: u16) -> u64 {
        let buffer = value_bytes(words).saturating_mul(ch.cap() as u64);
        let counted = if buffer <= SMALL_BUFFER { usize::MAX } else { 0 };
        let counted = AtomicUsize::new(counted);
        self.vm.chans.push(Chan { ch, words, counted }) as u64 + 1
    }

    /// Before a send: the value may wait in the channel's buffer, which may have to grow.
    #[inline]
    fn room_for_value(&self, chan: &Chan) -> Result<(), Trap> {
        let counted = chan.counted.load(Relaxed);
        if counted == usize::MAX || chan.ch.len() < counted { Ok(()) } else { self.more_room(chan) }
    }

    #[cold]
    #[inline(never)]
    fn more_room(&self, chan: &Chan) -> Result<(), Trap> {
        let (old, cap) = (chan.counted.load(Relaxed), chan.ch.cap());
        let new = (2 * old).max(16).min(cap);
        let bytes = |n: usize| value_bytes(chan.words) * n as u64;
        if new > old && chan.counted.compare_exchange(old, new, Relaxed, Relaxed).is_ok() {
            self.vm.heap.regrow(bytes(old), bytes(new))?;
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn make_chan(&mut self, w: &Window, d: Reg, t: u16, cap: Reg) -> Result<(), Trap> {
        let ty = &self.vm.program.rtypes[t as usize];
        let elem = self.rtype(ty.elem.expect("a channel has an element type"));
        let (bytes, words) = (elem.bytes as u64, elem.words as u16);
        let cap = get(w, cap);
        if cap as i64 > 1 << 46 || (cap as i64) < 0 || cap.saturating_mul(bytes) > 1 << 47 {
            return Err(self.error(known::PLAIN_ERROR, "makechan: size out of range"));
        }
        self.room_for_channel(words, cap as usize)?;
        self.settle();
        let ch = self.cx.makechan(cap as usize);
        self.refuel();
        put(w, d, self.new_channel(ch, words));
        Ok(())
    }

    #[inline(never)]
    pub(super) fn send(&mut self, w: &Window, ch: Reg, a: Reg) -> Result<(), Trap> {
        let handle = get(w, ch);
        self.settle();
        if handle == 0 {
            self.cx.block_forever(WaitReason::ChanSendNilChan);
        }
        let chan = self.chan(handle);
        self.room_for_value(chan)?;
        let value = self.words(w, a, chan.words as usize);
        let held = if value.spilled() { Some(self.vm.heap.hold(spilled(&value))?) } else { None };
        let sent = self.cx.chansend(&chan.ch, value);
        drop(held);
        self.refuel();
        sent.map_err(|_| self.send_on_closed())
    }

    #[cold]
    fn send_on_closed(&mut self) -> Trap {
        self.error(known::PLAIN_ERROR, "send on closed channel")
    }

    #[inline(never)]
    pub(super) fn recv(&mut self, ok: u8, d: Reg, ch: Reg) -> Result<(), Trap> {
        let handle = get(self.window(), ch);
        self.settle();
        if handle == 0 {
            self.cx.block_forever(WaitReason::ChanReceiveNilChan);
        }
        let chan = self.chan(handle);
        let value = self.cx.chanrecv(&chan.ch);
        self.refuel();
        self.received(d, chan.words, value, ok != 0);
        Ok(())
    }

    fn received(&mut self, d: Reg, words: u16, value: Option<Words>, ok: bool) {
        let w = self.window();
        match &value {
            Some(value) => self.put_words(w, d, value),
            None => (0..words).for_each(|i| put(w, d + i, 0)),
        }
        if ok {
            put(w, d + words, value.is_some() as u64);
        }
    }

    #[inline(never)]
    pub(super) fn close(&mut self, w: &Window, ch: Reg) -> Result<(), Trap> {
        let handle = get(w, ch);
        if handle == 0 {
            return Err(self.error(known::PLAIN_ERROR, "close of nil channel"));
        }
        self.settle();
        let ch = self.chan(handle).ch.clone();
        let closed = self.cx.closechan(&ch);
        self.refuel();
        closed.map_err(|_| self.error(known::PLAIN_ERROR, "close of closed channel"))
    }

    pub(super) fn chan_len(&self, handle: u64) -> u64 {
        if handle == 0 { 0 } else { self.chan(handle).ch.len() as u64 }
    }

    pub(super) fn chan_cap(&self, handle: u64) -> u64 {
        if handle == 0 { 0 } else { self.chan(handle).ch.cap() as u64 }
    }

    /// The cases follow the instruction: at the end `self.pc` moves past them.
    #[inline(never)]
    pub(super) fn select(&mut self, block: u8, d: Reg, n: u16) -> Result<(), Trap> {
        // It takes more stack than other operations, as long as it waits.
        Self::deeper(self, |t| t, |t| t.selectgo(block, d, n))
    }

    fn selectgo(&mut self, block: u8, d: Reg, n: u16) -> Result<(), Trap> {
        let (cases, numbers) = self.select_cases(n)?;
        let values = |c: &SelectCase<Words>| match c {
            SelectCase::Send(_, value) => spilled(value),
            SelectCase::Recv(_) => 0,
        };
        let waiting = cases.iter().map(values).sum();
        let held = if waiting > 0 { Some(self.vm.heap.hold(waiting)?) } else { None };
        self.settle();
        if cases.is_empty() && block != 0 {
            self.cx.block_forever(if n == 0 {
                WaitReason::SelectNoCases
            } else {
                WaitReason::Select
            });
        }
        let chosen = self.cx.selectgo(cases, block != 0);
        drop(held);
        self.refuel();
        let chosen = match chosen {
            Err(_) => return Err(self.send_on_closed()),
            Ok(Selected::Default) => n,
            Ok(Selected::Sent(i)) => numbers[i],
            Ok(Selected::Received(i, value)) => {
                let Instr::Case { ch, x, .. } = self.case(numbers[i]) else {
                    unreachable!("select is followed by its cases")
                };
                let words = self.chan(get(self.window(), ch)).words;
                self.received(x, words, value, true);
                numbers[i]
            }
        };
        put(self.window(), d, chosen as u64);
        self.pc += n as u32;
        Ok(())
    }

    fn case(&self, i: u16) -> Instr {
        self.vm.program.code[self.pc as usize + i as usize]
    }

    /// The cases with channels that are not nil, and which of the instruction's they are.
    fn select_cases(&self, n: u16) -> Result<Cases, Trap> {
        let w = self.window();
        let (mut cases, mut numbers) = (vec![], vec![]);
        for i in 0..n {
            let Instr::Case { send, ch, x } = self.case(i) else {
                unreachable!("select is followed by its cases")
            };
            let handle = get(w, ch);
            if handle == 0 {
                continue;
            }
            let chan = self.chan(handle);
            numbers.push(i);
            cases.push(if send != 0 {
                self.room_for_value(chan)?;
                SelectCase::Send(chan.ch.clone(), self.words(w, x, chan.words as usize))
            } else {
                SelectCase::Recv(chan.ch.clone())
            });
        }
        Ok((cases, numbers))
    }
}
