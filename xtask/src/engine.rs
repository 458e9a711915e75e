//! The engine in the page: Rust to WebAssembly, and that to scripts which work everywhere.
//!
//! A page opened by double click may fetch nothing and may start no worker from a file. So the
//! module travels as base64 of gzip inside two scripts, one for each of its parts, sorted before so
//! that gzip finds more in it, and the glue as a string from which the page makes a Blob worker.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use wasm_bindgen_cli_support::Bindgen;

use crate::npm::npm;
use crate::packing::{pack, with_one_location};
use crate::parts::{self, Split};
use crate::run::{at_root, cargo_build, dist, not_started, root, run, say, write_if_changed};
use crate::stamp::{Stamp, files_below};

const TARGET: &str = "wasm32-unknown-unknown";

/// Makes engine.js and engine-rest.js, engine-main.js for pages in which workers are refused, and
/// what unpacks the engine.
pub(crate) fn build() -> Result<()> {
    add_target()?;
    fs::create_dir_all(dist())?;
    build_unpacker()?;
    say("wasm", "building the engine");
    // Loops that keep their counters are smaller than loops over the pointers that the compiler
    // would put in their place.
    let folders = Folders::of_here()?;
    let flags = flags(&[&folders.remap()[..], &["-Cllvm-args=-disable-lsr".to_owned()]].concat());
    let package = ["build", "--package", "playground-wasm"];
    let module = cargo_build(&[&package, &as_wasm(&flags)[..]].concat(), "playground_wasm.wasm")?;

    let requests = parts::requests(&module.with_file_name("parts"))?;
    let outputs = ["engine.js", "engine-rest.js", "engine-main.js"].map(|name| dist().join(name));
    // How the scripts are made is written in these files, so they are inputs too.
    let own = root().join("xtask/src");
    let mut inputs =
        [files_below(&own.join("packing"))?, files_below(&own.join("parts"))?].concat();
    inputs.extend(["engine.rs", "packing.rs", "parts.rs"].map(|name| own.join(name)));
    inputs.extend([module.clone(), requests.clone()]);
    let stamp = Stamp::of(dist().join("engine.stamp"), &inputs)?;
    if stamp.is_fresh(&outputs) {
        return Ok(());
    }
    say("wasm", "making scripts of the engine");
    let (glue, wasm) = bind(&module)?;
    folders.ensure_unnamed(&wasm)?;
    let Split { first, rest } = parts::split(&wasm, &parts::called(&glue, &wasm, &requests)?)?;
    let scripts = [script(&glue, &pack(&first)?)?, rest_script(&pack(&rest)?)?, glue_script(&glue)];
    for (output, script) in outputs.iter().zip(scripts) {
        write_if_changed(output, script.as_bytes())?;
    }
    stamp.set()
}

/// Makes unpack.wasm, which travels in ui.js.
fn build_unpacker() -> Result<()> {
    say("wasm", "building what unpacks the engine");
    // Without the names of its functions, which nobody sees, it is half as large.
    let folders = Folders::of_here()?;
    let flags = flags(&[&folders.remap()[..], &["-Clink-arg=--strip-all".to_owned()]].concat());
    // For everything else it is a library, and as such it is declared.
    let package = ["rustc", "--package", "whatif-unpack", "--crate-type", "cdylib"];
    let module = cargo_build(&[&package, &as_wasm(&flags)[..]].concat(), "whatif_unpack.wasm")?;
    let module = fs::read(module)?;
    folders.ensure_unnamed(&module)?;
    write_if_changed(&dist().join("unpack.wasm"), &module)
}

fn as_wasm(flags: &str) -> [&str; 6] {
    ["--target", TARGET, "--profile", "wasm", "--config", flags]
}

fn flags(flags: &[String]) -> String {
    let flags: Vec<String> = flags.iter().map(|flag| format!("'{flag}'")).collect();
    format!("target.{TARGET}.rustflags=[{}]", flags.join(", "))
}

/// Folders of this machine that the compiler would name in the engine, with the files of its panics:
/// what readers load should say nothing of who built it, and be the same wherever it is.
struct Folders {
    /// Where the sources of packages lie.
    cargo: PathBuf,
    /// Where those of the standard library lie, if they are installed.
    library: PathBuf,
    /// What the compiler calls the latter where they are not.
    library_elsewhere: String,
}

impl Folders {
    fn of_here() -> Result<Self> {
        let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo = cargo.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
        let sysroot = rustc(&["--print", "sysroot"])?;
        let version = rustc(&["--version", "--verbose"])?;
        let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
        Ok(Self {
            cargo: cargo.context("neither CARGO_HOME nor a home folder is known")?,
            library: Path::new(sysroot.trim()).join("lib/rustlib/src/rust"),
            library_elsewhere: format!("/rustc/{}", commit.unwrap_or("unknown")),
        })
    }

    /// The flags that give them the same names everywhere.
    fn remap(&self) -> Vec<String> {
        let renamed = [(&self.cargo, "cargo"), (&self.library, self.library_elsewhere.as_str())];
        let flag = |(folder, name): (&PathBuf, &str)| {
            format!("--remap-path-prefix={}={name}", folder.display())
        };
        renamed.map(flag).to_vec()
    }

    /// Fails where a module names one of them all the same.
    fn ensure_unnamed(&self, module: &[u8]) -> Result<()> {
        for folder in [&self.cargo, &self.library] {
            let name = folder.as_os_str().as_encoded_bytes();
            let named = module.windows(name.len()).any(|bytes| bytes == name);
            ensure!(!named, "the module names a folder of this machine: {}", folder.display());
        }
        Ok(())
    }
}

/// What the compiler says.
fn rustc(arguments: &[&str]) -> Result<String> {
    let mut rustc = at_root("rustc");
    let output = rustc.args(arguments).output().map_err(|error| not_started(&rustc, error))?;
    Ok(String::from_utf8(output.stdout)?)
}

/// Adds the WebAssembly target to the compiler if it is missing.
fn add_target() -> Result<()> {
    // The compiler is asked and not rustup, because a compiler from elsewhere may have the target.
    let folder = rustc(&["--print", "target-libdir", "--target", TARGET])?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    say("wasm", "adding the target wasm32-unknown-unknown");
    run(at_root("rustup").args(["target", "add", TARGET]))
}

/// Runs wasm-bindgen and returns the glue and the module that belongs to it.
fn bind(module: &Path) -> Result<(String, Vec<u8>)> {
    let folder: PathBuf = module.with_file_name("bindgen");
    Bindgen::new()
        .input_path(module)
        .no_modules(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // In a Blob worker the glue has no address from which it could find the module.
        .omit_default_module_path(true)
        .generate(&folder)
        .context("wasm-bindgen could not read the engine")?;
    let glue = minified(&folder.join("playground_wasm.js"))?;
    let wasm = with_one_location(&fs::read(folder.join("playground_wasm_bg.wasm"))?)?;
    Ok((glue, wasm))
}

/// The script without what only its readers need. What stands at its top keeps its name.
fn minified(script: &Path) -> Result<String> {
    let small = script.with_extension("min.js");
    let mut esbuild = npm();
    esbuild.args(["exec", "--offline", "--", "esbuild", "--minify", "--log-level=warning"]);
    run(esbuild.arg(format!("--outfile={}", small.display())).arg(script))?;
    Ok(fs::read_to_string(small)?)
}

/// The script that carries the engine: its glue, and the first part of its module, packed.
fn script(glue: &str, first: &[u8]) -> Result<String> {
    let glue = serde_json::to_string(glue)?;
    let wasm = STANDARD.encode(zopfli(first)?);
    Ok(format!("globalThis.WHATIF_ENGINE={{glue:{glue},wasm:\"{wasm}\"}};\n"))
}

/// The script that carries the rest of the module, packed.
fn rest_script(rest: &[u8]) -> Result<String> {
    let wasm = STANDARD.encode(zopfli(rest)?);
    Ok(format!("globalThis.WHATIF_ENGINE_REST=\"{wasm}\";\n"))
}

/// The glue for pages in which workers are refused: a function, because a page whose engine broke
/// needs the glue again, and a script cannot declare the same name twice.
fn glue_script(glue: &str) -> String {
    format!("globalThis.WHATIF_GLUE=()=>{{\n{glue}\nreturn wasm_bindgen}};\n")
}

/// Gzip by zopfli, which takes seconds and makes what every browser inflates 5 % smaller.
fn zopfli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut zipped = Vec::new();
    // Each stream of the packed module is unlike the others and wants a block with codes of its own.
    let options = zopfli::Options { maximum_block_splits: 128, ..Default::default() };
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut zipped)?;
    Ok(zipped)
}

/// `gzip -9`, without the time and the name of a file: the same bytes give the same bytes.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_script_carries_the_packed_module_unchanged() {
        let module: Vec<u8> = (0..10_000u32).map(|number| (number * 7 / 3) as u8).collect();
        let script = script("let wasm_bindgen = \"a\\b\";\n", &module).unwrap();
        let glue = r#"globalThis.WHATIF_ENGINE={glue:"let wasm_bindgen = \"a\\b\";\n",wasm:""#;
        let carried = script.strip_prefix(glue).unwrap().strip_suffix("\"};\n").unwrap();
        let zipped = STANDARD.decode(carried).unwrap();
        let mut found = Vec::new();
        flate2::read::GzDecoder::new(&zipped[..]).read_to_end(&mut found).unwrap();
        assert!(found == module);
    }

    #[test]
    fn zipped_bytes_name_no_time() {
        assert_eq!(&gzip(b"engine").unwrap()[4..8], &[0; 4]);
    }
}
