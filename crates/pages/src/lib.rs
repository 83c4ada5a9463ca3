//! The pages: files of `web/dist`, compiled in and served beside the API.
//!
//! - [`files`]: what was compiled in, and how a file is answered.
//! - [`headers`]: what keeps browsers safe.
//! - [`router`]: which path answers which page.
//!
//! A build without them is whole all the same: each page then says how to build it.

mod files;
mod headers;
mod router;

pub use router::router;
