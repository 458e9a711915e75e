//! What the tasks of a process share: channels and mutexes, by their numbers in the node's table.

use std::rc::Rc;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::memory::{Holder, Shared, Thing, Wait};
use crate::types::{TypeId, VariantId};
use crate::value::{Future, Place, Root, Value};

/// How many channels and mutexes a process may have.
const SHARED_MAX: usize = 1_000;

impl Machine<'_> {
    fn share(&mut self, what: Thing) -> Result<u32> {
        if self.memory.shared.iter().len() >= SHARED_MAX {
            return self.limit(format_args!(
                "the process has more than {SHARED_MAX} channels and mutexes: does it make them for ever?"
            ));
        }
        self.spend(128)?;
        let number = self.memory.shared.free();
        self.memory.shared.insert(number, Shared { what, waiting: Vec::new() });
        Ok(number)
    }

    pub(super) fn make_mutex(&mut self, value: Value) -> Result<Value> {
        let holder = Holder::Nobody;
        self.share(Thing::Mutex { value, holder }).map(Value::Mutex)
    }

    /// A place that only a closure knows.
    pub(super) fn make_cell(&mut self, value: Value) -> Result<Value> {
        let value = self.read(value)?;
        let number = self.share(Thing::Mutex { value, holder: Holder::Closure })?;
        Ok(Value::Place(Rc::new(Place { root: Root::Mutex(number), path: Vec::new() })))
    }

    pub(super) fn make_channel(&mut self, capacity: Option<u32>, once: bool) -> Result<Value> {
        let number = self.share(Thing::Channel {
            queue: Vec::new(),
            capacity,
            once,
            closed: false,
            has_senders: true,
            has_receiver: true,
        })?;
        Ok(Value::tuple(vec![Value::Sender(number), Value::Receiver(number)]))
    }

    fn wait_for(&mut self, id: u32, future: &Value) -> Wait {
        if let Some(shared) = self.memory.shared.get_mut(id)
            && !shared.waiting.contains(&self.number)
        {
            shared.waiting.push(self.number);
        }
        self.stack.push(future.clone());
        Wait::Shared(id)
    }

    /// Wakes what waits for a change of something shared.
    pub(super) fn changed(&mut self, id: u32) {
        let Some(shared) = self.memory.shared.get_mut(id) else { return };
        for task in std::mem::take(&mut shared.waiting) {
            self.wake(task);
        }
    }

    pub(super) fn lock(&mut self, id: u32, future: &Value) -> Result<Option<Wait>> {
        if self.try_lock(id, future)? {
            self.stack.push(guard(id));
            return Ok(None);
        }
        Ok(Some(self.wait_for(id, future)))
    }

    /// Locks a mutex if it is free or promised to this task. A guard that nothing holds any more
    /// is dropped first.
    fn try_lock(&mut self, id: u32, future: &Value) -> Result<bool> {
        if self.holder(id) == Some(Holder::Guard) {
            self.drop_unused_but(future)?;
        }
        let number = self.number;
        let Some(Shared { what: Thing::Mutex { holder, .. }, .. }) = self.memory.shared.get_mut(id)
        else {
            return self.panic("this Mutex is gone");
        };
        let free = *holder == Holder::Nobody || *holder == Holder::Promised(number);
        if free {
            *holder = Holder::Guard;
        }
        Ok(free)
    }

    pub(super) fn holder(&self, id: u32) -> Option<Holder> {
        match self.memory.shared.get(id).map(|shared| &shared.what) {
            Some(Thing::Mutex { holder, .. }) => Some(*holder),
            _ => None,
        }
    }

    /// `recv()`: the next message, or `None` where none can come any more.
    pub(super) fn receive(&mut self, id: u32, future: &Value) -> Result<Option<Wait>> {
        match self.try_receive(id, future)? {
            Ok(value) => self.stack.push(Value::some(value)),
            Err(VariantId(1)) => self.stack.push(Value::NONE),
            Err(_) => return Ok(Some(self.wait_for(id, future))),
        }
        Ok(None)
    }

    /// Awaiting the receiver of a channel for one message.
    pub(super) fn receive_once(&mut self, id: u32, future: &Value) -> Result<Option<Wait>> {
        match self.try_receive(id, future)? {
            Ok(value) => self.stack.push(Value::ok(value)),
            Err(VariantId(1)) => {
                let error = Value::record(TypeId::RECV_ERROR, vec![Value::Unit]);
                self.stack.push(Value::err(error));
            }
            Err(_) => return Ok(Some(self.wait_for(id, future))),
        }
        Ok(None)
    }

    /// The next message, or the variant of `TryRecvError` that says why there is none.
    fn try_receive(
        &mut self,
        id: u32,
        future: &Value,
    ) -> Result<std::result::Result<Value, VariantId>> {
        if matches!(self.channel(id), Some(Thing::Channel { queue, has_senders: true, .. }) if queue.is_empty())
        {
            self.drop_unused_but(future)?;
        }
        let Some(Thing::Channel { queue, closed, has_senders, .. }) = self.channel_mut(id) else {
            return self.panic("this channel is gone");
        };
        if queue.is_empty() {
            let ended = *closed || !*has_senders;
            return Ok(Err(VariantId(u16::from(ended))));
        }
        let value = queue.remove(0);
        let left = queue.len();
        self.work(left / 64)?;
        self.changed(id);
        Ok(Ok(value))
    }

    fn channel(&self, id: u32) -> Option<&Thing> {
        let what = &self.memory.shared.get(id)?.what;
        matches!(what, Thing::Channel { .. }).then_some(what)
    }

    fn channel_mut(&mut self, id: u32) -> Option<&mut Thing> {
        let what = &mut self.memory.shared.get_mut(id)?.what;
        matches!(what, Thing::Channel { .. }).then_some(what)
    }

    pub(super) fn send(&mut self, id: u32, value: &Value, future: &Value) -> Result<Option<Wait>> {
        match self.try_send(id, value, future)? {
            Ok(()) => self.stack.push(Value::ok(Value::Unit)),
            Err(VariantId(1)) => {
                let error = Value::record(TypeId::SEND_ERROR, vec![value.clone()]);
                self.stack.push(Value::err(error));
            }
            Err(_) => return Ok(Some(self.wait_for(id, future))),
        }
        Ok(None)
    }

    /// Puts a message into a channel, or says by the variant of `TrySendError` why not.
    fn try_send(
        &mut self,
        id: u32,
        value: &Value,
        holding: &Value,
    ) -> Result<std::result::Result<(), VariantId>> {
        self.drop_unused_but(holding)?;
        let Some(Thing::Channel { queue, capacity, closed, has_receiver, once, .. }) =
            self.channel_mut(id)
        else {
            return Ok(Err(VariantId(1)));
        };
        if *closed || !*has_receiver {
            return Ok(Err(VariantId(1)));
        }
        if capacity.is_some_and(|capacity| queue.len() >= capacity as usize) {
            return Ok(Err(VariantId(0)));
        }
        queue.push(value.clone());
        *closed |= *once;
        self.spend(32)?;
        self.changed(id);
        Ok(Ok(()))
    }

    /// Methods of senders, receivers, mutexes and handles.
    #[inline(never)]
    pub(super) fn shared_method(
        &mut self,
        receiver: &Value,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(Some(match (receiver, method, arguments) {
            (Value::Sender(id), M::send, [value]) => {
                let value = self.read(value.clone())?;
                let waits = matches!(
                    self.channel(*id),
                    Some(Thing::Channel { capacity: Some(_), once: false, .. })
                );
                if waits {
                    return Ok(Some(Value::future(Future::Send(*id, vec![value].into()))));
                }
                let sent = self.try_send(
                    *id,
                    &value,
                    &Value::tuple(vec![receiver.clone(), value.clone()]),
                )?;
                let is_once = matches!(self.channel(*id), Some(Thing::Channel { once: true, .. }));
                match sent {
                    Ok(()) => Value::ok(Value::Unit),
                    // What could not be sent comes back; of a channel for one message, bare.
                    Err(_) if is_once => Value::err(value),
                    Err(_) => Value::err(Value::record(TypeId::SEND_ERROR, vec![value])),
                }
            }
            (Value::Sender(id), M::try_send, [value]) => {
                let value = self.read(value.clone())?;
                let holding = Value::tuple(vec![receiver.clone(), value.clone()]);
                match self.try_send(*id, &value, &holding)? {
                    Ok(()) => Value::ok(Value::Unit),
                    Err(why) => {
                        Value::err(Value::variant(TypeId::TRY_SEND_ERROR, why, vec![value]))
                    }
                }
            }
            (Value::Sender(id) | Value::Receiver(id), M::is_closed, []) => {
                self.drop_unused_but(receiver)?;
                Value::Bool(!matches!(
                    self.channel(*id),
                    Some(Thing::Channel {
                        closed: false,
                        has_receiver: true,
                        has_senders: true,
                        ..
                    })
                ))
            }
            (Value::Receiver(id), M::recv, []) => Value::future(Future::Receive(*id)),
            (Value::Receiver(id), M::try_recv, []) => match self.try_receive(*id, receiver)? {
                Ok(value) => Value::ok(value),
                Err(why) => Value::err(Value::Plain(TypeId::TRY_RECV_ERROR, why)),
            },
            (Value::Receiver(id), M::close, []) => {
                if let Some(Thing::Channel { closed, .. }) = self.channel_mut(*id) {
                    *closed = true;
                }
                self.changed(*id);
                Value::Unit
            }
            (Value::Receiver(id), M::len | M::is_empty, []) => {
                let Some(Thing::Channel { queue, .. }) = self.channel(*id) else {
                    return Ok(None);
                };
                let length = queue.len();
                if method == M::len { Value::size(length) } else { Value::Bool(length == 0) }
            }
            (Value::Mutex(id), M::lock, []) => Value::future(Future::Lock(*id)),
            (Value::Mutex(id), M::try_lock, []) => {
                if self.try_lock(*id, receiver)? {
                    Value::ok(guard(*id))
                } else {
                    Value::err(Value::text("operation would block"))
                }
            }
            (Value::Mutex(id), M::get_mut, []) => guard(*id),
            (Value::Mutex(id), M::into_inner, []) => self.read(guard(*id))?,
            (Value::Handle(task), M::abort, []) => {
                self.abort(*task);
                Value::Unit
            }
            (Value::Handle(task), M::is_finished, []) => {
                let task = self.memory.tasks.get(*task);
                Value::Bool(task.is_none_or(|task| matches!(task.wait, Wait::Ended(_))))
            }
            (_, M::clone, []) => receiver.clone(),
            _ => return Ok(None),
        }))
    }
}

/// A way to what a mutex holds, which locks it as long as it is there.
fn guard(id: u32) -> Value {
    Value::Place(Rc::new(Place { root: Root::Mutex(id), path: Vec::new() }))
}
