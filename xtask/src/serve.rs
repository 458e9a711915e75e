//! The book on http://localhost:3000, made again when its text changes.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use notify::{Event, RecursiveMode, Watcher};

use crate::book::{Built, render};
use crate::npm::npm;
use crate::run::{not_started, root, say};

/// Serves `book/` until the user stops it.
pub(crate) fn serve(built: &Built) -> Result<()> {
    let (changed, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Nobody listens any more only when all of this is about to end.
        if event.is_ok_and(|event| changes_the_book(&event)) {
            let _ = changed.send(());
        }
    })?;
    for watched in ["src", "theme", "guide", "book.toml"] {
        let path = root().join(watched);
        watcher
            .watch(&path, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", path.display()))?;
    }
    let command = built.command.clone();
    thread::spawn(move || render_again(&command, &changes));

    // esbuild is here anyway and serves folders well. It stops by itself when its input is
    // closed, so it never outlives us: the input is a pipe that closes when we end.
    let mut server = npm();
    server.args(["exec", "--offline", "--", "esbuild", "--servedir=book"]);
    server.args(["--serve=127.0.0.1:3000", "--log-level=warning"]).stdin(Stdio::piped());
    let mut server = server.spawn().map_err(|error| not_started(&server, error))?;
    let input = server.stdin.take();
    say("serve", "the book is on http://localhost:3000; stop with Ctrl+C");
    let status = server.wait()?;
    drop(input);
    bail!("the server ended with {status}: does another program use port 3000?");
}

/// Renders the book after each change.
fn render_again(command: &Path, changes: &Receiver<()>) {
    // Editors write a file in several strokes: what follows closely belongs to the same change.
    let pause = Duration::from_millis(200);
    while changes.recv().is_ok() {
        while changes.recv_timeout(pause).is_ok() {}
        // A mistake in the text must not end the server: the author corrects it and goes on.
        match render(command) {
            Ok(_) => say("serve", "the new book is on http://localhost:3000"),
            Err(error) => say("serve", &format!("the book is not as the text is: {error:#}")),
        }
    }
}

/// Whether something was written, and not by the preprocessor: each rendering reads every file.
fn changes_the_book(event: &Event) -> bool {
    let made = [root().join("src/whatif"), root().join("guide/src/whatif")];
    let is_made = |path: &PathBuf| made.iter().any(|folder| path.starts_with(folder));
    !event.kind.is_access() && !event.paths.iter().all(is_made)
}
