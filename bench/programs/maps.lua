local function program()
    local keys = {}
    for number = 0, 199 do
        keys[number + 1] = "key-" .. number
    end
    local stock = {}
    for at = 1, 200 do
        stock[keys[at]] = 0
    end
    for round = 0, 49 do
        for at = 1, 200 do
            local key = keys[at]
            local old = stock[key]
            stock[key] = old + round
        end
    end
    local sum = 0
    for at = 1, 200 do
        sum = sum * 3 % 1000003 + stock[keys[at]]
    end
    return sum
end

return program()
