//! Counts what is allocated, and how much of it at once.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The allocator of the system, with a count of what it is asked for.
///
/// It counts for all contestants alike, without a locked instruction, because a locked one for
/// each allocation would be felt in the times: there is one thread, and where a contestant starts
/// another one, the first waits for it.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
/// How many bytes are allocated now.
static BYTES: AtomicUsize = AtomicUsize::new(0);
/// The most that were allocated at once since somebody asked.
static BYTES_MAX: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(more: usize, less: usize) {
    ALLOCATIONS.store(ALLOCATIONS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    let bytes = BYTES.load(Ordering::Relaxed).wrapping_add(more).wrapping_sub(less);
    BYTES.store(bytes, Ordering::Relaxed);
    if bytes > BYTES_MAX.load(Ordering::Relaxed) {
        BYTES_MAX.store(bytes, Ordering::Relaxed);
    }
}

#[expect(unsafe_code, reason = "an allocator is unsafe, and this one hands everything on")]
// SAFETY: everything is handed on unchanged to an allocator that keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        unsafe { System.realloc(old, layout, size) }
    }
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        let bytes = BYTES.load(Ordering::Relaxed).wrapping_sub(layout.size());
        BYTES.store(bytes, Ordering::Relaxed);
        unsafe { System.dealloc(old, layout) }
    }
}

/// How often something allocates, growing included.
pub(crate) fn counted<T>(something: impl FnOnce() -> T) -> u64 {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    drop(something());
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// What something comes to, and the most bytes that it has allocated at once on the way, what it
/// comes to included.
pub(crate) fn high_water<T>(something: impl FnOnce() -> T) -> (T, usize) {
    let before = BYTES.load(Ordering::Relaxed);
    BYTES_MAX.store(before, Ordering::Relaxed);
    let result = something();
    (result, BYTES_MAX.load(Ordering::Relaxed) - before)
}
