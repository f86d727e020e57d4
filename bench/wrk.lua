-- What wrk sends, from environment variables, and its result as one line of JSON.
-- WRK_REQUESTS: a file with one request per line (method, path, body, separated by tabs), sent in turn.
-- Otherwise always the same request: WRK_METHOD, WRK_BODY and WRK_HEADERS ("Name: value" per line).

for name, value in (os.getenv("WRK_HEADERS") or ""):gmatch("([^:\n]+): ([^\n]+)") do
  wrk.headers[name] = value
end
wrk.method = os.getenv("WRK_METHOD") or "GET"
wrk.body = os.getenv("WRK_BODY")

local file = os.getenv("WRK_REQUESTS")
if file then
  local ready, turn = {}, 0
  -- A global: wrk calls it once it knows the host.
  function init(args)
    for line in io.lines(file) do
      local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
      ready[#ready + 1] = wrk.format(method, path, nil, body ~= "" and body or nil)
    end
  end
  function request()
    turn = turn % #ready + 1
    return ready[turn]
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "faults": %d, "statuses": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.timeout, e.status))
end
