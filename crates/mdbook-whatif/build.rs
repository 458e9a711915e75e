//! Finds the scripts of the page, which the command carries inside it, names their content, and
//! says which program it is that explores.

use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use siphasher::sip128::{Hasher128, SipHasher13};

fn main() {
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder of the package");
    let package = Path::new(&package);
    let assets = package.join("../../playground-wasm/dist");
    let loaded = ["loader.js", "ui.js", "engine.js", "engine-rest.js", "engine-main.js"];
    let deliveries = ["offline.js", "frame.js", "embed.js", "course.js"];
    let names = [&loaded[..], &deliveries].concat();
    let files = names.into_iter().map(|name| assets.join(name)).collect::<Vec<_>>();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if files.iter().all(|file| file.is_file()) {
        println!("cargo::rustc-env=WHATIF_ASSETS={}", assets.display());
        let content = content(&files).expect("the scripts can be read");
        println!("cargo::rustc-env=WHATIF_CONTENT={content}");
    } else {
        println!(
            "cargo::error=The page's assets are not built: run `cargo xtask book` once, which \
             needs Node.js, and then build again."
        );
    }
    println!("cargo::rustc-env=WHATIF_PROGRAM={}", program(package));
}

/// Eight digits that are others as soon as one of the scripts is another. All have the same, so that
/// each finds the others of its own build.
fn content(scripts: &[PathBuf]) -> io::Result<String> {
    let mut hash = SipHasher13::new();
    for script in scripts {
        feed_file(script, &mut hash)?;
    }
    Ok(format!("{:08x}", hash.finish() as u32))
}

/// The version and, in a checkout, a fingerprint of the sources that decide what exploring finds:
/// while we work on them, what an older build has kept is of no use.
fn program(package: &Path) -> String {
    let mut hash = SipHasher13::new();
    let crates = ["figure", "interpreter", "scenario", "simulator"];
    let theirs = crates.map(|name| format!("../{name}/src"));
    let all = theirs.iter().map(String::as_str).chain(["../interpreter/library", "src"]);
    for folder in all.map(|folder| package.join(folder)) {
        if folder.is_dir() {
            println!("cargo::rerun-if-changed={}", folder.display());
            feed(&folder, &mut hash).expect("the sources can be read");
        }
    }
    let version = env::var("CARGO_PKG_VERSION").expect("cargo names the version of the package");
    format!("{version}-{:032x}", hash.finish128().as_u128())
}

/// Feeds the files of a folder and of those in it, in the order of their names.
fn feed(folder: &Path, hash: &mut SipHasher13) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.sort_unstable();
    for path in paths {
        if path.is_dir() {
            feed(&path, hash)?;
        } else {
            feed_file(&path, hash)?;
        }
    }
    Ok(())
}

fn feed_file(file: &Path, hash: &mut SipHasher13) -> io::Result<()> {
    let bytes = fs::read(file)?;
    hash.write_usize(bytes.len());
    hash.write(&bytes);
    Ok(())
}
