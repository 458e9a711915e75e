// The writer and the properties of Raft. The replicas are in `raft.md`.

const REPLICAS: [&str; 3] = ["a", "b", "c"];

/// The writer offers each command to one replica after the other until one has committed it.
async fn write() {
    let mut acknowledged = Vec::new();
    for command in ["milk", "bread", "eggs", "salt"] {
        while !offer(command).await {
            sleep(Duration::from_millis(100)).await;
        }
        acknowledged.push(command);
        show("acknowledged", &acknowledged);
        sleep(Duration::from_millis(400)).await;
    }
}

async fn offer(command: &str) -> bool {
    for replica in REPLICAS {
        if node(replica).propose(command.to_string()).await.is_ok() {
            return true;
        }
    }
    false
}

/// `one-leader`: no two replicas lead in the same term.
fn no_term_has_two_leaders(world: &World) -> bool {
    let terms = REPLICAS.iter().filter_map(|replica| world.shown(replica, "leads"));
    let terms: Vec<u64> = terms.collect();
    let distinct: BTreeSet<u64> = terms.iter().copied().collect();
    distinct.len() == terms.len()
}

/// `kept`: what the writer was told is committed is on the disks of a majority.
fn what_is_acknowledged_is_on_most_disks(world: &World) -> bool {
    let logs = REPLICAS.map(|replica| log_on_disk(world, replica));
    let is_on_most = |command| logs.iter().filter(|log| log.contains(command)).count() >= 2;
    acknowledged(world).iter().all(is_on_most)
}

/// `same-order`: of what two replicas have committed, one is the beginning of the other.
fn the_committed_logs_agree(world: &World) -> bool {
    let [a, b, c] = REPLICAS.map(|replica| committed(world, replica));
    let agree = |one: &[String], other: &[String]| one.iter().zip(other).all(|(x, y)| x == y);
    agree(&a, &b) && agree(&b, &c) && agree(&a, &c)
}

/// `arrived`: every command is acknowledged, and every replica has committed it.
fn everything_is_committed_everywhere(world: &World) -> bool {
    let commands = acknowledged(world);
    commands.len() == 4
        && REPLICAS.iter().all(|replica| {
            let committed = committed(world, replica);
            commands.iter().all(|command| committed.contains(command))
        })
}

fn acknowledged(world: &World) -> Vec<String> {
    world.shown("writer", "acknowledged").unwrap_or_default()
}

fn committed(world: &World, replica: &str) -> Vec<String> {
    world.shown(replica, "committed").unwrap_or_default()
}

fn log_on_disk(world: &World, replica: &str) -> Vec<String> {
    let log: Vec<Entry> = world.disk(replica, "log").unwrap_or_default();
    commands(&log)
}
