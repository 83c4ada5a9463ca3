//! Files of orders, read whole: rows, rejections, digests and failures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod broken_files;
mod cdnow;
mod claims;
mod content;
mod headers;
mod oracle;
mod properties;
mod records;
mod support;
