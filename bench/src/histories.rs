//! How long it takes to say whether a history is linearizable, beside the tester of Stateright.

use anyhow::{Result, anyhow};
use stateright::semantics::register::{Register, RegisterOp, RegisterRet};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester};
use whatif_simulator::Value;
use whatif_simulator::consistency::{Action, Model, Operation, is_linearizable};

use crate::rounds::{Contestant, interleaved};
use crate::table::Table;

/// How many clients use the register at once.
const CLIENTS: [u32; 5] = [1, 2, 3, 4, 5];
/// How many operations each has.
const EACH: u32 = 3;
/// How many ways ours may look at: none of these histories needs so many.
const WAYS_MAX: usize = 1_000_000;

/// What is in the register before anybody writes.
const UNWRITTEN: u32 = 0;

/// Prints the table.
pub(crate) fn compare() -> Result<()> {
    let mut table = Table::new(
        "Is a history of a register linearizable? Microseconds, and the ratio of Stateright to ours",
        &["history"],
        &["operations", "ours", "stateright", "ratio"],
    );
    for clients in CLIENTS {
        for (name, moments) in [("one copy", recorded(clients)), ("a stale read", stale(clients))] {
            let (for_ours, for_stateright) = (operations(&moments), moments.clone());
            let mut contestants = [
                Contestant { name: "ours", run: Box::new(move || ours(&for_ours)) },
                Contestant { name: "stateright", run: Box::new(move || others(&for_stateright)) },
            ];
            let times = interleaved(&mut contestants, 9, 20)?;
            let [ours, others] = [times[0].median, times[1].median];
            let clients = format!("{clients} clients, {name}");
            let cells = [
                (moments.len() / 2).to_string(),
                format!("{ours:.1}"),
                format!("{others:.1}"),
                format!("{:.1}", others / ours),
            ];
            table.row(&[&clients], &cells);
        }
    }
    table.print();
    Ok(())
}

/// A call or a return of a client.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Writes(u32, u32),
    Reads(u32),
    Written(u32),
    Told(u32, u32),
}

/// What clients of one register see who take their turns by chance: each calls, then it is done,
/// then each is told.
fn recorded(clients: u32) -> Vec<Moment> {
    enum Stage {
        Idle,
        Called(Option<u32>),
        Done(Option<u32>),
    }
    let mut chance: u32 = 7;
    let mut stages: Vec<(Stage, u32)> = (0..clients).map(|_| (Stage::Idle, EACH)).collect();
    let (mut held, mut written) = (UNWRITTEN, UNWRITTEN);
    let mut moments = Vec::new();
    while stages.iter().any(|(stage, left)| *left > 0 || !matches!(stage, Stage::Idle)) {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let client = (chance >> 16) % clients;
        let (stage, left) = &mut stages[client as usize];
        *stage = match stage {
            Stage::Idle if *left == 0 => Stage::Idle,
            Stage::Idle => {
                *left -= 1;
                if chance >> 31 == 0 {
                    written += 1;
                    moments.push(Moment::Writes(client, written));
                    Stage::Called(Some(written))
                } else {
                    moments.push(Moment::Reads(client));
                    Stage::Called(None)
                }
            }
            Stage::Called(Some(value)) => {
                held = *value;
                Stage::Done(None)
            }
            Stage::Called(None) => Stage::Done(Some(held)),
            Stage::Done(told) => {
                moments.push(match told {
                    Some(value) => Moment::Told(client, *value),
                    None => Moment::Written(client),
                });
                Stage::Idle
            }
        };
    }
    moments
}

/// The same, and then somebody is told what was there before anybody wrote.
fn stale(clients: u32) -> Vec<Moment> {
    let mut moments = recorded(clients);
    moments.extend([Moment::Writes(0, 1_000), Moment::Written(0)]);
    moments.extend([Moment::Reads(0), Moment::Told(0, UNWRITTEN)]);
    moments
}

fn operations(moments: &[Moment]) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let value = |value: u32| match value {
        UNWRITTEN => Value::Unit,
        value => Value::Int(i128::from(value)),
    };
    for (moment, at) in moments.iter().zip(1..) {
        let mut call = |client, action| {
            let key = Value::Unit;
            operations.push(Operation { client, key, action, called: at, returned: None });
        };
        match *moment {
            Moment::Writes(client, written) => call(client, Action::Write(value(written))),
            Moment::Reads(client) => call(client, Action::Read(Value::Unit)),
            Moment::Written(client) | Moment::Told(client, _) => {
                let own = operations.iter_mut().rfind(|operation| operation.client == client);
                if let Some(own) = own {
                    own.returned = Some(at);
                    if let Moment::Told(_, told) = *moment {
                        own.action = Action::Read(value(told));
                    }
                }
            }
        }
    }
    operations
}

fn ours(operations: &[Operation]) -> Result<bool> {
    Ok(is_linearizable(operations, Model::Register, WAYS_MAX)?)
}

fn others(moments: &[Moment]) -> Result<bool> {
    let mut tester = LinearizabilityTester::new(Register(UNWRITTEN));
    for moment in moments {
        let recorded = match *moment {
            Moment::Writes(client, value) => tester.on_invoke(client, RegisterOp::Write(value)),
            Moment::Reads(client) => tester.on_invoke(client, RegisterOp::Read),
            Moment::Written(client) => tester.on_return(client, RegisterRet::WriteOk),
            Moment::Told(client, value) => tester.on_return(client, RegisterRet::ReadOk(value)),
        };
        recorded.map_err(|problem| anyhow!(problem))?;
    }
    Ok(tester.is_consistent())
}
