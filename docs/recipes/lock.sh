#!/bin/sh
# A lock: of all who name it, one runs its command at a time. See lock.md.
#
#   lock.sh NAME COMMAND [ARGUMENT …]
#
#   LOCK_SECONDS   after which the lock is free again, whatever became of its holder (default: 30)
#   WAIT_SECONDS   how long to wait for the lock (default: 60)
#   and what lib.sh lists. COMMAND finds in LOCK_REVISION a number that grows with each holder.
set -eu
. "$(dirname "$0")/lib.sh"
: "${LOCK_SECONDS:=30}"
name=${1:?the lock}
shift

bucket '{"name":"locks"}'
key=/v1/kv/locks/$name

deadline=$(($(date +%s) + WAIT_SECONDS))
while :; do
  call PUT "$key" -H 'If-None-Match: *' -H "X-MQ-TTL-Seconds: $LOCK_SECONDS" -d "$$ on $(uname -n)"
  case $status in
    200) break ;;
    412) ;;
    *) refused ;;
  esac
  if [ "$(date +%s)" -ge "$deadline" ]; then
    say "the lock $name was not free within $WAIT_SECONDS s"
    exit 75
  fi
  # Waits for the key's next change: who holds it deletes it, or its time is over.
  await_change locks "$name" 2
done

mine=$revision
result=0
LOCK_REVISION=$mine "$@" || result=$?

# On condition that it still is ours: after LOCK_SECONDS it may be somebody else's.
call DELETE "$key" -H "If-Match: $mine"
if [ "$status" = 412 ]; then
  say "the lock $name was lost before the command ended"
  exit 70
fi
exit "$result"
