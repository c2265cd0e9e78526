//! What the desk computes from stored reports: spoken text for the player, bands instead of places,
//! statistics, batches, attached files; and what it keeps for a person. Windows and files of the desk
//! are others' business.

pub mod agreement;
pub mod attachments;
pub mod bands;
pub mod batch;
pub mod captions;
pub mod figures;
pub mod pauses;
pub mod sheet;
pub mod spoken;
pub mod statistics;
pub mod views;
pub mod watch;
