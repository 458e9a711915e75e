local function event(number)
    local kind = number % 8
    if kind <= 1 then return { kind = "connect" } end
    if kind == 2 then return { kind = "accepted" } end
    if kind == 3 then return { kind = "refused" } end
    if kind <= 6 then return { kind = "send", bytes = number % 100 } end
    return { kind = "close" }
end

local function next_state(state, event)
    if state.kind == "idle" and event.kind == "connect" then
        return { kind = "connecting", attempts = 1 }
    elseif state.kind == "connecting" and event.kind == "accepted" then
        return { kind = "connected", sent = 0 }
    elseif state.kind == "connecting" and event.kind == "refused" then
        if state.attempts >= 2 then return { kind = "failed" } end
        return { kind = "connecting", attempts = state.attempts + 1 }
    elseif state.kind == "connected" and event.kind == "send" then
        return { kind = "connected", sent = state.sent + event.bytes }
    elseif event.kind == "close" then
        return { kind = "idle" }
    end
    return state
end

local function worth(state)
    if state.kind == "idle" then return 1 end
    if state.kind == "connecting" then return state.attempts end
    if state.kind == "connected" then return state.sent end
    return 0
end

local function program()
    local state = { kind = "idle" }
    local number = 1
    local sum = 0
    local round = 0
    while round < 10000 do
        number = (number * 1103515245 + 12345) % 2147483648
        state = next_state(state, event(number // 65536))
        sum = sum + worth(state)
        round = round + 1
    end
    return sum
end

return program()
