#!/bin/sh
# CQRS: writes go to a source bucket; a projector makes another bucket of its changes, for reading. See cqrs.md.
#
#   cqrs.sh write ORDER CUSTOMER AMOUNT   writes an order
#   cqrs.sh project                       brings the projection up to date: what each customer ordered in all
#   cqrs.sh read CUSTOMER                 reads it
#
#   and what lib.sh lists
set -eu
. "$(dirname "$0")/lib.sh"

bucket '{"name":"orders","history":2,"change_stream_topic":"order-changes"}'
bucket '{"name":"order-totals"}'

# What was projected already, and up to where, is one entry: so it is written once, all or nothing.
# A line for each customer: `name total orders…`.
load() {
  call GET /v1/kv/order-totals/state
  case $status in
    200) at=$revision state=$answer condition="If-Match: $revision" ;;
    404) at=0 state='next 1' condition='If-None-Match: *' ;;
    *) refused ;;
  esac
}

# Adds an order, or takes what it was before away first: the state knows each order's amount.
apply() {
  printf '%s\n' "$state" | awk -v order="$1" -v customer="$2" -v amount="$3" -v following="$4" '
    $1 == "next" { print "next", following; next }
    $1 == "order" && $2 == order { totals[$3] -= $4; next }
    $1 == "order" { print; next }
    $1 == "total" { totals[$2] += $3 }
    END {
      if (amount != "") { print "order", order, customer, amount; totals[customer] += amount }
      for (each in totals) print "total", each, totals[each]
    }'
}

project() {
  load
  hops=0
  from=$(printf '%s\n' "$state" | sed -n 's/^next //p')
  changes=$(entries order-changes "$from")
  if [ -z "$changes" ]; then return 1; fi
  while IFS= read -r change; do
    order=$(field subject "$change")
    body=$(field body "$change")
    hops=$(field mq-kv-hops "$change")
    following=$(($(field sequence "$change") + 1))
    case $(field mq-kv-operation "$change") in
      put) state=$(apply "${order#*.}" "${body%% *}" "${body##* }" "$following") ;;
      delete | purge) state=$(apply "${order#*.}" '' '' "$following") ;;
    esac
  done <<EOF
$changes
EOF
  # One more hop than the change that it comes from: what fed itself would be stopped.
  call PUT /v1/kv/order-totals/state -H "$condition" -H "X-MQ-Hops: $((hops + 1))" --data-binary "$state"
  # 412: another projector was faster, and nothing is lost.
  case $status in 200 | 412) ;; *) refused ;; esac
}

case ${1:-} in
  write)
    call PUT "/v1/kv/orders/${2:?the order}" -d "${3:?the customer} ${4:?the amount}"
    [ "$status" = 200 ] || refused
    echo "order $2 has revision $revision"
    ;;
  project)
    while project; do :; done
    ;;
  read)
    load
    printf '%s\n' "$state" | awk -v customer="${2:?the customer}" '
      $1 == "total" && $2 == customer { total = $3 } END { print customer, total + 0 }'
    ;;
  *)
    say 'cqrs.sh write ORDER CUSTOMER AMOUNT | project | read CUSTOMER'
    exit 2
    ;;
esac
