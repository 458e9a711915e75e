//! Finds the scripts of the page, which the command carries inside it.

use std::env;
use std::path::Path;

fn main() {
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder of the package");
    let assets = Path::new(&package).join("../../playground-wasm/dist");
    let files = ["loader.js", "ui.js", "engine.js", "engine-main.js"].map(|name| assets.join(name));
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if files.iter().all(|file| file.is_file()) {
        println!("cargo::rustc-env=WHATIF_ASSETS={}", assets.display());
    } else {
        println!(
            "cargo::error=The page's assets are not built: run `cargo xtask book` once, which \
             needs Node.js, and then build again."
        );
    }
}
