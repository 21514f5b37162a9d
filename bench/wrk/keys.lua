-- Asks for keys of a bucket by chance, with a GET or a PUT of 256 bytes:
-- wrk ... -s keys.lua URL -- PATH KEY METHOD COUNT. The path of a key is PATH and k0, k1, ... Prints a
-- line for bin/bench, too.
local whole = {}
local count
local threads = 0

-- Each thread has keys of its own chance.
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  wrk.method = args[3]
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  if args[3] == "PUT" then
    wrk.headers["Content-Type"] = "application/octet-stream"
    wrk.body = string.rep("x", 256)
  end
  count = tonumber(args[4])
  for i = 1, count do
    whole[i] = wrk.format(nil, args[1] .. "k" .. (i - 1))
  end
  math.randomseed(os.time() * 16 + number)
end

function request()
  return whole[math.random(count)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "RESULT per_second=%.1f total=%d p50_micros=%d p99_micros=%d failed=%d\n",
    summary.requests * 1e6 / summary.duration,
    summary.requests,
    latency:percentile(50),
    latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
