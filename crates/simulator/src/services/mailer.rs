//! An email service: whatever it accepts, it delivers.

use std::rc::Rc;

use crate::services::{Operation, said};
use crate::{Effect, Input, Program, Section, Transition, Value};

/// An email service.
///
/// It delivers every mail that it accepts, at once and exactly once for each time that it is
/// asked. A mail sent with a key is delivered once for all requests with this key. Mails and keys
/// survive everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mailer;

/// The mails that were delivered, and the keys that were seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Mailboxes {
    mails: Rc<Vec<Value>>,
    keys: Rc<Vec<Value>>,
}

impl Mailer {
    /// What a mailer can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "send",
            parameters: &["to: &str", "text: &str"],
            returns: "Result<()>",
            does: said("Delivers a mail, once for each time that it is asked."),
        },
        Operation {
            name: "send_once",
            parameters: &["key: &str", "to: &str", "text: &str"],
            returns: "Result<()>",
            does: said(
                "Delivers a mail unless one with the same key was delivered before; either way \
                   the answer is `Ok(())`.",
            ),
        },
    ];
}

impl Program for Mailer {
    type State = Mailboxes;

    fn initial(&self) -> Mailboxes {
        Mailboxes::default()
    }

    fn after_crash(&self, state: &Mailboxes) -> Mailboxes {
        state.clone()
    }

    fn step(&self, state: &Mailboxes, input: &Input) -> Transition<Mailboxes> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        if let Input::Request { handle, operation, arguments, .. } = input {
            let result = match (&**operation, &**arguments) {
                ("send", [to, text]) => {
                    state.deliver(to, text);
                    Value::ok(Value::Unit)
                }
                ("send_once", [key, to, text]) => {
                    if !state.keys.contains(key) {
                        Rc::make_mut(&mut state.keys).push(key.clone());
                        state.deliver(to, text);
                    }
                    Value::ok(Value::Unit)
                }
                _ => super::misunderstood("a mailer", Self::OPERATIONS, operation),
            };
            effects.push(Effect::Reply { handle: *handle, result });
        }
        Transition::wait(state, effects)
    }

    /// `mails`: a list of `Mail { to, text }`, in the order of delivery.
    fn sections(&self, state: &Mailboxes) -> Vec<Section> {
        vec![Section::of_values("mails", state.mails.iter())]
    }

    fn observe(&self, state: &Mailboxes, question: &str, _: &[Value]) -> Result<Value, String> {
        match question {
            "mails" => Ok(Value::list(state.mails.iter().cloned())),
            _ => Err(format!("a mailer knows nothing of `{question}`, only its `mails`")),
        }
    }
}

impl Mailboxes {
    fn deliver(&mut self, to: &Value, text: &Value) {
        let mail = Value::record("Mail", [("to", to.clone()), ("text", text.clone())]);
        Rc::make_mut(&mut self.mails).push(mail);
    }
}
