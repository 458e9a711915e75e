enum State {
    Idle,
    Connecting { attempts: i64 },
    Connected { sent: i64 },
    Failed,
}

enum Event {
    Connect,
    Accepted,
    Refused,
    Send { bytes: i64 },
    Close,
}

fn event(number: i64) -> Event {
    match number % 8 {
        0 | 1 => Event::Connect,
        2 => Event::Accepted,
        3 => Event::Refused,
        4..=6 => Event::Send { bytes: number % 100 },
        _ => Event::Close,
    }
}

fn next(state: State, event: Event) -> State {
    match (state, event) {
        (State::Idle, Event::Connect) => State::Connecting { attempts: 1 },
        (State::Connecting { .. }, Event::Accepted) => State::Connected { sent: 0 },
        (State::Connecting { attempts }, Event::Refused) if attempts >= 2 => State::Failed,
        (State::Connecting { attempts }, Event::Refused) => {
            State::Connecting { attempts: attempts + 1 }
        }
        (State::Connected { sent }, Event::Send { bytes }) => State::Connected { sent: sent + bytes },
        (_, Event::Close) => State::Idle,
        (state, _) => state,
    }
}

fn worth(state: &State) -> i64 {
    match state {
        State::Idle => 1,
        State::Connecting { attempts } => *attempts,
        State::Connected { sent } => *sent,
        State::Failed => 0,
    }
}

fn program() -> i64 {
    let mut state = State::Idle;
    let mut number: i64 = 1;
    let mut sum: i64 = 0;
    let mut round: i64 = 0;
    while round < 10_000 {
        number = (number * 1_103_515_245 + 12_345) % 2_147_483_648;
        state = next(state, event(number / 65_536));
        sum += worth(&state);
        round += 1;
    }
    sum
}
