#!/bin/sh
# Slack: messages of a topic in a channel, through an incoming webhook. See slack.md.
#
#   slack.sh [TEXT]
#
#   SLACK_WEBHOOK_URL   https://hooks.slack.com/services/…, as Slack shows it
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
: "${SLACK_WEBHOOK_URL:?set it to the URL of the incoming webhook}"

api /v1/topics -d '{"name":"slack"}' >/dev/null

# One message a second is what Slack takes. With `subject`, none overtakes another that waits.
subscription=$(api /v1/subscriptions -d @- <<JSON
{"name":"slack", "topic":"slack", "delivery_type":"http_push",
 "push":{"url":$(json "$SLACK_WEBHOOK_URL"), "rate_per_second":1, "ordering":"subject"}}
JSON
)

publish slack alerts <<JSON
{"text":$(json "${1:-Disk 3 of db-1 is full}")}
JSON

conclude "$(id_of "$subscription")" "$sequence"
