//! What the desk computes from stored reports: spoken text for the player, bands instead of places,
//! statistics, batches, attached files. Windows and files of the desk are others' business.

pub mod attachments;
pub mod bands;
pub mod batch;
pub mod captions;
pub mod pauses;
pub mod sheet;
pub mod spoken;
pub mod statistics;
