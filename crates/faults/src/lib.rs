//! A disk for tests: it loses power, tears pages, runs full, and fails to sync.
//!
//! [`FaultyDisk`] is a storage for a journal. Its files lie in a real directory, where readers find them, and read as
//! they do while the machine runs. Beside them it keeps what of each file is really on the disk: pages reach it with a
//! sync, or by chance when the power goes. [`FaultyDisk::leave`] writes what is there after the power came back.

mod cached_file;
mod dice;
mod disk;
mod survival;

pub use cached_file::{PAGE_BYTES, SECTOR_BYTES};
pub use dice::Dice;
pub use disk::{Fault, FaultyDisk, Operation};
pub use survival::Survival;
