//! The engine in two parts: what the book's own runs need, and the rest.
//!
//! A reader who runs a widget for the first time waits for the engine. Much of it has nothing to do
//! with that: it explores, explains mistakes, speaks for services that this book's scenarios do not
//! have. So the module is taken apart. In the first part the bodies of those functions are left out
//! that no run of the book calls; the page loads them while its reader looks at the first result,
//! and puts them back where they were. Who calls one of them sooner traps, and the page asks again
//! when it has all of them: the engine remembers nothing from one request to the next, so nothing is
//! lost but the time.
//!
//! Whether a function is called is not guessed: each notes it, in a page of memory that nothing else
//! uses, while Node runs what the book's widgets ask.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail, ensure};

use crate::packing::instructions::{Code, Reader, SECTION_OF_CODE};
use crate::packing::leb128;
use crate::run::{at_root, cargo, not_started, write_if_changed};

/// A page of WebAssembly's memory.
const PAGE: usize = 65_536;
/// The body of a function, as it stands in the first part if the rest has it: it declares no locals,
/// and whoever calls it traps. `playground-wasm/web/src/join.ts` knows it too.
const ELSEWHERE: [u8; 3] = [0x00, 0x00, 0x0b];
/// The section that says how much memory there is.
const SECTION_OF_MEMORY: u8 = 5;
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// Writes down what the widgets of the book ask, and says where.
pub(crate) fn requests(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut example = cargo();
    example.args(["run", "--quiet", "--package", "whatif-scenario", "--features", "toml"]);
    let requests = output(example.args(["--example", "requests"]))?;
    let file = folder.join("requests.jsonl");
    write_if_changed(&file, &requests)?;
    Ok(file)
}

/// Which of the module's functions are called to answer these requests. The glue makes an engine of
/// the module.
pub(crate) fn called(glue: &str, module: &[u8], requests: &Path) -> Result<Vec<bool>> {
    let Watched { module, notes, functions } = watched(module)?;
    let [glue_file, module_file] =
        ["watched.js", "watched.wasm"].map(|name| requests.with_file_name(name));
    fs::write(&glue_file, format!("{glue}\nglobalThis.wasm_bindgen = wasm_bindgen;\n"))?;
    fs::write(&module_file, module)?;
    let mut node = at_root("node");
    node.arg("xtask/src/parts/called.mjs").args([&glue_file, &module_file, requests]);
    let notes = output(node.args([notes.to_string(), functions.to_string()]))?;
    ensure!(notes.len() == functions, "there is a note of each function");
    Ok(notes.into_iter().map(|note| note != 0).collect())
}

fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| not_started(command, error))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    Ok(output.stdout)
}

/// A module whose functions note that they were called.
struct Watched {
    module: Vec<u8>,
    /// The address of the first function's note: a byte that is 0 as long as it was not called.
    notes: usize,
    /// How many functions there are, each with its note behind that of the one before.
    functions: usize,
}

fn watched(module: &[u8]) -> Result<Watched> {
    let code = Code::read(module)?;
    let functions = code.functions.len();
    ensure!(functions <= PAGE, "more functions than there is room for their notes");
    let (sections, notes) = with_a_page_more(code.sections)?;
    let bodies = code.functions.iter().zip(notes..).map(|(function, note)| {
        let (declarations, instructions) = function.body.split_at(function.declarations.len());
        // To the address 0, with the note's as the offset, a 1 of one byte is stored.
        let store = [&[0x41, 0, 0x41, 1, 0x3a, 0][..], &leb128(note)].concat();
        [declarations, &store, instructions].concat()
    });
    let module = with_bodies(&sections, bodies.collect(), code.after);
    Ok(Watched { module, notes, functions })
}

/// The sections with a page of memory more, and the address at which that begins. Whatever the
/// engine asks for while it runs comes behind it.
fn with_a_page_more(sections: &[u8]) -> Result<(Vec<u8>, usize)> {
    let mut reader = Reader { bytes: sections, at: MAGIC.len() };
    while reader.at < sections.len() {
        let before = reader.since(0);
        let section = reader.byte()?;
        let length = reader.number()?;
        let mut content = Reader { bytes: reader.take(length)?, at: 0 };
        if section == SECTION_OF_MEMORY {
            ensure!(content.number()? == 1, "more than one memory");
            content.byte()?;
            let kind = content.since(0);
            let pages = usize::try_from(content.number()?)?;
            let most = &content.bytes[content.at..];
            let memory = [kind, &leb128(pages + 1), most].concat();
            let memory = [&[SECTION_OF_MEMORY][..], &leb128(memory.len()), &memory].concat();
            return Ok(([before, &memory, &sections[reader.at..]].concat(), pages * PAGE));
        }
    }
    bail!("the module has no memory")
}

/// A module in two parts, neither of which is packed.
pub(crate) struct Split {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<u8>,
}

/// Takes a module apart, where it is known of each function whether it is to stand in the first part.
pub(crate) fn split(module: &[u8], in_first: &[bool]) -> Result<Split> {
    let code = Code::read(module)?;
    ensure!(code.functions.len() == in_first.len(), "of each function it is known");
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (function, &called) in code.functions.iter().zip(in_first) {
        // Whoever joins the parts takes everything that looks like that for something left out.
        if called && function.body != ELSEWHERE {
            first.push(function.body.to_vec());
        } else {
            first.push(ELSEWHERE.to_vec());
            rest.push(function.body.to_vec());
        }
    }
    Ok(Split {
        first: with_bodies(code.sections, first, code.after),
        rest: with_bodies(MAGIC, rest, &[]),
    })
}

fn with_bodies(sections: &[u8], bodies: Vec<Vec<u8>>, after: &[u8]) -> Vec<u8> {
    let mut code = leb128(bodies.len());
    for body in bodies {
        code.extend(leb128(body.len()));
        code.extend(body);
    }
    [sections, &[SECTION_OF_CODE], &leb128(code.len()), &code, after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a memory of two pages at the least, and with these functions.
    fn module(bodies: Vec<Vec<u8>>) -> Vec<u8> {
        let memory = [SECTION_OF_MEMORY, 3, 1, 0, 2];
        with_bodies(&[MAGIC, &[1, 4, 1, 0x60, 0, 0], &memory].concat(), bodies, &[11, 1, 0])
    }

    #[test]
    fn the_rest_is_what_was_left_out() {
        let [called, other, trap] = [vec![0, 1, 0x0b], vec![0, 1, 1, 0x0b], ELSEWHERE.to_vec()];
        let module = module(vec![called.clone(), other.clone(), trap.clone()]);
        let Split { first, rest } = split(&module, &[true, false, true]).unwrap();
        let bodies = |part: &[u8]| -> Vec<Vec<u8>> {
            let functions = Code::read(part).unwrap().functions;
            functions.iter().map(|function| function.body.to_vec()).collect()
        };
        assert_eq!(bodies(&first), [called, ELSEWHERE.to_vec(), ELSEWHERE.to_vec()]);
        // What looks like that for something left out stands there too.
        assert_eq!(bodies(&rest), [other, trap]);
    }

    #[test]
    fn each_function_stores_its_note_in_a_page_of_its_own() {
        let watched = watched(&module(vec![vec![0, 0x0b], vec![1, 2, 0x7f, 1, 0x0b]])).unwrap();
        assert_eq!((watched.notes, watched.functions), (2 * PAGE, 2));
        let code = Code::read(&watched.module).unwrap();
        let memory = [SECTION_OF_MEMORY, 3, 1, 0, 3];
        assert!(code.sections.windows(memory.len()).any(|bytes| bytes == memory));
        let store = |note: usize| [&[0x41, 0, 0x41, 1, 0x3a, 0][..], &leb128(note)].concat();
        assert_eq!(code.functions[0].body, [&[0][..], &store(2 * PAGE), &[0x0b]].concat());
        let second = [&[1, 2, 0x7f][..], &store(2 * PAGE + 1), &[1, 0x0b]].concat();
        assert_eq!(code.functions[1].body, second);
    }
}
