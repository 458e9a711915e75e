//! The names that a program of the playground has without a `use`, as Rust and tokio mean them.

// A name is there whether or not a program of the corpus has a use for it.
#![allow(unused_imports)]

pub(crate) use std::cmp::{Ordering, Reverse, max, min};
pub(crate) use std::collections::{BTreeMap, BTreeSet, VecDeque};
// The maps of the playground are ordered, whatever they are called.
pub(crate) use std::collections::{BTreeMap as HashMap, BTreeSet as HashSet};
pub(crate) use std::rc::Rc;
pub(crate) use std::sync::Arc;
pub(crate) use std::time::Duration;

pub(crate) use futures::future::join_all;
pub(crate) use tokio::sync::{Mutex, mpsc, oneshot};
pub(crate) use tokio::task::{JoinHandle, yield_now};
pub(crate) use tokio::time::{
    Instant, Interval, MissedTickBehavior, interval, interval_at, sleep, sleep_until, timeout,
    timeout_at,
};
pub(crate) use tokio::{join, select, spawn, try_join};

macro_rules! print {
    ($($arguments:tt)*) => { $crate::output::print(&format!($($arguments)*)) };
}

macro_rules! println {
    () => { $crate::output::print("\n") };
    ($($arguments:tt)*) => { $crate::output::print(&(format!($($arguments)*) + "\n")) };
}

macro_rules! eprintln {
    ($($arguments:tt)*) => { println!($($arguments)*) };
}
