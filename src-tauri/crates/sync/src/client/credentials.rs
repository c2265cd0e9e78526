//! What a station is known by.

use seal::sign::{PublicKey, SigningKey};

/// Credentials of an enrolled station.
#[derive(Clone, Debug)]
pub struct StationCredentials {
    /// Station id.
    pub station_id: String,
    /// Device key: it signs assertions. Printed as its thumbprint only.
    pub signing: SigningKey,
    /// Keys by which the HRMS signs receipts and pulled objects; the first is the present one.
    pub hrms_keys: Vec<PublicKey>,
}

impl StationCredentials {
    /// The key of the HRMS with this thumbprint.
    pub fn hrms_key(&self, kid: &str) -> Option<&PublicKey> {
        self.hrms_keys.iter().find(|key| key.thumbprint() == kid)
    }
}
