//! Rune: a dynamic language with the syntax of Rust, run by a virtual machine.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use rune::runtime::RuntimeContext;
use rune::{Context, Diagnostics, Module, Source, Sources, Unit, Vm};

use crate::rounds::Run;

/// What every new machine shares: the functions of the host, and the compiled code.
pub(crate) fn compile(
    code: &str,
    modules: impl IntoIterator<Item = Module>,
) -> Result<(Arc<RuntimeContext>, Arc<Unit>)> {
    let mut context = Context::with_default_modules()?;
    for module in modules {
        context.install(module)?;
    }
    let mut sources = Sources::new();
    sources.insert(Source::memory(code)?)?;
    let mut diagnostics = Diagnostics::new();
    let preparation = rune::prepare(&mut sources).with_context(&context);
    let unit = preparation.with_diagnostics(&mut diagnostics).build();
    let unit = unit.with_context(|| format!("{:#?}", diagnostics.diagnostics()))?;
    Ok((Arc::new(context.runtime()?), Arc::new(unit)))
}

/// A program whose every run is a call of `program` on a machine that is there already.
pub(crate) fn prepare(code: &str) -> Result<Run<i64>> {
    let (runtime, unit) = compile(code, [])?;
    let mut machine = Vm::new(runtime, unit);
    Ok(Box::new(move || Ok(rune::from_value(machine.call(["program"], ())?)?)))
}
