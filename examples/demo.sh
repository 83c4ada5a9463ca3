#!/usr/bin/env bash
# The main job on real purchases: 69,659 of them become points, prices, awards and books that anyone can re-check.
# Usage: demo.sh RATCHET DIRECTORY   (the directory is made anew)
set -euo pipefail

ratchet=$1
shop=$2
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$shop"
mkdir -p "$(dirname "$shop")"

say() { printf '\n\033[1m$ ratchet %s\033[0m\n' "$*"; }
run() { say "$@"; "$ratchet" "$@"; }

run init "$shop" --sandbox --rules "$here/local-life.toml"

# Somebody recruited the merchant, and its district and city have agents: they earn awards on every order.
for member in recruiter-1 agent-district agent-city; do
    run add-member "$shop" "$member"
done
run add-merchant "$shop" cdnow --plan store --recruiter recruiter-1 --region 33/3301/330106
run appoint-agent "$shop" 33/3301/330106 agent-district
run appoint-agent "$shop" 33/3301 agent-city

# Other shops of the city and of two more regions: live orders are booked there as well.
run add-merchant "$shop" noodle-bar --plan store --owner recruiter-1 --region 33/3301/330106
run add-merchant "$shop" tea-house --plan store --recruiter recruiter-1 --region 33/3302/330203
run add-merchant "$shop" pharmacy --plan store --recruiter recruiter-1 --region 32/3205/320508

# 80 purchases have no amount and are refused, with line and code: the exit status says so with 3.
run import "$shop" "$here/data/cdnow.csv" --col time=date --col member=customer --col amount=amount \
    --merchant cdnow --plan store --rejects "$shop.rejects.csv" || [ $? -eq 3 ]

say head "$shop" ">" "$shop.head.json"
"$ratchet" head "$shop" >"$shop.head.json"
run member "$shop" 07592
run redeem "$shop" --member 07592 --points 100 --dry-run
run redeem "$shop" --member 07592 --points 100
run refund "$shop" --order cdnow.csv:69660 --amount 5.00
run verify "$shop" --against "$shop.head.json"
run status "$shop"

# The purchases are of 1997 and 1998, what was sold and refunded above is of today: the chart ends with the purchases.
run plot "$shop" --to 1998-07-01
