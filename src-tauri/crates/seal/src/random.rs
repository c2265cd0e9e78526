//! The one random source.

/// `N` random bytes of the operating system.
///
/// # Panics
/// Where the operating system has no random source: nothing secret can be made on such a machine.
#[allow(clippy::expect_used)] // a key that is not random must never be made; see above
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0u8; N];
    getrandom::fill(&mut out).expect("the operating system gives random bytes");
    out
}
