//! The tasks of a process: which goes on, and what becomes of what it comes to.

use std::rc::Rc;

use whatif_simulator::{Effect, Moved};

use super::{Machine, Outcome, Result, Stopped};
use crate::code::FunctionId;
use crate::memory::{Awaiting, Children, Resume, Role, Task, Wait};
use crate::types::{TypeId, VariantId};
use crate::value::Value;

impl Machine<'_> {
    /// Lets the tasks that can go on do so, until all of them wait. What they have printed of a line is
    /// told, however they come to stop.
    pub(crate) fn run(&mut self) -> Result<()> {
        let ran = self.run_tasks();
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            match ran {
                Ok(()) => self.print(line)?,
                Err(Stopped) => self.effects.push(Effect::Log(line)),
            }
        }
        ran
    }

    fn run_tasks(&mut self) -> Result<()> {
        loop {
            while let Some(number) = self.next_ready()? {
                self.run_task(number)?;
            }
            if !self.drop_unused()? {
                return Ok(());
            }
        }
    }

    /// Starts a task with a function of the program.
    pub(crate) fn start(&mut self, role: Role, function: FunctionId, arguments: Vec<Value>) {
        let program = self.program;
        let called = program.function(function);
        let number = self.memory.tasks.free();
        let mut task = Task { stack: arguments, ..Task::new(role) };
        task.stack.resize(usize::from(called.slots), Value::Unit);
        task.frames.push(crate::memory::Frame { function, next: 0, base: 0 });
        self.memory.tasks.insert(number, Rc::new(task));
        self.ready.push(number);
    }

    /// Hands a task what it waited for.
    pub(crate) fn resume(&mut self, number: u32, value: Value) {
        if let Some(task) = self.memory.tasks.get_mut(number) {
            Rc::make_mut(task).wait = Wait::Ready(Resume::With(value));
            self.ready.push(number);
        }
    }

    /// Wakes a task that tries again.
    pub(super) fn wake(&mut self, number: u32) {
        if let Some(task) = self.memory.tasks.get_mut(number) {
            Rc::make_mut(task).wait = Wait::Ready(Resume::Again);
            self.ready.push(number);
        }
    }

    /// The tasks that wait for the end of another.
    pub(super) fn watchers(&self, number: u32) -> impl Iterator<Item = u32> {
        let waits = move |wait: &Wait| matches!(wait, Wait::Task(awaited) if *awaited == number);
        self.memory.tasks.iter().filter(move |(_, task)| waits(&task.wait)).map(|(at, _)| at)
    }

    /// Whether a task goes on when it can: a future in a variable, and what it waits for itself, do
    /// so only while somebody awaits it who goes on.
    fn is_awaited(&self, number: u32) -> bool {
        let goes_on = |role| !matches!(role, Role::Child { .. } | Role::Begun { .. });
        self.any_around(number, &|_, role| goes_on(role))
    }

    /// Looks for a task among one and those around it: its parent, and whoever awaits it as a
    /// future in a variable.
    fn any_around(&self, mut number: u32, is_it: &dyn Fn(u32, Role) -> bool) -> bool {
        let mut around: Vec<u32> = Vec::new();
        let mut seen = 0;
        loop {
            let role = self.memory.tasks.get(number).map(|task| task.role);
            if role.is_some_and(|role| is_it(number, role)) {
                return true;
            }
            if let Some(Role::Child { of, .. }) = role {
                number = of;
                continue;
            }
            if let Some(Role::Begun { .. }) = role {
                for watcher in self.watchers(number) {
                    if !around.contains(&watcher) {
                        around.push(watcher);
                    }
                }
            }
            let Some(next) = around.get(seen) else { return false };
            (number, seen) = (*next, seen + 1);
        }
    }

    /// The next task that can go on. Of several branches of one `select!` that can, the first in
    /// the text is taken if it is biased, else one is drawn.
    fn next_ready(&mut self) -> Result<Option<u32>> {
        let Some(at) = self.ready.iter().position(|number| self.is_awaited(*number)) else {
            self.ready.clear();
            return Ok(None);
        };
        self.ready.drain(..at);
        let first = self.ready[0];
        let parent = |machine: &Self, number: u32| {
            let task = machine.memory.tasks.get(number)?;
            let Role::Child { of, at } = task.role else { return None };
            let has_begun = !matches!(task.wait, Wait::Ready(Resume::Here));
            Some((of, at, has_begun))
        };
        let mut chosen = first;
        if let Some((of, _, true)) = parent(self, first)
            && let Some(Wait::Children(children)) = self.memory.tasks.get(of).map(|task| &task.wait)
            && let Awaiting::Select(function, at) = children.kind
        {
            let biased = self.program.function(function).selects[at as usize].biased;
            let mut siblings: Vec<(u16, u32)> = Vec::new();
            for &number in &self.ready {
                if let Some((other, at, _)) = parent(self, number)
                    && other == of
                {
                    let place = siblings.partition_point(|known| *known < (at, number));
                    siblings.insert(place, (at, number));
                }
            }
            let which = if biased || siblings.len() < 2 { 0 } else { self.choose(siblings.len())? };
            chosen = siblings[which].1;
        }
        self.ready.retain(|number| *number != chosen);
        Ok(Some(chosen))
    }

    fn run_task(&mut self, number: u32) -> Result<()> {
        let wait = self.memory.tasks.get(number).map(|task| &task.wait);
        if let Some(Wait::Children(_)) = wait {
            // What took too long has just had its last chance.
            self.timed_out(number);
            return Ok(());
        }
        let Some(resume) = self.load(number) else { return Ok(()) };
        let mut from = Vec::new();
        if let Some(at) = self.inherited.iter().position(|(heir, _)| *heir == number) {
            from = self.inherited.swap_remove(at).1;
        } else if resume != Resume::Here {
            from = self.places_of_running();
        }
        match self.go_on(resume)? {
            Outcome::Finished(value) => {
                let value = self.read(value)?;
                self.unload(Wait::Ended(None));
                match self.finished(number, value)? {
                    Some(parent) => self.inherited.push((parent, from)),
                    None => self.moved.push(Moved { from, to: Vec::new() }),
                }
            }
            Outcome::Waits(wait) => {
                let to = self.places_of_running();
                self.unload(wait);
                self.moved.push(Moved { from, to });
            }
        }
        Ok(())
    }

    fn go_on(&mut self, resume: Resume) -> Result<Outcome> {
        let future = match resume {
            Resume::With(value) if self.active => {
                self.stack.push(value);
                return self.execute(0);
            }
            Resume::With(value) => return Ok(Outcome::Finished(value)),
            Resume::Here if self.active => return self.execute(0),
            Resume::Here | Resume::Again => self.pop(),
        };
        if let Some(wait) = self.begin(future)? {
            return Ok(Outcome::Waits(wait));
        }
        if self.active { self.execute(0) } else { Ok(Outcome::Finished(self.pop())) }
    }

    /// Makes a task the one that runs. Returns how it goes on.
    fn load(&mut self, number: u32) -> Option<Resume> {
        let task = Rc::make_mut(self.memory.tasks.get_mut(number)?);
        self.number = number;
        self.stack = std::mem::take(&mut task.stack);
        self.frames = std::mem::take(&mut task.frames);
        let resume = match std::mem::replace(&mut task.wait, Wait::Ready(Resume::Here)) {
            Wait::Ready(resume) => resume,
            _ => Resume::Here,
        };
        match self.frames.pop() {
            Some(frame) => {
                self.frame = frame;
                self.function = self.program.function(frame.function);
                self.active = true;
            }
            None => self.active = false,
        }
        Some(resume)
    }

    /// Sets the task that runs aside.
    fn unload(&mut self, wait: Wait) {
        self.forget_dead_variables();
        if self.active {
            self.frames.push(self.frame);
        }
        self.active = false;
        let (stack, frames) = (std::mem::take(&mut self.stack), std::mem::take(&mut self.frames));
        if let Some(task) = self.memory.tasks.get_mut(self.number) {
            let task = Rc::make_mut(task);
            task.stack = stack;
            task.frames = frames;
            task.wait = wait;
        }
    }

    /// Brings what a task came to where it belongs. Returns the task that goes on with it, if one
    /// does.
    fn finished(&mut self, number: u32, value: Value) -> Result<Option<u32>> {
        let Some(role) = self.memory.tasks.get(number).map(|task| task.role) else {
            return Ok(None);
        };
        match role {
            Role::Initial => {
                self.memory.tasks.remove(number);
                self.memory.state = Some(value);
            }
            Role::Main | Role::Told => {
                self.memory.tasks.remove(number);
            }
            Role::Request(handle) => {
                self.memory.tasks.remove(number);
                let result = self.wire(&as_result(value))?;
                self.effects.push(Effect::Reply { handle, result });
            }
            Role::Spawned | Role::Begun { .. } => {
                let value = if role == Role::Spawned { Value::ok(value) } else { value };
                if let Some(task) = self.memory.tasks.get_mut(number) {
                    Rc::make_mut(task).wait = Wait::Ended(Some(value));
                }
                let watchers: Vec<u32> = self.watchers(number).collect();
                for watcher in &watchers {
                    self.wake(*watcher);
                }
                if role != Role::Spawned {
                    return Ok(watchers.first().copied());
                }
            }
            Role::Child { of, at } => {
                self.memory.tasks.remove(number);
                let goes_on = self.child_finished(of, usize::from(at), value)?;
                return Ok(goes_on.then_some(of));
            }
        }
        Ok(None)
    }

    /// Says whether the parent goes on with it.
    fn child_finished(&mut self, of: u32, at: usize, value: Value) -> Result<bool> {
        let Some(parent) = self.memory.tasks.get_mut(of) else { return Ok(false) };
        let Wait::Children(children) = &mut Rc::make_mut(parent).wait else { return Ok(false) };
        let Children { kind, running, results } = Rc::make_mut(children);
        running[at] = None;
        let rest: Vec<u32> = running.iter().flatten().copied().collect();
        let given = match *kind {
            Awaiting::Select(function, select) => {
                return self.branch_finished(of, function, select, at, &value, rest);
            }
            Awaiting::Timeout => {
                self.effects.push(Effect::Forget(of));
                Value::ok(value)
            }
            Awaiting::Late => Value::ok(value),
            Awaiting::Join(function, join)
                if self.program.function(function).joins[join as usize].tries =>
            {
                if value.as_variant() == Some(ERR) {
                    self.cancel_all(rest);
                    value
                } else {
                    results[at] = value.fields().first().cloned().unwrap_or(Value::Unit);
                    if !rest.is_empty() {
                        return Ok(false);
                    }
                    Value::ok(Value::tuple(std::mem::take(results)))
                }
            }
            Awaiting::All | Awaiting::Join(..) => {
                results[at] = value;
                if !rest.is_empty() {
                    return Ok(false);
                }
                let results = std::mem::take(results);
                if *kind == Awaiting::All { Value::list(results) } else { Value::tuple(results) }
            }
        };
        if let Some(parent) = self.memory.tasks.get_mut(of) {
            Rc::make_mut(parent).wait = Wait::Ready(Resume::With(given));
        }
        self.ready.insert(0, of);
        Ok(true)
    }

    fn branch_finished(
        &mut self,
        of: u32,
        function: FunctionId,
        select: u32,
        at: usize,
        value: &Value,
        rest: Vec<u32>,
    ) -> Result<bool> {
        let function = self.program.function(function);
        let select = &function.selects[select as usize];
        let branch = &select.branches[at];
        let waits = self.memory.tasks.get(of).map(|task| task.wait.clone());
        self.load(of);
        let fits = self.matches(&function.patterns[branch.pattern as usize], value, None)?;
        if fits {
            self.frame.next = branch.target;
        } else if rest.is_empty() {
            self.nothing_left(select.otherwise)?;
        } else {
            self.unload(waits.unwrap_or(Wait::Ready(Resume::Here)));
            return Ok(false);
        }
        self.unload(Wait::Ready(Resume::Here));
        self.cancel_all(rest);
        self.ready.insert(0, of);
        Ok(true)
    }

    /// The time of a `timeout` is over.
    pub(crate) fn timed_out(&mut self, number: u32) -> bool {
        let is_awaited = self.is_awaited(number);
        let Some(task) = self.memory.tasks.get_mut(number) else { return false };
        let Wait::Children(children) = &task.wait else { return false };
        if !matches!(children.kind, Awaiting::Timeout | Awaiting::Late) {
            return false;
        }
        if !is_awaited {
            // Whoever awaits it next asks first whether it has ended all the same.
            let late = Children { kind: Awaiting::Late, ..Children::clone(children) };
            Rc::make_mut(task).wait = Wait::Children(Rc::new(late));
            return true;
        }
        let rest = children.running.iter().flatten().copied().collect();
        self.cancel_all(rest);
        self.resume(number, Self::elapsed());
        true
    }

    fn cancel_all(&mut self, tasks: Vec<u32>) {
        for task in tasks {
            self.cancel(task);
        }
    }

    /// Drops a task where it stands: what it waited for is given up, and what it held is gone.
    pub(super) fn cancel(&mut self, number: u32) {
        let Some(task) = self.memory.tasks.remove(number) else { return };
        self.let_go(number, &task.wait);
    }

    /// Gives up what a task waits for.
    fn let_go(&mut self, number: u32, wait: &Wait) {
        self.ready.retain(|other| *other != number);
        match wait {
            Wait::Effect { .. } => self.effects.push(Effect::Forget(number)),
            Wait::Children(children) => {
                if children.kind == Awaiting::Timeout {
                    self.effects.push(Effect::Forget(number));
                }
                self.cancel_all(children.running.iter().flatten().copied().collect());
            }
            Wait::Shared(id) => {
                if let Some(shared) = self.memory.shared.get_mut(*id) {
                    shared.waiting.retain(|other| *other != number);
                }
            }
            Wait::Ready(_) | Wait::Task(_) | Wait::Ended(_) => {}
        }
    }

    /// `handle.abort()`: the task ends where it stands, and whoever awaits it is told so.
    pub(super) fn abort(&mut self, number: u32) {
        let Some(task) = self.memory.tasks.get(number) else { return };
        if matches!(task.wait, Wait::Ended(_)) || number == self.number {
            return;
        }
        let wait = task.wait.clone();
        self.let_go(number, &wait);
        if let Some(task) = self.memory.tasks.get_mut(number) {
            let ended = Wait::Ended(Some(Self::cancelled()));
            *task = Rc::new(Task { wait: ended, ..Task::new(task.role) });
        }
        let watchers: Vec<u32> = self.watchers(number).collect();
        for watcher in watchers {
            self.wake(watcher);
        }
    }

    /// Waits for the end of a spawned task, or of a future that has begun.
    pub(super) fn wait_for_task(&mut self, number: u32, future: Value) -> Result<Option<Wait>> {
        let Some(task) = self.memory.tasks.get_mut(number) else {
            return self.panic("this was awaited before, and has ended");
        };
        let role = task.role;
        if let Wait::Ended(ended) = &task.wait {
            let Some(value) = ended.clone() else {
                return self.panic(if role == Role::Spawned {
                    "JoinHandle polled after completion"
                } else {
                    "`async fn` resumed after completion"
                });
            };
            match (role, &future) {
                (Role::Begun { again: true }, _) => {}
                // The variable still has its number, which nothing else gets as long as it has.
                (Role::Begun { .. }, _) | (_, Value::Place(_)) => {
                    Rc::make_mut(task).wait = Wait::Ended(None);
                }
                _ => {
                    self.memory.tasks.remove(number);
                }
            }
            self.stack.push(value);
            return Ok(None);
        }
        if role != Role::Spawned {
            if self.any_around(self.number, &|around, _| around == number) {
                return self.panic("a future cannot await itself");
            }
            self.catch_up();
        }
        self.stack.push(future);
        Ok(Some(Wait::Task(number)))
    }

    /// Lets go on what has come about in a future while nobody awaited it; last what took too long.
    fn catch_up(&mut self) {
        let mut late = Vec::new();
        let mut ready = Vec::new();
        for (number, task) in self.memory.tasks.iter() {
            match &task.wait {
                Wait::Ready(_) if number != self.number && !self.ready.contains(&number) => {
                    ready.push(number);
                }
                Wait::Children(children) if children.kind == Awaiting::Late => late.push(number),
                _ => {}
            }
        }
        ready.append(&mut late);
        self.ready.splice(0..0, ready);
    }
}

const ERR: (TypeId, VariantId) = (TypeId::RESULT, VariantId::ERR);

/// What a caller gets is always a `Result`: the call itself may fail.
fn as_result(value: Value) -> Value {
    match value.as_variant() {
        Some((TypeId::RESULT, _)) => value,
        _ => Value::ok(value),
    }
}
