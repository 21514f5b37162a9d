#!/bin/sh
# A Spin function that does something with each message of a topic. See spin.md.
#
#   spin.sh [BODY]
#
#   MQ_SECRET      the secret that the function was started with (SPIN_VARIABLE_MQ_SECRET)
#   FUNCTION_URL   where it listens (default: http://127.0.0.1:3000/)
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
: "${MQ_SECRET:?set it to the secret that the function was started with}"
: "${FUNCTION_URL:=http://127.0.0.1:3000/}"
example='{"order":1}'

api /v1/topics -d '{"name":"orders"}' >/dev/null

subscription=$(api /v1/subscriptions -d @- <<JSON
{"name":"function", "topic":"orders", "pattern":"orders.*.created", "delivery_type":"http_push",
 "push":{"url":$(json "$FUNCTION_URL"), "secret":$(json "$MQ_SECRET")}}
JSON
)

publish orders eu.created <<JSON
${1:-$example}
JSON

conclude "$(id_of "$subscription")" "$sequence"
