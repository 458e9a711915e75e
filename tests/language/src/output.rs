//! What a program prints, caught where it runs.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::timeout;

thread_local! {
    static PRINTED: RefCell<String> = const { RefCell::new(String::new()) };
    static IN_PROGRAM: Cell<bool> = const { Cell::new(false) };
}

/// What the macros of the prelude call.
pub(crate) fn print(text: &str) {
    PRINTED.with_borrow_mut(|printed| printed.push_str(text));
}

/// What this `main` prints.
pub(crate) fn of(main: impl FnOnce()) -> Vec<String> {
    keep_quiet_about_programs();
    IN_PROGRAM.set(true);
    let ended = catch_unwind(AssertUnwindSafe(main));
    IN_PROGRAM.set(false);
    let printed = PRINTED.take();
    let mut lines: Vec<String> = printed.lines().map(str::to_string).collect();
    if let Err(payload) = ended {
        lines.push(format!("panicked: {}", message(&*payload)));
    }
    lines
}

/// What this `main` prints on tokio, with a clock that moves on when all tasks wait for it.
///
/// A program whose tasks wait for one another would hang the test; with an end in sight the clock
/// moves on to it.
pub(crate) fn of_async<F: Future<Output = ()>>(main: impl FnOnce() -> F) -> Vec<String> {
    const DAY: Duration = Duration::from_hours(24);
    of(|| {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build();
        let runtime = runtime.expect("tokio runs on one thread");
        let ended = runtime.block_on(async { timeout(DAY, main()).await });
        ended.expect("a program of the corpus ends within a day of its clock");
    })
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let fixed = payload.downcast_ref::<&str>().copied();
    fixed.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// A panic in a program is part of what it does, and not news for whoever runs the test.
fn keep_quiet_about_programs() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if !IN_PROGRAM.get() {
                usual(info);
            }
        }));
    });
}
