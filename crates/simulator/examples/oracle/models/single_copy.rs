//! Servers that each have a register of their own, and do not tell one another: Stateright's
//! example `single-copy-register`. Linearizable with one server, and not with two.

use whatif_simulator::{Effect, NodeId, Setup};

use super::register::{self, Actor, UNWRITTEN, send};

/// The world of this model.
pub(crate) fn setup(clients: usize, servers: usize) -> Setup {
    register::setup(servers, clients, |_| SingleCopy)
}

struct SingleCopy;

impl Actor for SingleCopy {
    /// The value of the register.
    type State = u16;

    fn initial(&self) -> u16 {
        UNWRITTEN
    }

    fn receive(
        &self,
        stored: &mut u16,
        from: NodeId,
        message: &str,
        numbers: &[u16],
    ) -> Vec<Effect> {
        match (message, numbers) {
            ("Put", &[request, value]) => {
                *stored = value;
                vec![send(from, "PutOk", &[request])]
            }
            ("Get", &[request]) => vec![send(from, "GetOk", &[request, *stored])],
            _ => Vec::new(),
        }
    }
}
