//! Rhai: a dynamic language close to Rust and JavaScript, run by walking its syntax tree.

use anyhow::{Result, anyhow};
use rhai::{CallFnOptions, Engine, Scope};

use crate::rounds::Run;

/// A program whose every run is a call of `program`.
pub(crate) fn prepare(code: &str) -> Result<Run<i64>> {
    let engine = Engine::new();
    let tree = engine.compile(code)?;
    Ok(Box::new(move || {
        let options = CallFnOptions::new().eval_ast(false);
        let result = engine.call_fn_with_options(options, &mut Scope::new(), &tree, "program", ());
        // Its errors may not leave the thread, which is more than `anyhow` wants to know of them.
        result.map_err(|error| anyhow!("{error}"))
    }))
}
