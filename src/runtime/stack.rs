//! Stacks for coroutines, from a slab: few large mappings cut into slots.
//!
//! One mapping per stack would fail at about 32,000 stacks (`vm.max_map_count`), so a mapping holds
//! many and the guard page of each slot is installed without splitting the mapping
//! (`MADV_GUARD_INSTALL`, Linux 6.13), or with `mprotect` where the kernel is older. Memory is
//! only used once touched: a goroutine that parks early costs a page or two. Of such a page it uses a
//! sixth, so at the top of each stack there is room for the structure of a goroutine, of whatever one.
//!
//! It must never know what runs on a stack. Next: [`super::coro`].
#![allow(unsafe_code)]

use std::num::NonZeroUsize;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use corosensei::on_stack;
use corosensei::stack::{Stack, StackPointer};
use parking_lot::Mutex;

/// Size of a stack in bytes, its guard page included. Only touched pages take memory.
pub const STACK_SIZE: usize = 256 << 10;
/// Size of the page at its low end that must not be touched.
const GUARD_SIZE: usize = 4096;
/// Room at the top of each stack for something that lives as long as the pool, in bytes. A goroutine's
/// structure takes half of it, and more where a sanitizer keeps something with each coroutine.
pub(super) const ROOM_SIZE: usize = 256;
/// How it is aligned.
pub(super) const ROOM_ALIGN: usize = ROOM_SIZE;
/// Slots in the first mapping; each next one has twice as many, up to [`MAX_SLOTS`].
const FIRST_SLOTS: usize = 16;
const MAX_SLOTS: usize = 4096;
/// `MADV_GUARD_INSTALL` (Linux 6.13), not yet named by the libc crate.
const MADV_GUARD_INSTALL: i32 = 102;

/// Where stacks come from and go back to. Clones share the same slots.
#[derive(Clone, Default)]
pub struct StackPool(Arc<Mutex<Slots>>);

#[derive(Default)]
struct Slots {
    mappings: Vec<Mapping>,
    /// Slots that were used before.
    free: Vec<Slot>,
    /// How many mappings have no room left.
    without_room: usize,
}

/// The lowest address of a slot, a page's; in the bits that are 0 in it, how many pages at its top are
/// counted as used: one at least. A goroutine's structure has no room for more.
#[derive(Clone, Copy)]
struct Slot(usize);

impl Slot {
    fn low(self) -> usize {
        self.0 / GUARD_SIZE * GUARD_SIZE
    }
}

/// What is at an offset below `used` was used by a stack.
struct Mapping {
    address: usize,
    size: usize,
    used: usize,
    /// Up to which offset the rooms were given out.
    roomed: usize,
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the range was mapped by `Slots::map` and every `PooledStack` in it holds the
        // `Arc` that owns this mapping, so none is left.
        unsafe { libc::munmap(self.address as *mut _, self.size) };
    }
}

impl Slots {
    fn take(&mut self) -> std::io::Result<Slot> {
        if let Some(slot) = self.free.pop() {
            return Ok(slot);
        }
        if self.mappings.last().is_none_or(|last| last.used == last.size) {
            self.map()?;
        }
        let last = self.mappings.last_mut().expect("there is a mapping now");
        let low = last.address + last.used;
        install_guard(low)?;
        last.used += STACK_SIZE;
        Ok(Slot(low + 1))
    }

    fn room(&mut self) -> Option<usize> {
        let mapping = self.mappings.get_mut(self.without_room)?;
        if mapping.roomed == mapping.used {
            return None;
        }
        mapping.roomed += STACK_SIZE;
        let end = mapping.address + mapping.roomed;
        self.without_room += usize::from(mapping.roomed == mapping.size);
        Some(end - ROOM_SIZE)
    }

    fn map(&mut self) -> std::io::Result<()> {
        let slots = (FIRST_SLOTS << self.mappings.len().min(16)).min(MAX_SLOTS);
        let size = slots * STACK_SIZE;
        // SAFETY: a fresh anonymous mapping overlaps nothing.
        let address = unsafe {
            libc::mmap(
                ptr::null_mut(),
                size,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(std::io::Error::last_os_error());
        }
        let address = address as usize;
        #[cfg(target_os = "linux")]
        // SAFETY: the range was just mapped. Huge pages would give every stack 2 MiB.
        unsafe {
            libc::madvise(address as *mut _, size, libc::MADV_NOHUGEPAGE);
        }
        self.mappings.push(Mapping { address, size, used: 0, roomed: 0 });
        Ok(())
    }
}

fn install_guard(low: usize) -> std::io::Result<()> {
    // SAFETY: the page is the low end of a slot that nobody uses yet.
    unsafe {
        if libc::madvise(low as *mut _, GUARD_SIZE, MADV_GUARD_INSTALL) == 0
            || libc::mprotect(low as *mut _, GUARD_SIZE, libc::PROT_NONE) == 0
        {
            return Ok(());
        }
    }
    Err(std::io::Error::last_os_error())
}

impl StackPool {
    /// A stack: one used before if there is one, else a fresh slot.
    ///
    /// # Errors
    /// When the machine has no address space left for another mapping.
    pub fn take(&self) -> std::io::Result<PooledStack> {
        let slot = self.0.lock().take()?;
        Ok(PooledStack { slot, pool: self.clone() })
    }

    /// The room at the top of a stack that is or was used, so that its page is there anyway. Nobody
    /// else gets it, and it is there as long as the pool.
    pub(super) fn room(&self) -> Option<NonNull<[u8; ROOM_SIZE]>> {
        let address = NonZeroUsize::new(self.0.lock().room()?)?;
        Some(NonNull::with_exposed_provenance(address))
    }
}

/// A stack of [`STACK_SIZE`] bytes, its guard and the room at its top included; goes back to its pool
/// when dropped.
pub struct PooledStack {
    slot: Slot,
    pool: StackPool,
}

impl PooledStack {
    /// The lowest address above its guard page.
    pub fn low(&self) -> usize {
        self.slot.low() + GUARD_SIZE
    }

    /// How many pages at its top are counted as used, by whoever counts.
    pub(super) fn touched(&self) -> u8 {
        (self.slot.0 % GUARD_SIZE) as u8
    }

    /// So many are counted now.
    pub(super) fn set_touched(&mut self, pages: u8) {
        self.slot = Slot(self.slot.low() + usize::from(pages));
    }

    /// Runs something on this stack, in place of the one that it is called on. It may suspend there
    /// as well.
    pub fn run<R>(&mut self, f: impl FnOnce() -> R) -> R {
        on_stack(Borrowed(self), f)
    }
}

/// A stack that somebody keeps for later.
struct Borrowed<'s>(&'s mut PooledStack);

// SAFETY: as for the stack itself, which nobody else uses meanwhile.
unsafe impl Stack for Borrowed<'_> {
    fn base(&self) -> StackPointer {
        self.0.base()
    }

    fn limit(&self) -> StackPointer {
        self.0.limit()
    }
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        self.pool.0.lock().free.push(self.slot);
    }
}

// SAFETY: the slot is readable and writable memory above a guard page, owned by this object alone until
// it is dropped, but for the room at its top; both ends are aligned to a cache line.
unsafe impl Stack for PooledStack {
    fn base(&self) -> StackPointer {
        let top = self.slot.low() + STACK_SIZE - ROOM_SIZE;
        NonZeroUsize::new(top).expect("a mapping is never at address 0")
    }

    fn limit(&self) -> StackPointer {
        NonZeroUsize::new(self.slot.low()).expect("a mapping is never at address 0")
    }
}

/// Where a goroutine's stack is.
#[derive(Default)]
pub(super) struct StackHint(AtomicUsize);

/// How much of a stack a goroutine uses that is parked in the usual places.
const USUALLY_USED: usize = 640;

impl StackHint {
    /// It runs on that stack from now on.
    pub fn set(&self, stack: &PooledStack) {
        self.0.store(stack.base().get(), Relaxed);
    }

    /// Fetches what is used of the stack into the caches.
    pub fn prefetch(&self) {
        let base = self.0.load(Relaxed);
        for back in (64..=USUALLY_USED).step_by(64) {
            prefetch_line(base.wrapping_sub(back));
        }
    }
}

/// Fetches something into the caches.
pub(super) fn prefetch<T>(what: &T) {
    let at = ptr::from_ref(what) as usize;
    for offset in (0..size_of::<T>()).step_by(64) {
        prefetch_line(at + offset);
    }
}

/// A hint to the processor, where one can be given.
#[inline(always)]
fn prefetch_line(at: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: fetching ahead reads nothing; any address will do.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at as *const i8);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}
