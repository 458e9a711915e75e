//! Whole books in, pages and diagnostics out.
//!
//! What the command writes is compared with what stands in these files; after a wanted change,
//! `SNAPSHOTS=overwrite` writes it anew, and the difference is read before it is kept.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes its texts with them")]

mod command_line;
mod diagnostics;
mod exercises;
mod explorations;
mod fences;
mod guide;
mod histories;
mod kept;
mod load;
mod pages;
mod promises;
mod protocol;
mod publishing;
mod renderers;
mod scenarios;
mod tabs;
mod watching;
