#!/bin/sh
# A rate limit: so many calls of a client in each window, counted together by all who ask. See rate-limit.md.
#
#   rate-limit.sh CLIENT [COMMAND [ARGUMENT …]]
#
#   MOST             how many calls (default: 5)
#   WINDOW_SECONDS   in how much time, from a client's first call on (default: 10)
#   and what lib.sh lists. Exit status 75, and no COMMAND, when there were too many.
set -eu
. "$(dirname "$0")/lib.sh"
: "${MOST:=5}" "${WINDOW_SECONDS:=10}"
client=${1:?the client}
shift

bucket '{"name":"rates"}'

# The window's end is set by the call that makes the counter; the later ones leave it as it is.
call POST "/v1/kv/rates/$client/incr" -H "X-MQ-TTL-Seconds: $WINDOW_SECONDS"
[ "$status" = 200 ] || refused
count=$(printf '%s\n' "$answer" | sed -n 's/.*"value":"\{0,1\}\(-\{0,1\}[0-9]*\).*/\1/p')

if [ "$count" -gt "$MOST" ]; then
  echo "call $count of $client: too many, at most $MOST in $WINDOW_SECONDS s"
  exit 75
fi
echo "call $count of $client: go on"
if [ $# -gt 0 ]; then exec "$@"; fi
