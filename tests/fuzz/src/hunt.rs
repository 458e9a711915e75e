//! Runs inputs in a child process and tells how the child ended.
//!
//! An overflow of the native stack ends the process that it happens in, and so may a lack of
//! memory. The child therefore writes each seed before it runs the input, and the parent knows
//! from the last of them which input it was.
#![expect(clippy::disallowed_types, reason = "a hunt goes on for so long by the clock on the wall")]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::{Program, Target, input};

/// After how long an input is told to be slow.
pub const SLOW: Duration = Duration::from_secs(10);
/// After how long an input is taken to go on for ever, which is a failure. The child cannot do
/// anything else any more, so it is ended.
const ENDLESS: Duration = Duration::from_mins(1);
/// The stack of an input. The page gives the engine 1 MB in release, where frames are several
/// times smaller than in a debug build.
const STACK: usize = 2 * 1024 * 1024;

/// Starts children that run inputs: the binary of this crate.
#[derive(Clone, Debug)]
pub struct Hunter {
    executable: PathBuf,
}

/// What became of a range of seeds.
#[derive(Clone, Debug)]
pub struct Ran {
    /// How many inputs were run, the failing one included.
    pub executions: u64,
    /// The seed of the input that ended the child, and how.
    pub failure: Option<(u64, Failure)>,
}

/// How a child failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The same for two inputs that fail in the same place, as far as that can be told.
    pub kind: String,
    /// What the child said.
    pub said: String,
}

impl Failure {
    fn new(status: ExitStatus, said: String) -> Self {
        let telling = ["panicked at", "overflowed its stack", "memory allocation"];
        let kind = said.lines().find(|line| telling.iter().any(|telling| line.contains(telling)));
        // The number of the thread stands between its name and what it did.
        let kind =
            kind.map(|line| telling.iter().find_map(|told| line.find(told).map(|at| &line[at..])));
        let kind = kind.flatten().map_or_else(|| format!("ended with {status}"), str::to_owned);
        Self { kind, said }
    }
}

impl Hunter {
    /// A hunter whose children are this binary.
    pub fn new(executable: impl Into<PathBuf>) -> Self {
        Self { executable: executable.into() }
    }

    /// Runs the inputs of `count` seeds until one fails or the moment comes.
    pub fn seeds(
        &self,
        target: Target,
        first: u64,
        count: u64,
        until: Option<Instant>,
        mut slow: impl FnMut(u64),
    ) -> Result<Ran> {
        let (first, count) = (first.to_string(), count.to_string());
        let arguments = ["seeds", "--target", target.name(), "--seed", &first, "--count", &count];
        let mut watched = Watched::start(self.command(&arguments))?;
        let mut executions = 0;
        let mut current = None;
        let mut waited = Duration::ZERO;
        loop {
            match watched.lines.recv_timeout(SLOW) {
                Ok(line) => {
                    executions += 1;
                    current = line.parse().ok();
                    waited = Duration::ZERO;
                }
                Err(RecvTimeoutError::Timeout) => {
                    waited += SLOW;
                    if waited >= ENDLESS {
                        let failure = watched.endless()?;
                        return Ok(Ran { executions, failure: current.zip(Some(failure)) });
                    }
                    current.iter().copied().for_each(&mut slow);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let failure = watched.failure()?;
                    // Without a seed the child did not come so far as to fail at an input.
                    if let (None, Some(failure)) = (current, &failure) {
                        anyhow::bail!("the child could not start: {}", failure.said);
                    }
                    return Ok(Ran { executions, failure: current.zip(failure) });
                }
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                watched.end()?;
                return Ok(Ran { executions, failure: None });
            }
        }
    }

    /// Runs one input, for as long as an input may take before it is told to be slow, or else
    /// for as long as one may take at all.
    pub fn input(&self, target: Target, bytes: &[u8], patient: bool) -> Result<Option<Failure>> {
        let mut watched = Watched::start(self.command(&["replay", "--target", target.name()]))?;
        let mut stdin = watched.child.stdin.take().context("the child reads from its parent")?;
        stdin.write_all(bytes)?;
        drop(stdin);
        match watched.lines.recv_timeout(if patient { ENDLESS } else { SLOW }) {
            Err(RecvTimeoutError::Timeout) => watched.endless().map(Some),
            _ => watched.failure(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(arguments);
        command
    }
}

/// A child whose lines arrive as they are written.
struct Watched {
    child: Child,
    lines: Receiver<String>,
    said: thread::JoinHandle<String>,
}

impl Watched {
    fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start a child")?;
        let stdout = child.stdout.take().context("the child writes to its parent")?;
        let mut stderr = child.stderr.take().context("the child complains to its parent")?;
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(std::io::Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let said = thread::spawn(move || {
            let mut said = Vec::new();
            // What cannot be read is missing from the report, and nothing else.
            let _ = stderr.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        Ok(Self { child, lines, said })
    }

    fn failure(mut self) -> Result<Option<Failure>> {
        let status = self.child.wait()?;
        let said = self.said.join().unwrap_or_default();
        Ok((!status.success()).then(|| Failure::new(status, said)))
    }

    fn end(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn endless(mut self) -> Result<Failure> {
        self.end()?;
        Ok(Failure { kind: "does not end".into(), said: String::new() })
    }
}

/// Runs one input on a stack of the size that counts, and panics if the input fails.
pub fn execute(target: Target, bytes: Vec<u8>) {
    on_small_stack(move || target.function()(&bytes));
}

/// Runs the inputs of `count` seeds, each announced in a line before it is run.
pub fn execute_seeds(target: Target, first: u64, count: u64, corpus: Vec<Program>) {
    on_small_stack(move || {
        let mut stdout = std::io::stdout().lock();
        for seed in (first..=u64::MAX).take(usize::try_from(count).unwrap_or(usize::MAX)) {
            // A parent that is gone does not want to know anything any more.
            if writeln!(stdout, "{seed}").is_err() {
                return;
            }
            target.function()(&input(target, seed, &corpus));
        }
    });
}

fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name("input".into()).stack_size(STACK).spawn(work);
    let ended = thread.expect("a thread can be started").join();
    // The panic has been told where it happened; this only hands it on.
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}
