#!/bin/sh
# A lease: runs a command for as long as it holds the lease, and renews it meanwhile. See lease.md.
#
#   lease.sh NAME COMMAND [ARGUMENT …]
#
#   LEASE_SECONDS   after which others may take the lease when nobody renews it (default: 15)
#   and what lib.sh lists. COMMAND finds in LEASE_REVISION a number that grows with each holder.
set -eu
. "$(dirname "$0")/lib.sh"
: "${LEASE_SECONDS:=15}"
name=${1:?the lease}
shift

bucket '{"name":"leases"}'
key=/v1/kv/leases/$name
me="$$ on $(uname -n)"

call PUT "$key" -H 'If-None-Match: *' -H "X-MQ-TTL-Seconds: $LEASE_SECONDS" -d "$me"
case $status in
  200) ;;
  412)
    say "the lease $name is taken"
    exit 75
    ;;
  *) refused ;;
esac

LEASE_REVISION=$revision "$@" &
command=$!
trap 'kill "$command" 2>/dev/null || true' INT TERM

# Renews three times within the lease's time. What is renewed has a new revision, and is ours only as
# long as the last one was.
pause=$(awk "BEGIN { print $LEASE_SECONDS / 3 }")
failures=0
while sleep "$pause" && kill -0 "$command" 2>/dev/null; do
  if ! call PUT "$key" -H "If-Match: $revision" -H "X-MQ-TTL-Seconds: $LEASE_SECONDS" -d "$me"; then
    status=0
  fi
  case $status in
    200) failures=0 ;;
    412) failures=3 ;;
    *) failures=$((failures + 1)) ;;
  esac
  if [ "$failures" -ge 2 ]; then
    say "the lease $name is lost: the command ends"
    kill "$command"
    wait "$command" || true
    exit 70
  fi
done

result=0
wait "$command" || result=$?
call DELETE "$key" -H "If-Match: $revision"
exit "$result"
