#!/bin/sh
# Telegram: messages of a topic in a chat, through a bot. See telegram.md.
#
#   telegram.sh [TEXT]
#
#   TELEGRAM_BOT_TOKEN   123456:ABC…, as @BotFather shows it
#   TELEGRAM_CHAT_ID     the chat's number, or @name of a channel
#   TELEGRAM_URL         (default: https://api.telegram.org)
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
: "${TELEGRAM_BOT_TOKEN:?set it to the token of the bot}"
: "${TELEGRAM_CHAT_ID:?set it to the chat that the bot writes to}"
: "${TELEGRAM_URL:=https://api.telegram.org}"

api /v1/topics -d '{"name":"telegram"}' >/dev/null

# All chats together may get thirty messages a second. One subject per chat keeps each chat in order.
subscription=$(api /v1/subscriptions -d @- <<JSON
{"name":"telegram", "topic":"telegram", "delivery_type":"http_push",
 "push":{"url":$(json "$TELEGRAM_URL/bot$TELEGRAM_BOT_TOKEN/sendMessage"),
         "rate_per_second":25, "ordering":"subject"}}
JSON
)

publish telegram "$(printf '%s' "$TELEGRAM_CHAT_ID" | tr -c 'A-Za-z0-9_-' _)" <<JSON
{"chat_id":$(json "$TELEGRAM_CHAT_ID"), "text":$(json "${1:-Disk 3 of db-1 is full}")}
JSON

conclude "$(id_of "$subscription")" "$sequence"
