//! The command line.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::{Parser, Subcommand};
use whatif_scenario::Within;
use whatif_simulator::consistency::{Level, Model};
use whatif_simulator::explore::Budget;

use crate::cache::Cache;
use crate::diagnostics::Failure;
use crate::history::{Question, Told};
use crate::preprocess::preprocess;
use crate::{check, explore, history, protocol, run, site};

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  a claim is false: an `expect` says something else than the runs, or a `history` is
     not what it was held to
  2  usage or input: an unknown option, a mistake in a scenario or its code,
     a file that cannot be read
  3  unknown: `history` cannot tell

`run` and `explore` tell what happened and claim nothing: they end with 0 whatever the
verdicts.

Environment:
  WHATIF_CACHE  the folder in which `check` and the preprocessor keep what came of runs and
                of exploring, or `off`; a folder of the user's cache unless given";

/// Code blocks of an mdBook that readers run and break in the page.
///
/// Without a command this is the preprocessor that mdBook starts: it reads the book from standard
/// input and writes it to standard output. Put a table [preprocessor.whatif] into book.toml and
/// run `mdbook build`.
#[derive(Parser)]
#[command(name = "mdbook-whatif", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build the book with mdBook, and everything that is published of it: the site and a download
    Build {
        /// The folder with book.toml
        #[arg(default_value = ".")]
        book: PathBuf,
        /// Where the book goes; as `build-dir` of book.toml says unless told
        #[arg(long, short)]
        dest_dir: Option<PathBuf>,
    },
    /// Hold every claim of a book against the runs, without building the book
    Check {
        /// The folder with book.toml
        #[arg(default_value = ".")]
        book: PathBuf,
        /// Run and explore everything anew, and keep nothing of it
        #[arg(long)]
        no_cache: bool,
    },
    /// Tell one run of a scenario
    Run {
        /// The scenario's file; its code is found in the Markdown files of the same folder
        #[arg(value_name = "SCENARIO.toml")]
        scenario: PathBuf,
        /// Which variant of the code; the first of the book unless told
        #[arg(long)]
        variant: Option<String>,
        /// What goes wrong; nothing unless told
        #[arg(long, value_name = "WHAT-IF")]
        what_if: Option<String>,
        /// Another seed for latencies and random numbers
        #[arg(long)]
        seed: Option<u64>,
        /// Tell besides the shortest run that breaks the same: without the faults and steps that it
        /// does not need
        #[arg(long, requires = "what_if")]
        minimise: bool,
        /// Write the verdicts as JSON
        #[arg(long)]
        json: bool,
    },
    /// Look at every run of a scenario within a budget of faults
    Explore {
        /// The scenario's file; its code is found in the Markdown files of the same folder
        #[arg(value_name = "SCENARIO.toml")]
        scenario: PathBuf,
        /// Which variant of the code; the first of the book unless told
        #[arg(long)]
        variant: Option<String>,
        /// How many faults of which kind may happen: crash, lose, duplicate, delay, omission. As
        /// the scenario says unless told
        #[arg(long, value_name = "crash=1,lose=1", value_parser = explore::budget)]
        faults: Option<Budget>,
        /// Stop when so many states have been found
        #[arg(long, value_name = "N")]
        max_states: Option<usize>,
        /// Write what was found as JSON
        #[arg(long)]
        json: bool,
    },
    /// Judge what the clients of any system did and saw: whether it is what a consistency model
    /// promises
    ///
    /// The file has one JSON object a line, as Jepsen writes them: `process`, `type` (invoke, ok,
    /// fail, info), `f` (read, write, cas, add, append, enqueue, dequeue, …), `value`, and `key`
    /// where there are several objects. A cas has the value [old, new]. What ends with `fail` did
    /// not happen; what ends with `info`, or does not end, may have happened at any later time or
    /// never. An object that nobody has written reads as null.
    History {
        /// The history
        #[arg(value_name = "FILE.jsonl")]
        file: PathBuf,
        /// What each key is: register, cas-register, counter, set, queue, key-value, append-list
        #[arg(long, value_name = "NAME", value_parser = history::model)]
        model: Model,
        /// What it is held to: linearizable, sequential, causal, causal-convergence,
        /// read-your-writes, monotonic-reads, monotonic-writes, writes-follow-reads, convergence
        #[arg(long, value_name = "LEVEL", value_parser = history::level)]
        consistency: Level,
        /// Write the verdict as JSON
        #[arg(long)]
        json: bool,
        /// Draw the history there
        #[arg(long, value_name = "OUT.svg")]
        svg: Option<PathBuf>,
    },
    /// End with 0 if books for this renderer can be preprocessed (for mdBook)
    Supports {
        /// The name of the renderer
        renderer: String,
    },
}

/// What a command reads and writes.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Whether a person would have to type the input.
    pub input_is_terminal: bool,
    /// Standard output.
    pub output: &'a mut dyn Write,
    /// Standard error.
    pub errors: &'a mut dyn Write,
    /// Whether diagnostics are shown in colour.
    pub colours: bool,
    /// Where what came of runs and explorations is kept.
    pub cache: Cache,
}

/// Does what the command line of this process says.
pub fn main() -> ExitCode {
    // mdBook tells of broken links and the like through tracing, and through nothing else.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(io::stderr)
        .without_time()
        .with_target(false)
        .init();
    let colourless = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let mut streams = Streams {
        input: &mut io::stdin(),
        input_is_terminal: io::stdin().is_terminal(),
        output: &mut io::stdout().lock(),
        errors: &mut io::stderr().lock(),
        colours: io::stderr().is_terminal() && !colourless,
        cache: Cache::of_the_user(),
    };
    ExitCode::from(command(std::env::args_os(), &mut streams))
}

/// Does what the arguments say, of which the first is the name of the command itself, and gives
/// the exit code.
pub fn command(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    streams: &mut Streams<'_>,
) -> u8 {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => match dispatch(arguments.command, streams) {
            Ok(code) => code,
            Err(failure) => {
                // Where standard error is gone, the exit code still tells.
                let _ = streams.errors.write_all(failure.render(streams.colours).as_bytes());
                failure.exit_code()
            }
        },
        Err(usage) => {
            let text = usage.render();
            let text = if streams.colours { text.ansi().to_string() } else { text.to_string() };
            let to = if usage.use_stderr() { &mut streams.errors } else { &mut streams.output };
            let _ = to.write_all(text.as_bytes());
            u8::try_from(usage.exit_code()).unwrap_or(2)
        }
    }
}

fn dispatch(command: Option<Command>, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let mut code = 0;
    let output = match command {
        None => preprocessed(streams)?,
        // Whatever the renderer is, the code, the figure and the verdicts can be given to it.
        Some(Command::Supports { renderer: _ }) => return Ok(0),
        Some(Command::Build { book, dest_dir }) => site::build(&book, dest_dir, &streams.cache)?,
        Some(Command::Check { book, no_cache }) => {
            let none = Cache::none();
            check::check(&book, if no_cache { &none } else { &streams.cache })?
        }
        Some(Command::Explore { scenario, variant, faults, max_states, json }) => {
            let within = Within { budget: faults, states: max_states, ..Within::default() };
            explore::explore(&scenario, variant.as_deref(), &within, json)?
        }
        Some(Command::History { file, model, consistency: level, json, svg }) => {
            let question = Question { file: &file, model, level, json, svg: svg.as_deref() };
            let Told { text, exit_code } = history::history(&question)?;
            code = exit_code;
            text
        }
        Some(Command::Run { scenario, variant, what_if, seed, minimise, json }) => {
            let form = run::Form { json, minimise };
            run::run(&scenario, variant.as_deref(), what_if.as_deref(), seed, form)?
        }
    };
    match streams.output.write_all(output.as_bytes()).and_then(|()| streams.output.flush()) {
        // Whoever reads us has seen enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.context("the output cannot be written")?,
    }
    Ok(code)
}

fn preprocessed(streams: &mut Streams<'_>) -> Result<String, Failure> {
    if streams.input_is_terminal {
        return Err(anyhow!(
            "without a command, mdbook-whatif reads a book that mdBook writes to it; \
             run `mdbook build`, or see `mdbook-whatif --help`"
        )
        .into());
    }
    let (context, book) = protocol::read(streams.input)?;
    let book = preprocess(&context, book, &streams.cache)?;
    Ok(serde_json::to_string(&book).context("the book cannot be written as JSON")?)
}
