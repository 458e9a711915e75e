local function fibonacci(n)
    if n < 2 then return n else return fibonacci(n - 1) + fibonacci(n - 2) end
end

local function add(left, right)
    return left + right
end

local function twice(n)
    return add(n, n)
end

local function program()
    local sum = fibonacci(20)
    local round = 0
    while round < 15000 do
        sum = add(sum, twice(round) % 5)
        round = round + 1
    end
    return sum
end

return program()
