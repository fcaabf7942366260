#!/bin/sh
# Fetches the chart of the harbour, for whoever has the token. Usage: sh fetch.sh <token>
# (What it would download it makes from the token, so that the lab works without a network.)
set -eu
token=${1:-}
if [ -z "$token" ]; then
  echo "fetch: no token, no chart" >&2
  exit 1
fi
printf 'chart %s\n' "$(printf '%s' "$token" | tr --delete '\n' | sha256sum | cut --characters=1-16)" > /srv/chart
