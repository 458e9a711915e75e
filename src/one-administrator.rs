// What must be true of the configuration. It shows how many servers are in service, once it has been
// changed.

const SERVERS: usize = 2;

/// `served`: at least one server is in service.
fn a_server_is_serving(world: &World) -> bool {
    world.shown("config", "serving").unwrap_or(SERVERS) > 0
}

/// `works`: a configuration that cannot be changed is safe, so one run has to change it.
fn a_server_is_taken_out(world: &World) -> bool {
    world.shown("config", "serving").unwrap_or(SERVERS) < SERVERS
}
