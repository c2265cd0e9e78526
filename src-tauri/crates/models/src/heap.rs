//! The heap of the C library, in which the native libraries keep models and pictures.
//!
//! glibc raises the size from which a block is mapped on its own with every such block that is let
//! go (up to 32 MB), and gives each thread an arena of its own. Blocks of some megabytes then lie
//! in arenas between small ones that live on, and what is let go never returns to the system: in a
//! kiosk that stays open all day every candidate left some hundred megabytes behind.
#![allow(unsafe_code)] // The settings of the heap have no safe wrapper.

/// Blocks from this size on are mapped on their own and given back when they are let go. A picture,
/// a window of sound and the weights of a layer are larger, words and records smaller.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const MAPPED_FROM_BYTES: libc::c_int = 256 * 1024;
/// Arenas for the blocks below. Two cores carry the smallest station, and the threads that compute
/// are few; more arenas are more holes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: libc::c_int = 4;

/// Sets how the heap grows. To be called first in `main`: arenas that are there already stay.
/// Elsewhere than with glibc it does nothing.
pub fn settle() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: both are documented settings with plain numbers (mallopt(3)).
    let taken = unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED_FROM_BYTES) == 1
            && libc::mallopt(libc::M_ARENA_MAX, ARENAS) == 1
    };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    debug_assert!(taken, "glibc knows both settings");
}

/// Gives back to the system what the heap holds and nobody uses: to be called when a candidate has
/// gone. Takes some milliseconds.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: only looks at free blocks, under the locks of their arenas (malloc_trim(3)).
    unsafe {
        libc::malloc_trim(0);
    }
}
