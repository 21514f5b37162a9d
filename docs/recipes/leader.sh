#!/bin/sh
# Leader election: of all candidates one leads; when it ends or falls silent, another one does. See leader.md.
#
#   leader.sh GROUP NAME
#
#   LEADER_SECONDS   after which a silent leader is one no more (default: 10)
#   and what lib.sh lists. Prints `NAME leads GROUP, term N` when it begins to lead, and
#   `NAME follows LEADER` when somebody else does.
set -eu
. "$(dirname "$0")/lib.sh"
: "${LEADER_SECONDS:=10}"
group=${1:?the group}
name=${2:?the name of this candidate}

bucket '{"name":"leaders"}'
key=/v1/kv/leaders/$group
pause=$(awk "BEGIN { print $LEADER_SECONDS / 3 }")
term=''
trap 'if [ -n "$term" ]; then call DELETE "$key" -H "If-Match: $revision"; fi; exit 0' INT TERM

lead() {
  term=$revision
  echo "$name leads $group, term $term"
  while sleep "$pause"; do
    call PUT "$key" -H "If-Match: $revision" -H "X-MQ-TTL-Seconds: $LEADER_SECONDS" -d "$name" || break
    if [ "$status" != 200 ]; then break; fi
  done
  term=''
  say "$name leads no more"
}

before=''
while :; do
  call PUT "$key" -H 'If-None-Match: *' -H "X-MQ-TTL-Seconds: $LEADER_SECONDS" -d "$name" || status=0
  case $status in
    200)
      before=''
      lead
      ;;
    412)
      call GET "$key" || status=0
      if [ "$status" = 200 ] && [ "$answer" != "$before" ]; then
        before=$answer
        echo "$name follows $answer"
      fi
      await_change leaders "$group" "$pause"
      ;;
    *) sleep 1 ;;
  esac
done
