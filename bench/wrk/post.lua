-- Posts 256 bytes again and again: wrk ... -s post.lua URL -- PATH KEY. Prints a line for bin/bench, too.
local whole

function init(args)
  wrk.method = "POST"
  wrk.path = args[1]
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  wrk.body = string.rep("x", 256)
  whole = wrk.format()
end

function request()
  return whole
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
