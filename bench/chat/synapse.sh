#!/usr/bin/env bash
# Runs Synapse over a PostgreSQL of its own until one of them ends.
#   synapse.sh FOLDER PYTHON CONFIGURATION
set -euo pipefail
folder=$1 python=$2 configuration=$3
data=$folder/postgres
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" = 0 ]; then as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi

chmod 755 "$folder"
if [ ! -e "$data" ]; then
  mkdir "$data"
  if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$data"; fi
  "${as_owner[@]}" "$bin/initdb" -D "$data" -U synapse -A trust -E UTF8 --locale=C
fi
"${as_owner[@]}" "$bin/postgres" -D "$data" -k "$data" -c listen_addresses= &
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
until "$bin/pg_isready" -q -h "$data" -U synapse -d template1; do sleep 0.1; done
"$bin/psql" -q -h "$data" -U synapse -d template1 -c "create database synapse" || true
"$python" -m synapse.app.homeserver -c "$configuration" --generate-keys
"$python" -m synapse.app.homeserver -c "$configuration" &
wait -n
