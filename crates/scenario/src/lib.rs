//! The author's file and code made one checked [`Scenario`], run and judged.
//!
//! This is the one door for all faces: the command loads scenarios from their [`Sources`] with
//! `load`, the page gets them as a [`PageForm`]. Neither does I/O here: texts come in, reports
//! and problems go out.

mod asked;
#[cfg(feature = "toml")]
mod exercise;
mod explore;
pub mod json;
mod moment;
mod offers;
mod page;
mod page_json;
mod problem;
#[cfg(feature = "toml")]
mod read;
mod report;
mod scenario;
mod service;
mod sources;
mod spec;
mod sweep;
mod world;

pub use asked::{Asked, Faults};
pub use explore::{
    Counterexample, Exploration, Explored, STATES_MAX, SiblingRun, SingleFault, Within,
};
pub use moment::{Item, Moment, NodeNow, Section};
pub use page::PageForm;
pub use page_json::Unreadable;
pub use problem::Problem;
#[cfg(feature = "toml")]
pub use read::load;
pub use report::{Judgement, PropertyHistory, Report};
pub use scenario::{
    Explores, Findings, Knob, NoSuch, Scenario, Simulated, Unexplored, Variant, WhatIf, within,
};
pub use sources::{SourceFile, Sources, VariantSource};
pub use sweep::{Curve, Sweeping, Swept};
