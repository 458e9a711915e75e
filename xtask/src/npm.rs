//! The packages from npm, and the scripts that esbuild makes with them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{at_root, dist, root, run, say};
use crate::stamp::{Stamp, files_below};

/// npm, at the root of the workspace.
pub(crate) fn npm() -> Command {
    // On Windows npm is a script, and a script is only found under its full name.
    at_root(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Installs the packages exactly as the lock file names them, if that is not done already.
pub(crate) fn install() -> Result<()> {
    let packages = root().join("node_modules");
    let inputs = [
        root().join("package-lock.json"),
        root().join("package.json"),
        root().join("playground-wasm/web/package.json"),
        root().join("tests/browser/package.json"),
        root().join("tests/texts/package.json"),
    ];
    let stamp = Stamp::of(packages.join(".xtask-stamp"), &inputs)?;
    if stamp.is_fresh(&[packages]) {
        return Ok(());
    }
    say("npm", "installing the packages of package-lock.json");
    run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()
}

/// Bundles all scripts that are written in TypeScript; ui.js carries what unpacks the engine.
pub(crate) fn bundle() -> Result<()> {
    let scripts = ["loader.js", "ui.js", "offline.js", "frame.js", "embed.js", "course.js"];
    let outputs: Vec<PathBuf> = scripts.map(|name| dist().join(name)).into();
    let mut inputs = files_below(&root().join("playground-wasm/web"))?;
    inputs.extend([root().join("package-lock.json"), dist().join("unpack.wasm")]);
    fs::create_dir_all(dist())?;
    let stamp = Stamp::of(dist().join("web.stamp"), &inputs)?;
    if stamp.is_fresh(&outputs) {
        return Ok(());
    }
    say("web", "bundling the loader and the widget");
    run(npm().args(["run", "build", "--workspace=playground-wasm/web"]))?;
    if let Some(missing) = outputs.iter().find(|output| !output.exists()) {
        bail!("the build of playground-wasm/web ended well, but wrote no {}", missing.display());
    }
    stamp.set()
}
