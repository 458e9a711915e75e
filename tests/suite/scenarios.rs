//! The scenarios of the built-in services, of the faults, of clocks and of links, with traces that
//! can be checked by reading: one world each, in which every message takes ten milliseconds.

use snapbox::file;
use whatif_tests::TestBook;

use crate::guide::replay;

/// A book of the three files of a scenario.
macro_rules! book {
    ($name:literal) => {
        TestBook::empty()
            .with(
                concat!("src/", $name, ".md"),
                include_str!(concat!("../scenarios/", $name, ".md")),
            )
            .with(
                concat!("src/", $name, ".rs"),
                include_str!(concat!("../scenarios/", $name, ".rs")),
            )
            .with(
                concat!("src/", $name, ".toml"),
                include_str!(concat!("../scenarios/", $name, ".toml")),
            )
    };
}

#[test]
fn queue() {
    replay(file!["../scenarios/queue.md"], book!("queue"));
}

#[test]
fn log() {
    replay(file!["../scenarios/log.md"], book!("log"));
}

#[test]
fn store() {
    replay(file!["../scenarios/store.md"], book!("store"));
}

#[test]
fn lock() {
    replay(file!["../scenarios/lock.md"], book!("lock"));
}

#[test]
fn replica() {
    replay(file!["../scenarios/replica.md"], book!("replica"));
}

#[test]
fn signer() {
    replay(file!["../scenarios/signer.md"], book!("signer"));
}

#[test]
fn faults() {
    replay(file!["../scenarios/faults.md"], book!("faults"));
}

#[test]
fn clocks() {
    replay(file!["../scenarios/clocks.md"], book!("clocks"));
}

#[test]
fn links() {
    replay(file!["../scenarios/links.md"], book!("links"));
}

#[test]
fn consistency() {
    replay(file!["../scenarios/consistency.md"], book!("consistency"));
}
