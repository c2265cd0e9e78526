//! Who is asking: a station by token, a person by session.

pub mod password;
pub mod session;
pub mod station;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use seal::hash::sha256_hex;

/// `N` random bytes.
///
/// # Panics
/// Where the operating system has no random source: nothing secret can be made there.
#[allow(clippy::expect_used)] // see above
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A 256-bit secret for a client, and the digest under which it is stored.
pub(crate) fn make_secret() -> (String, String) {
    let secret = URL_SAFE_NO_PAD.encode(random::<32>());
    let digest = sha256_hex(&secret);
    (secret, digest)
}

/// Compares without telling by its time where two values differ.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0
}

/// The address of the other end, where the server knows it.
pub(crate) fn peer(extensions: &axum::http::Extensions) -> String {
    extensions
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .map_or_else(|| "unknown".to_owned(), |info| info.0.ip().to_string())
}
