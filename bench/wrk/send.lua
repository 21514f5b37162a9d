-- Sends 256 bytes to a queue: wrk ... -s send.lua URL -- KEY
local whole

function init(args)
  wrk.method = "POST"
  wrk.path = "/v1/queues/compare/messages"
  wrk.headers["Authorization"] = "Bearer " .. args[1]
  wrk.body = string.rep("x", 256)
  whole = wrk.format()
end

function request()
  return whole
end
