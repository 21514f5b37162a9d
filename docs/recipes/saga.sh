#!/bin/sh
# A saga: steps that follow each other, and are undone in reverse order when one fails. See saga.md.
#
#   saga.sh begin ORDER   begins the saga of an order
#   saga.sh run           takes the next steps of all sagas, until nothing is left to do
#   saga.sh show ORDER    prints the states that the saga went through
#
#   STEP   the program that does a step: it is called with do or undo, the step and the order
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
: "${STEP:=true}"

bucket '{"name":"sagas","history":16,"change_stream_topic":"saga-changes"}'
bucket '{"name":"saga-cursors"}'

# Each state, and what comes behind it: `state action step next failed`.
plan='reserve do reserve charge failed
charge do charge ship undo-reserve
ship do ship done undo-charge
undo-charge undo charge undo-reserve undo-charge
undo-reserve undo reserve failed undo-reserve'

# Takes the step of one change. Who comes second finds another revision, and does nothing.
step() {
  order=$(field subject "$1")
  order=${order#*.}
  state=$(field body "$1")
  revision=$(field mq-kv-revision "$1")
  line=$(printf '%s\n' "$plan" | grep "^$state " || true)
  if [ -z "$line" ]; then return 0; fi
  set -- $line
  next=$4
  # A step may run twice, after a crash: it has to be idempotent.
  "$STEP" "$2" "$3" "$order" || next=$5
  # The saga's own bucket is written on purpose, so this begins with 0 hops: a saga ends by its plan.
  call PUT "/v1/kv/sagas/$order" -H "If-Match: $revision" -d "$next"
  case $status in 200 | 412) ;; *) refused ;; esac
}

run() {
  call GET /v1/kv/saga-cursors/sagas
  case $status in
    200) from=$answer ;;
    404) from=1 ;;
    *) refused ;;
  esac
  changes=$(entries saga-changes "$from")
  if [ -z "$changes" ]; then return 1; fi
  while IFS= read -r change; do
    sequence=$(field sequence "$change")
    step "$change"
  done <<EOF
$changes
EOF
  call PUT /v1/kv/saga-cursors/sagas -d "$((sequence + 1))"
  [ "$status" = 200 ] || refused
}

case ${1:-} in
  begin)
    call PUT "/v1/kv/sagas/${2:?the order}" -H 'If-None-Match: *' -d reserve
    case $status in
      200) ;;
      412) say "the saga of $2 has begun already" ;;
      *) refused ;;
    esac
    ;;
  run)
    while run; do :; done
    ;;
  show)
    call GET "/v1/kv/sagas/${2:?the order}/history?body=text"
    [ "$status" = 200 ] || refused
    printf '%s\n' "$answer" | sed 's/},{/}\n{/g' | sed -n 's/.*"value":"\([^"]*\)".*/\1/p'
    ;;
  *)
    say 'saga.sh begin ORDER | run | show ORDER'
    exit 2
    ;;
esac
