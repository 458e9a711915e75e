//! Traces in, pictures and words out.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written by a program")]

mod charts;
mod diagram;
mod histories;
mod markup;
mod scenes;
mod words;
