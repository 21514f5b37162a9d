# shellcheck shell=sh
# Sourced by the recipes; not run by itself. Plain POSIX shell and curl.
#
#   EDGEMQ_URL     where EdgeMQ serves (default: http://127.0.0.1:8080)
#   EDGEMQ_TOKEN   the tenant's key
#   WAIT_SECONDS   how long a delivery may take, retries included (default: 60)
#   RECEIVED_URL   where a stand-in of the other side shows what it received (default: none)

: "${EDGEMQ_URL:=http://127.0.0.1:8080}"
: "${EDGEMQ_TOKEN:?set it to the key of the tenant}"
: "${WAIT_SECONDS:=60}"
: "${RECEIVED_URL:=}"

say() { printf '%s\n' "$*" >&2; }

# api PATH [CURL ARGUMENT …]: calls EdgeMQ and prints the answer. Fails when it is no 2xx.
api() {
  path=$1
  shift
  if ! answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $EDGEMQ_TOKEN" "$@" "$EDGEMQ_URL$path"); then
    say "EdgeMQ refused $path: $answer"
    return 1
  fi
  printf '%s\n' "$answer"
}

# json TEXT: prints the text as a JSON string.
json() {
  printf '%s\n' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g; s/	/\\t/g' \
    | awk 'BEGIN { printf "\"" } { printf "%s%s", between, $0; between = "\\n" } END { print "\"" }'
}

# id_of ANSWER: prints the id of the subscription that the answer shows.
id_of() { printf '%s\n' "$1" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p'; }

# subscriptions PREFIX: prints the ids of the subscriptions whose names begin with the prefix.
subscriptions() {
  cursor=''
  while :; do
    page=$(api "/v1/subscriptions?limit=1000$cursor") || return 1
    printf '%s\n' "$page" | tr '{' '\n' | sed -n "s/^\"id\":\"\([^\"]*\)\",\"name\":\"$1.*/\1/p"
    next=$(printf '%s\n' "$page" | sed -n 's/.*"next_cursor":"\([^"]*\)".*/\1/p')
    if [ -z "$next" ]; then return 0; fi
    cursor="&cursor=$next"
  done
}

# publish TOPIC SUBJECT: publishes the JSON of the standard input, and sets `sequence`.
publish() {
  published=$(api "/v1/topics/$1/messages?subject=$2" -H 'Content-Type: application/json' --data-binary @-)
  sequence=$(printf '%s\n' "$published" | sed -n 's/.*"sequence":\([0-9]*\).*/\1/p')
}

# state: prints how the subscription of `description` stands, and its last error.
state() {
  printf '%s\n' "$description" | sed -n 's/.*\("state":"[a-z]*","reason":[^,]*\),"created_at".*/\1/p'
  printf '%s\n' "$description" | sed -n 's/.*\("last_error":{[^}]*}\).*/\1/p'
}

# await_settled SUBSCRIPTION: waits until nothing is left to deliver. Fails when nothing will be
# delivered, or the time is up.
await_settled() {
  waited=0
  while :; do
    description=$(api "/v1/subscriptions/$1") || return 1
    case $description in
      *'"lag":0,'*) return 0 ;;
      *'"state":"disabled"'* | *'"state":"paused"'*) return 1 ;;
    esac
    if [ "$waited" -ge "$WAIT_SECONDS" ]; then return 1; fi
    waited=$((waited + 1))
    sleep 1
  done
}

# outcome SUBSCRIPTION SEQUENCE: waits, and says what became of the message. Fails when it was not delivered.
outcome() {
  if ! await_settled "$1"; then
    say "message $2 was not delivered within $waited s"
    say "$(state)"
    return 1
  fi
  buried=$(api "/v1/subscriptions/$1/dead-letters/redrive" -d "{\"sequences\":[$2],\"dry_run\":true}") || return 1
  if [ "$buried" != '{"would_move":0}' ]; then
    say "message $2 is a dead letter"
    say "$(state)"
    return 1
  fi
  echo "message $2 was delivered"
}

# conclude SUBSCRIPTION SEQUENCE: ends the script with what became of the message and, when the other
# side can tell, with what it received.
conclude() {
  status=0
  outcome "$1" "$2" || status=1
  if [ -n "$RECEIVED_URL" ]; then
    echo 'the other side received:'
    curl -sS --fail "$RECEIVED_URL" || status=1
  fi
  exit "$status"
}

# call METHOD PATH [CURL ARGUMENT …]: calls EdgeMQ, and takes any answer: sets `status`, `answer` (its body)
# and `revision` (what it wrote or read; empty when that is nothing). Fails when there is no answer.
call() {
  method=$1
  path=$2
  shift 2
  answer=$(curl -sS -X "$method" -w '\n%{http_code} %header{x-revision}' \
    -H "Authorization: Bearer $EDGEMQ_TOKEN" "$@" "$EDGEMQ_URL$path") || return 1
  last=$(printf '%s\n' "$answer" | tail -n 1)
  answer=$(printf '%s\n' "$answer" | sed '$d')
  status=${last%% *}
  revision=${last#* }
}

# refused: says what `call` was answered, and fails.
refused() {
  say "EdgeMQ refused: $status $answer"
  return 1
}

# bucket JSON: makes the bucket, if it is not there as it is.
bucket() { api /v1/buckets -d "$1" >/dev/null; }

# entries TOPIC FROM: prints what the topic keeps from the sequence on, a message per line, and sets `next`.
entries() {
  page=$(api "/v1/topics/$1/messages?from=$2&limit=100&body=text") || return 1
  next=$(printf '%s\n' "$page" | sed -n 's/.*"next_from":\([0-9]*\).*/\1/p')
  printf '%s\n' "$page" | sed 's/},{"id"/}\n{"id"/g' | grep '"sequence":' || true
}

# field NAME MESSAGE: prints a number or a text without escapes of a message's JSON.
field() { printf '%s\n' "$2" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

# await_change BUCKET KEY SECONDS: waits until the key is written, or the time is over.
await_change() {
  curl -sS -N --max-time "$3" -H "Authorization: Bearer $EDGEMQ_TOKEN" \
    "$EDGEMQ_URL/v1/kv/$1/watch?match=$2" 2>/dev/null | sed -n '/^event: message/q' || true
}
