#!/bin/sh
# A live page: a browser shows a bucket's values, and every change at once. See live-page.md.
#
#   live-page.sh             prints the address of the page, with a ticket for this bucket's watch
#   live-page.sh KEY VALUE   writes a value, which the page then shows
#
#   PAGE_URL   where live-page.html is served (default: as a file, beside this script)
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
: "${PAGE_URL:=file://$here/live-page.html}"

bucket '{"name":"board"}'

if [ $# -gt 0 ]; then
  call PUT "/v1/kv/board/$1" -d "${2:?the value}"
  [ "$status" = 200 ] || refused
  exit 0
fi

# A page must not have the key. The ticket is good for this path, for five minutes of connecting; an
# open page stays open.
ticket=$(api /v1/tickets -d '{"path":"/v1/kv/board/watch","ttl_seconds":300}' | sed -n 's/.*"ticket":"\([^"]*\)".*/\1/p')
echo "$PAGE_URL#$EDGEMQ_URL/v1/kv/board/watch?from=earliest&body=text&ticket=$ticket"
