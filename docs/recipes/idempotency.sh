#!/bin/sh
# An idempotency key: a command runs once for each key, however often it is asked for. See idempotency.md.
#
#   idempotency.sh KEY COMMAND [ARGUMENT …]
#
#   RUN_SECONDS    after which a run that told nothing counts as never begun (default: 60)
#   KEPT_SECONDS   how long the first answer is remembered (default: 86400)
#   and what lib.sh lists. Prints what the command printed, the first time and each time after.
#   The exit status is 75 while another one runs it: ask again.
set -eu
. "$(dirname "$0")/lib.sh"
: "${RUN_SECONDS:=60}" "${KEPT_SECONDS:=86400}"
name=${1:?the idempotency key}
shift

bucket '{"name":"requests"}'
key=/v1/kv/requests/$name

call PUT "$key" -H 'If-None-Match: *' -H "X-MQ-TTL-Seconds: $RUN_SECONDS" -d running
if [ "$status" = 412 ]; then
  call GET "$key"
  case $status:$answer in
    200:done*)
      printf '%s\n' "$answer" | sed 1d
      exit 0
      ;;
  esac
  say "the request $name is being handled"
  exit 75
fi
[ "$status" = 200 ] || refused
mine=$revision

if ! result=$("$@"); then
  # Nothing was done: who asks again may try.
  call DELETE "$key" -H "If-Match: $mine"
  say "the command failed"
  exit 1
fi
call PUT "$key" -H "If-Match: $mine" -H "X-MQ-TTL-Seconds: $KEPT_SECONDS" --data-binary "done
$result"
printf '%s\n' "$result"
