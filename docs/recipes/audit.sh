#!/bin/sh
# Audit by default: every write to a bucket also stands in a topic that is kept for years. See audit.md.
#
#   audit.sh write KEY VALUE   writes to the bucket
#   audit.sh archive           copies what is new into the audit topic
#   audit.sh show              prints the audit: revision, operation, key, value
#
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"

bucket '{"name":"accounts","change_stream_topic":"account-changes"}'
api /v1/topics -d '{"name":"account-audit","retention_seconds":315360000}' >/dev/null
bucket '{"name":"audit-cursors"}'

archive() {
  call GET /v1/kv/audit-cursors/accounts
  case $status in
    200) from=$answer condition="If-Match: $revision" ;;
    404) from=1 condition='If-None-Match: *' ;;
    *) refused ;;
  esac
  changes=$(entries account-changes "$from")
  if [ -z "$changes" ]; then return 1; fi
  while IFS= read -r change; do
    sequence=$(field sequence "$change")
    key=$(field subject "$change")
    # Again after a failure, it is stored once: the key says which change it is.
    api "/v1/topics/account-audit/messages?subject=${key#*.}" \
      -H "Idempotency-Key: change-$sequence" \
      -H "Content-Type: $(field content_type "$change")" \
      -H "X-MQ-Attr-Operation: $(field mq-kv-operation "$change")" \
      -H "X-MQ-Attr-Revision: $(field mq-kv-revision "$change")" \
      --data-binary "$(field body "$change")" >/dev/null
  done <<EOF
$changes
EOF
  call PUT /v1/kv/audit-cursors/accounts -H "$condition" -d "$((sequence + 1))"
  case $status in 200 | 412) ;; *) refused ;; esac
}

case ${1:-} in
  write)
    call PUT "/v1/kv/accounts/${2:?the key}" -d "${3:?the value}"
    [ "$status" = 200 ] || refused
    ;;
  archive)
    while archive; do :; done
    ;;
  show)
    entries account-audit earliest | while IFS= read -r entry; do
      key=$(field subject "$entry")
      echo "$(field revision "$entry") $(field operation "$entry") ${key#*.} $(field body "$entry")"
    done
    ;;
  *)
    say 'audit.sh write KEY VALUE | archive | show'
    exit 2
    ;;
esac
