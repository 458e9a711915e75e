local function program()
    local state = 1
    local sum = 0
    local round = 0
    while round < 40000 do
        state = (state * 1103515245 + 12345) % 2147483648
        sum = sum + state % 7 - round % 3
        round = round + 1
    end
    return sum
end

return program()
