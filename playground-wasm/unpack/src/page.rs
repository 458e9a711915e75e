//! What the page calls: it asks for room, writes there what was packed, and has it unpacked.

#![expect(unsafe_code, reason = "the page hands over bytes in memory, and names are for the page")]

use core::arch::wasm32::{memory_grow, unreachable};
use core::panic::PanicInfo;
use core::slice;

/// Memory grows by so many bytes at a time.
const PAGE: usize = 65_536;

/// Makes room for so many bytes at the end of all memory, and returns its address.
#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut u8 {
    let pages = length.div_ceil(PAGE);
    let before = memory_grow::<0>(pages);
    if before == usize::MAX {
        unreachable();
    }
    ((before + pages) * PAGE - length) as *mut u8
}

/// Unpacks what stands there, and returns the address of the module, which goes on to the end of
/// all memory.
#[unsafe(no_mangle)]
unsafe extern "C" fn unpack(packed: *const u8, length: usize) -> *const u8 {
    // SAFETY: the page has written so many bytes to the room that it was given.
    let packed = unsafe { slice::from_raw_parts(packed, length) };
    let length = crate::length(packed);
    let room = || {
        // SAFETY: nobody else was given this room, and fresh memory is all zeros.
        unsafe { slice::from_raw_parts_mut(room(length), length) }
    };
    let (row, functions, module) = (room(), room(), room());
    crate::unpack(packed, module, functions, row);
    module.as_ptr()
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unreachable()
}
