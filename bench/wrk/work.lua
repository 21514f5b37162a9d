-- A worker: receives up to ten messages and acknowledges them, in turns, from a queue that was filled
-- before: wrk ... -s work.lua URL -- KEY. Counts a request for each of the two calls.
local key, receive
local settle = nil

function init(args)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. args[1]
  wrk.headers["Content-Type"] = "application/json"
  receive = wrk.format(nil, "/v1/queues/compare/receive", nil, '{"max":10}')
end

function request()
  if settle then
    local next = settle
    settle = nil
    return next
  end
  return receive
end

-- Each connection answers in turn, so what one received another may acknowledge.
function response(status, headers, body)
  local receipts = {}
  for receipt in string.gmatch(body, '"receipt":"([^"]+)","attempt"') do
    receipts[#receipts + 1] = '"' .. receipt .. '"'
  end
  if #receipts > 0 then
    settle = wrk.format(nil, "/v1/queues/compare/settle", nil, '{"ack":[' .. table.concat(receipts, ",") .. "]}")
  end
end
