#!/bin/sh
# APNs: notifications on a device, straight from a topic. See apns.md.
#
#   apns.sh [TEXT]    subscribes the device, publishes a notification for it, waits for it
#   apns.sh renew     gives all subscriptions of devices the latest token: every 20 minutes, from cron
#
#   APNS_KEY_FILE   the .p8 file with the key, as Apple gives it
#   APNS_KEY_ID     the key's id, ten characters
#   APNS_TEAM_ID    the team's id, ten characters
#   APNS_TOPIC      the app's bundle id
#   APNS_DEVICE     the device's token, in hex; not for `renew`
#   APNS_URL        (default: https://api.sandbox.push.apple.com)
#   APNS_TOKEN_FILE where the latest token is kept (default: ~/.apns-token-<key's id>)
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
: "${APNS_KEY_FILE:?set it to the .p8 file}"
: "${APNS_KEY_ID:?set it to the id of the key}"
: "${APNS_TEAM_ID:?set it to the id of the team}"
: "${APNS_TOPIC:?set it to the bundle id of the app}"
: "${APNS_URL:=https://api.sandbox.push.apple.com}"
: "${APNS_TOKEN_FILE:=$HOME/.apns-token-$APNS_KEY_ID}"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# What openssl signs is DER with two numbers; a JWT has them as 32 bytes each (RFC 7518, section 3.4).
der_to_jose() {
  openssl asn1parse -inform DER | sed -n 's/.*INTEGER *:\([0-9A-F]*\).*/\1/p' | awk '
    { while (length($0) < 64) $0 = "0" $0; hex = hex $0 }
    END {
      letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      hex = hex "0"
      for (i = 1; i < length(hex); i += 3) {
        bits = 0
        for (j = i; j < i + 3; j++) bits = bits * 16 + index("0123456789ABCDEF", substr(hex, j, 1)) - 1
        printf "%s%s", substr(letters, int(bits / 64) + 1, 1), substr(letters, bits % 64 + 1, 1)
      }
    }'
}

# Prints a JWT that speaks for the team.
make_token() {
  header=$(printf '{"alg":"ES256","kid":"%s"}' "$APNS_KEY_ID" | base64url)
  claims=$(printf '{"iss":"%s","iat":%s}' "$APNS_TEAM_ID" "$(date +%s)" | base64url)
  signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$APNS_KEY_FILE" -binary | der_to_jose)
  # 64 bytes are 86 letters; anything else means that openssl could not sign.
  if [ "${#signature}" -ne 86 ]; then
    say "$APNS_KEY_FILE is no key for ES256"
    return 1
  fi
  printf '%s.%s.%s\n' "$header" "$claims" "$signature"
}

# Prints the latest token, at most 21 minutes old. Apple takes one for an hour, and a new one every
# 20 minutes at most.
provider_token() {
  if [ -z "$(find "$APNS_TOKEN_FILE" -mmin -21 2>/dev/null)" ]; then
    made=$(make_token) || return 1
    (umask 077 && printf '%s\n' "$made" >"$APNS_TOKEN_FILE.new" && mv "$APNS_TOKEN_FILE.new" "$APNS_TOKEN_FILE") || return 1
  fi
  cat "$APNS_TOKEN_FILE"
}

token=$(provider_token)
headers=$(cat <<JSON
{"authorization":"bearer $token", "apns-topic":$(json "$APNS_TOPIC"), "apns-push-type":"alert"}
JSON
)

renew() {
  api "/v1/subscriptions/$1" -X PATCH -d "{\"push\":{\"headers\":$headers}}" >/dev/null
}

if [ "${1:-}" = renew ]; then
  devices=$(subscriptions apns-)
  renewed=0
  failed=0
  for id in $devices; do
    if renew "$id"; then renewed=$((renewed + 1)); else failed=1; fi
  done
  echo "subscriptions with the latest token: $renewed"
  exit "$failed"
fi

: "${APNS_DEVICE:?set it to the token of the device}"
api /v1/topics -d '{"name":"notifications"}' >/dev/null

# A subscription of its own for each device: 410 ends this one, and no other.
id=$(subscriptions "apns-$APNS_DEVICE")
if [ -n "$id" ]; then
  renew "$id"
else
  subscription=$(api /v1/subscriptions -d @- <<JSON
{"name":"apns-$APNS_DEVICE", "topic":"notifications", "pattern":"notifications.$APNS_DEVICE",
 "delivery_type":"http_push",
 "push":{"url":$(json "$APNS_URL/3/device/$APNS_DEVICE"), "headers":$headers, "ordering":"subject"}}
JSON
  )
  id=$(id_of "$subscription")
fi

publish notifications "$APNS_DEVICE" <<JSON
{"aps":{"alert":$(json "${1:-Your table is ready}"), "sound":"default"}}
JSON

conclude "$id" "$sequence"
