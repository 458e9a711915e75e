//! Our own interpreter, through the interface by which the simulator drives it.

use std::rc::Rc;

use anyhow::{Result, anyhow, bail};
use whatif_interpreter::{Environment, Process, Setting, compile};
use whatif_simulator::{Effect, Input, Name, Program, Then};

use crate::rounds::Run;

/// Compiles code into a process. All that is measured of ours is made here.
pub(crate) fn process(
    code: &str,
    environment: Environment,
    serves: &[Name],
    main: Option<&str>,
) -> Result<Process> {
    let program = compile(&[code], environment).map_err(|wrong| anyhow!("{wrong:#?}"))?;
    let setting =
        Setting { serves: serves.to_vec(), main: main.map(Name::from), ..Setting::default() };
    Process::new(Rc::new(program), &setting).map_err(|misfit| anyhow!("{misfit}"))
}

/// A program whose every run is one step of a process that starts.
pub(crate) fn prepare(code: &str) -> Result<Run<i64>> {
    // A process answers nobody when it starts, so the result comes out as a line of its log.
    let code = format!("{code}\nasync fn main() {{ println!(\"{{}}\", program()); }}\n");
    let process = process(&code, Environment::default(), &[], Some("main"))?;
    Ok(Box::new(move || {
        let end = process.step(&process.initial(), &Input::Start);
        match (end.effects.as_slice(), end.then) {
            ([Effect::Log(line)], Then::Wait) => Ok(line.parse()?),
            (effects, then) => bail!("the step ended in {then:?}, with {effects:?}"),
        }
    }))
}
