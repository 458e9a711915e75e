//! A Chromium for the browser tests.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{run, say};

/// Names under which Chromium, or Chrome, is installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// On a Mac, programs are not on the path.
const ON_A_MAC: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Finds a browser; on Debian, and as root, installs one if there is none.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!("the variable CHROMIUM names {}, and no file is there", named.display());
        }
        return Ok(named);
    }
    if let Some(installed) = installed() {
        return Ok(installed);
    }
    if is_debian() && is_root() {
        say("test", "installing the package chromium for the browser tests");
        for arguments in [&["update"][..], &["install", "--yes", "chromium"]] {
            let mut apt = Command::new("apt-get");
            run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
        }
        if let Some(installed) = installed() {
            return Ok(installed);
        }
    }
    bail!(
        "the browser tests need Chromium or Chrome: install one (on Debian: `sudo apt-get install \
         chromium`), or name it in the variable CHROMIUM"
    );
}

fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let named = env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(format!("{name}{EXE_SUFFIX}"))));
    named.chain(ON_A_MAC.map(PathBuf::from)).find(|file| file.is_file())
}

/// Whether this is Debian itself: on its relatives the package has other names or is an empty one.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=debian"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
