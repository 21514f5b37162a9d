#!/bin/sh
# Makes what the log shipper needs: a queue for logs, one for those that cannot be handled, and the
# ingest where browsers post. Prints the URL of the ingest. May be run again.
#
#   EDGEMQ_URL     where EdgeMQ serves (default: http://127.0.0.1:8080)
#   EDGEMQ_TOKEN   a key of the tenant with the scopes manage and queue:logs
#   ISSUER         `iss` of the tokens that your users have, as https://id.example.com
#   AUDIENCE       `aud` of them
#   JWKS_URL       where the issuer's keys are (default: what its metadata says)
#   PAGE_ORIGIN    the origin of your pages, as https://app.example.com
set -eu

: "${EDGEMQ_URL:=http://127.0.0.1:8080}"
: "${EDGEMQ_TOKEN:?set it to a key of the tenant}"
: "${ISSUER:?set it to the issuer of your users\' tokens}"
: "${AUDIENCE:?set it to the audience of your users\' tokens}"
: "${PAGE_ORIGIN:?set it to the origin of your pages}"

make() {
  if ! answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $EDGEMQ_TOKEN" \
    -H 'Content-Type: application/json' -d "$2" "$EDGEMQ_URL$1"); then
    printf 'EdgeMQ refused %s: %s\n' "$1" "$answer" >&2
    exit 1
  fi
}

# Kept for 14 days, so that somebody can look at them.
make /v1/queues '{"name":"logs-dead","retention_seconds":1209600}'

# A worker has 600 s for a message; one that was taken five times in vain goes to logs-dead.
make /v1/queues '{"name":"logs","visibility_timeout_seconds":600,"retention_seconds":604800,
  "dead_letter":{"queue":"logs-dead","max_receives":5}}'

keys=
if [ -n "${JWKS_URL:-}" ]; then keys=",\"jwks_url\":\"$JWKS_URL\""; fi
make /v1/ingests "{\"name\":\"browser-logs\",\"target\":{\"queue\":\"logs\"},
  \"auth\":{\"type\":\"jwt\",\"issuer\":\"$ISSUER\",\"audience\":\"$AUDIENCE\"$keys},
  \"dedup\":{\"header\":\"Idempotency-Key\"},
  \"cors\":{\"origins\":[\"$PAGE_ORIGIN\"],
    \"headers\":[\"authorization\",\"content-type\",\"idempotency-key\"],\"max_age_seconds\":3600}}"

path=$(printf '%s\n' "$answer" | sed -n 's/.*"path":"\([^"]*\)".*/\1/p')
printf '%s%s\n' "$EDGEMQ_URL" "$path"
