//! Piccolo: Lua, run by a virtual machine whose stack can be set aside like ours.

use anyhow::Result;
use piccolo::{Closure, Executor, Lua};

use crate::rounds::Run;

/// A program whose every run is a new thread that runs the whole text, which returns its result.
pub(crate) fn prepare(code: &str) -> Result<Run<i64>> {
    let mut lua = Lua::core();
    let closure = lua.try_enter(|context| {
        let closure = Closure::load(context, None, code.as_bytes())?;
        Ok(context.stash(closure))
    })?;
    Ok(Box::new(move || {
        let executor = lua.enter(|context| {
            let closure = context.fetch(&closure);
            context.stash(Executor::start(context, closure.into(), ()))
        });
        Ok(lua.execute(&executor)?)
    }))
}
