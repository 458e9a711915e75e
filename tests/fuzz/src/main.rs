//! `whatif-fuzz`: looks for inputs that the interpreter does not stand, for as long as it is told.
#![expect(clippy::disallowed_types, reason = "a hunt goes on for so long by the clock on the wall")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use whatif_fuzz::{Failure, Hunter, SLOW, Target};

/// How many seeds a child runs before the next target has its turn.
const TURN: u64 = 1_000;
/// How often a failing input may be tried again to make it smaller.
const ATTEMPTS: usize = 3_000;
/// How long that may take. An input that does not end takes its time at every trial.
const PATIENCE: Duration = Duration::from_mins(1);

/// Looks for inputs that the interpreter does not stand. What fails lands in tests/fuzz/found.
#[derive(Parser)]
#[command(name = "whatif-fuzz", args_conflicts_with_subcommands = true)]
struct Command {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    hunt: Hunt,
}

#[derive(Args)]
struct Hunt {
    /// The only target, `parse_and_compile` or `run`; otherwise both, in turn.
    #[arg(long, value_parser = target)]
    target: Option<Target>,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many inputs for each target.
    #[arg(long, default_value_t = 10_000)]
    count: u64,
    /// For how many seconds, in all.
    #[arg(long, conflicts_with = "count")]
    seconds: Option<u64>,
}

#[derive(Subcommand)]
enum Part {
    /// Runs one input, read from the standard input, in this process.
    Replay {
        #[arg(long, value_parser = target)]
        target: Target,
    },
    /// Writes the input of a seed, and what comes of it.
    Show {
        #[arg(long, value_parser = target)]
        target: Target,
        #[arg(long)]
        seed: u64,
    },
    /// Runs the inputs of some seeds in this process.
    Seeds {
        #[arg(long, value_parser = target)]
        target: Target,
        #[arg(long)]
        seed: u64,
        #[arg(long)]
        count: u64,
    },
}

fn target(name: &str) -> Result<Target, String> {
    Target::find(name).ok_or_else(|| {
        let names = Target::ALL.map(Target::name);
        format!("the targets are {}", names.join(" and "))
    })
}

fn main() -> Result<ExitCode> {
    let command = Command::parse();
    match command.part {
        None => return hunt(&command.hunt),
        Some(Part::Replay { target }) => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            whatif_fuzz::execute(target, bytes);
        }
        Some(Part::Show { target, seed }) => {
            let input = whatif_fuzz::input(target, seed, &whatif_fuzz::corpus());
            io::stdout().write_all(&input)?;
            let (Ok(told) | Err(told)) = whatif_fuzz::outcome(&String::from_utf8_lossy(&input));
            told.iter().try_for_each(|line| say(&format!("// {line}")))?;
        }
        Some(Part::Seeds { target, seed, count }) => {
            whatif_fuzz::execute_seeds(target, seed, count, whatif_fuzz::corpus());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How far one target has come.
struct Progress {
    target: Target,
    executions: u64,
    time: Duration,
    /// How often each kind of failure came.
    failures: BTreeMap<String, u64>,
}

fn hunt(hunt: &Hunt) -> Result<ExitCode> {
    let hunter = Hunter::new(env::current_exe()?);
    let until = hunt.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let targets = hunt.target.map_or(Target::ALL.to_vec(), |target| vec![target]);
    let progress = |target| Progress {
        target,
        executions: 0,
        time: Duration::ZERO,
        failures: BTreeMap::new(),
    };
    let mut progress: Vec<Progress> = targets.into_iter().map(progress).collect();
    let is_over = |progress: &Progress| match until {
        Some(until) => Instant::now() >= until,
        None => progress.executions >= hunt.count,
    };
    while !progress.iter().all(is_over) {
        for progress in &mut progress {
            if !is_over(progress) {
                let left = if until.is_some() { TURN } else { hunt.count - progress.executions };
                take_turn(&hunter, progress, hunt.seed, left.min(TURN), until)?;
            }
        }
    }
    for progress in &progress {
        let name = progress.target.name();
        let seconds = progress.time.as_secs_f64();
        let rate = progress.executions as f64 / seconds.max(0.001);
        say(&format!("{name}: {} executions, {rate:.0} a second", progress.executions))?;
        for (kind, count) in &progress.failures {
            say(&format!("{name}: {count} failed: {kind}"))?;
        }
    }
    let failed = progress.iter().any(|progress| !progress.failures.is_empty());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn take_turn(
    hunter: &Hunter,
    progress: &mut Progress,
    seed: u64,
    count: u64,
    until: Option<Instant>,
) -> Result<()> {
    let target = progress.target;
    let started = Instant::now();
    let first = seed.wrapping_add(progress.executions);
    let ran = hunter.seeds(target, first, count, until, |seed| {
        // A report that cannot be written is no reason to stop.
        let _ = say(&format!("{}: seed {seed} runs for over {SLOW:?}", target.name()));
    })?;
    progress.time += started.elapsed();
    progress.executions += ran.executions;
    let Some((seed, failure)) = ran.failure else { return Ok(()) };
    let times = progress.failures.entry(failure.kind.clone()).or_default();
    *times += 1;
    say(&format!("{}: seed {seed} failed: {}", target.name(), failure.kind))?;
    // One small input for each kind is enough to repair it, and making one takes its time. Two
    // overflows or two endless runs may well have different causes.
    let most = if failure.kind.starts_with("panicked") { 1 } else { 3 };
    if *times <= most { keep(hunter, target, seed, &failure) } else { Ok(()) }
}

/// Makes the input of a seed small and writes it to the folder of what was found.
fn keep(hunter: &Hunter, target: Target, seed: u64, failure: &Failure) -> Result<()> {
    let input = whatif_fuzz::input(target, seed, &whatif_fuzz::corpus());
    let started = Instant::now();
    let small = whatif_fuzz::minimise(&String::from_utf8_lossy(&input), ATTEMPTS, |text| {
        if started.elapsed() > PATIENCE {
            return false;
        }
        let failed = hunter.input(target, text.as_bytes(), false);
        failed.is_ok_and(|failed| failed.is_some_and(|failed| failed.kind == failure.kind))
    });
    let path = whatif_fuzz::found_folder().join(format!("{}-{seed}.rs", target.name()));
    fs::create_dir_all(whatif_fuzz::found_folder())?;
    fs::write(&path, small).with_context(|| format!("cannot write {}", path.display()))?;
    say(&format!("{}: seed {seed} is kept in {}", target.name(), path.display()))
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
