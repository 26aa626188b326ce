#!/usr/bin/env bash
# Runs the recipes of docs/deploy/ that need a system of their own: the Dockerfile, built and run without a network and with
# nothing but its data writable; compose.yaml behind Caddy; the systemd unit, with a systemd. No Docker engine is needed:
# buildah and podman read the same files. Where the two base images cannot be had, a Debian made here takes their place.
#
#   sudo bash tests/real/hosting.sh [image] [compose] [unit]
#
# It takes some minutes and 3 GB in $ROOTS, and says in words what it could not run.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

roots=${ROOTS:-/var/tmp/homeroom-hosting}
parts=${*:-image compose unit}
http=${HTTP_PORT:-21680} https=${HTTPS_PORT:-21643}
failed=0

say() { printf '== %s\n' "$*"; }
# ok SENTENCE COMMAND…: says whether what the sentence claims is so.
ok() {
  local sentence=$1
  shift
  if "$@" >"$roots/last" 2>&1; then
    printf 'ok     %s\n' "$sentence"
  else
    printf 'FAILED %s\n' "$sentence"
    tail -n 15 "$roots/last"
    failed=$((failed + 1))
  fi
}
# soon COMMAND…: repeats it until it succeeds, for 30 s.
soon() {
  local until=$((SECONDS + 30))
  until "$@"; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.2
  done
}
# needs PART PROGRAM…: whether all are there.
needs() {
  local part=$1 missing=()
  shift
  for program in "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
  [ ${#missing[@]} -eq 0 ] && return
  say "$part: not run, for want of ${missing[*]}"
  return 1
}

if [ "$(id -u)" -ne 0 ]; then
  say "not run: it needs root, for roots and containers of its own"
  exit 0
fi
mkdir -p "$roots"
export CONTAINERS_CONF=$roots/containers.conf CONTAINERS_STORAGE_CONF=$roots/storage.conf
cat >"$CONTAINERS_STORAGE_CONF" <<END
[storage]
driver = "overlay"
graphroot = "$roots/store"
runroot = "$roots/run"
END
cat >"$CONTAINERS_CONF" <<END
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
END

# A bare Debian, once.
debian() {
  [ -e "$roots/debian/made" ] && return
  needs "a bare Debian" debootstrap || return 1
  rm -rf "$roots/debian"
  debootstrap --variant=minbase trixie "$roots/debian" >"$roots/debootstrap.log" 2>&1 || return 1
  # Whatever this machine needs to be let out.
  mkdir -p "$roots/debian/etc/ssl/certs"
  cp /etc/ssl/certs/ca-certificates.crt "$roots/debian/etc/ssl/certs/" && touch "$roots/debian/made"
}

# base NAME: has a base image, the real one where it can be fetched.
base() {
  buildah inspect --type image "$1" >/dev/null 2>&1 && return
  timeout 120 buildah pull -q "$1" >/dev/null 2>&1 && return
  say "$1 cannot be fetched; a Debian made here takes its place"
  debian || return 1
  local made root
  made=$(buildah from scratch) && root=$(buildah mount "$made") || return 1
  cp -a "$roots/debian/." "$root/"
  case $1 in
  */node:*)
    cp "$(node -p process.execPath)" "$root/usr/local/bin/node"
    mkdir -p "$root/usr/local/lib/node_modules"
    cp -a "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
    ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
    buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$made"
    ;;
  */caddy:*)
    cp "$(command -v caddy)" "$root/usr/bin/caddy" || return 1
    buildah config --env XDG_CONFIG_HOME=/config --env XDG_DATA_HOME=/data \
      --cmd 'caddy run --config /etc/caddy/Caddyfile --adapter caddyfile' "$made"
    ;;
  esac
  buildah umount "$made" >/dev/null
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$made"
  buildah commit -q "$made" "$1" >/dev/null && buildah rm "$made" >/dev/null
}

built() {
  base docker.io/library/node:24-trixie-slim && base docker.io/library/debian:trixie-slim &&
    buildah bud --isolation chroot --pull-never --format docker --layers -t homeroom . >"$roots/build.log" 2>&1
}

# In a container: an account is made, or is still there.
account='const sent = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({
  email: "lin@school.example", name: "Lin", password: "correct horse" }) };
const { status } = await fetch("http://127.0.0.1:8000/api/" + Deno.args[0], sent);
Deno.exit(status === Number(Deno.args[1]) ? 0 : 1);'
in_box() { podman exec homeroom-test "$@"; }
api() { in_box deno eval --no-config "$account" "$@"; }
healthy() { podman healthcheck run homeroom-test; }
within() { # SECONDS COMMAND…
  local before=$SECONDS most=$1
  shift
  "$@" && [ $((SECONDS - before)) -le "$most" ]
}
cannot_write() { ! in_box touch "$1"; }

image() {
  needs image buildah podman runc node npm || return
  ok "image: the Dockerfile is built" built || return
  podman rm -f homeroom-test >/dev/null 2>&1
  podman volume rm homeroom-test >/dev/null 2>&1
  ok "image: it starts without a network, on a root that cannot be written, with no capability" \
    podman run -d --name homeroom-test --network none --read-only --tmpfs /tmp --cap-drop all \
    --security-opt no-new-privileges -v homeroom-test:/data homeroom
  ok "image: its health check says that it is ready" soon healthy
  ok "image: it is no root's" in_box test "$(in_box id -u)" = 1000
  ok "image: it cannot write to its own folder" cannot_write /app/x
  ok "image: it looks for nothing on the network" test -z "$(podman logs homeroom-test 2>&1 | grep Download)"
  ok "image: somebody signs up" api teachers 201
  ok "image: the operator's commands run in it" in_box deno task backup /data/backup
  ok "image: it stops within 5 s" within 5 podman stop -t 10 homeroom-test
  ok "image: it has ended by itself" test "$(podman inspect homeroom-test --format '{{.State.ExitCode}}')" = 0
  ok "image: it starts again" podman start homeroom-test
  ok "image: it is ready again" soon healthy
  ok "image: the account is still there" api login 200
  podman rm -f homeroom-test >/dev/null 2>&1
  podman volume rm homeroom-test >/dev/null 2>&1
}

through() { # PATH: over https, as a browser asks.
  curl -fsk --connect-to "localhost:443:127.0.0.1:$https" "https://localhost$1"
}

compose() {
  needs compose buildah podman runc podman-compose curl node npm || return
  ok "compose: the image is built" built
  base docker.io/library/caddy:2 || { say "compose: not run, for want of caddy"; return; }
  local at=$roots/compose
  rm -rf "$at" && mkdir -p "$at" && cp Caddyfile "$at"
  # Other ports than those of whatever else runs here; the image is built already.
  sed -e "s/\"80:80\", \"443:443\", \"443:443\/udp\"/\"$http:80\", \"$https:443\"/" -e '/build: \./d' \
    compose.yaml >"$at/compose.yaml"
  sed 's/^BASE_URL=.*/BASE_URL=https:\/\/localhost/' .env.example >"$at/.env"
  pushd "$at" >/dev/null || return
  ok "compose: it comes up" podman-compose -p homeroom-test up -d
  ok "compose: it answers over https, through Caddy" soon through /api/ready
  ok "compose: http leads to https" grep -q '^308' <(curl -so /dev/null -w '%{http_code}' "http://127.0.0.1:$http/")
  ok "compose: browsers are told to keep to https" \
    grep -qi strict-transport <(curl -skI --connect-to "localhost:443:127.0.0.1:$https" https://localhost/)
  ok "compose: it goes down within 12 s" within 12 podman-compose -p homeroom-test down
  podman volume rm homeroom-test_data homeroom-test_certificates >/dev/null 2>&1
  podman network rm homeroom-test_default >/dev/null 2>&1
  popd >/dev/null || return
}

# What is done in the machine that systemd runs, once it has come up.
in_machine='exec >/result 2>&1
soon() { for _ in $(seq 150); do "$@" >/dev/null && return; sleep 0.2; done; return 1; }
ready() { curl -fs http://127.0.0.1:8000/api/ready; }
tell() { local what=$1; shift; if "$@" >/last 2>&1; then echo "ok $what"; else echo "no $what"; tail -n 15 /last; fi; }
# api PATH EMAIL STATUS: whether signing up or in answers so.
api() {
  local sent="{\"email\":\"$2\",\"name\":\"Lin\",\"password\":\"correct horse\"}"
  test "$(curl -so /dev/null -w "%{http_code}" -H "content-type: application/json" -d "$sent" "http://127.0.0.1:8000/api/$1")" = "$3"
}
tell "it is enabled and started, as in docs/deploy/systemd.md" bash -e /started.sh
tell "it is ready" soon ready
before=$(systemctl show -P NRestarts homeroom)
systemctl kill -s KILL --kill-whom=main homeroom
restarted() { [ "$(systemctl show -P NRestarts homeroom)" -gt "$before" ] && ready; }
tell "after SIGKILL it comes back by itself" soon restarted
tell "nobody else reads its data" test "$(stat -c %U%a /var/lib/homeroom)" = homeroom700
tell "its command is made" bash -e /command.sh
tell "a command by hand" homeroom accounts
tell "somebody signs up" api teachers lin@school.example 201
tell "a backup by its timer" bash -e /nightly.sh
backups() { ls /var/lib/homeroom-backups | wc -l; }
tell "is in a folder of its own" test "$(backups)" = 1
tell "the timer is armed" systemctl is-active homeroom-backup.timer
# A backup is named by its second; the next one needs another.
second=$(date +%s)
while [ "$(date +%s)" = "$second" ]; do sleep 0.1; done
tell "an update" bash -e /updated.sh
tell "serves" soon ready
tell "the new version" test "$(readlink -f /srv/homeroom)" = /srv/homeroom-0.21.0
tell "after one more backup" test "$(backups)" = 2
tell "with the data of before" api login lin@school.example 200
tell "somebody else signs up" api teachers wu@school.example 201
tell "the way back" bash -e /went_back.sh
tell "serves, too" soon ready
tell "the old version" test "$(readlink -f /srv/homeroom)" = /srv/homeroom-0.20.0
tell "with the account of before" api login lin@school.example 200
tell "without the one made since" api login wu@school.example 401
began=$(date +%s)
tell "it stops" systemctl stop homeroom
tell "within 5 s" test $(($(date +%s) - began)) -le 5
tell "by itself" test "$(systemctl show -P Result homeroom)" = success
tell "its log is in the journal" grep -q "\"event\":\"stopped\"" <(journalctl -u homeroom -o cat)
touch /srv/homeroom/deno.json
systemctl start homeroom
unbuilt() { journalctl -u homeroom -o cat | grep -q "needs to be built"; }
tell "where it would have to build, it says who must" soon unbuilt
systemctl poweroff'

page=docs/deploy/systemd.md
# commands SECTION N: the N-th block of commands below a heading of the page, without those that need the network.
commands() {
  awk -v section="## $1" -v n="$2" '/^## / { here = $0 == section }
    here && /^```sh$/ { on = ++count == n; next } /^```$/ { on = 0 } on' "$page" | grep -v 'npx\|git clone'
}

unit() {
  needs unit systemd-nspawn debootstrap node npm || return
  debian || { say "unit: not run, for want of a bare Debian"; return; }
  local machine=$roots/machine
  if [ ! -e "$machine/made" ]; then
    rm -rf "$machine" && cp -a "$roots/debian" "$machine" && cp -L /etc/resolv.conf "$machine/etc/"
    chroot "$machine" sh -c 'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy \
      --no-install-recommends systemd systemd-sysv dbus curl' \
      >"$roots/machine.log" 2>&1 || { say "unit: not run, Debian's packages cannot be had"; return; }
  fi
  touch "$machine/made"
  rm -rf "$machine"/srv/homeroom* "$machine"/var/lib/homeroom* "$machine"/etc/systemd/system/homeroom* \
    "$machine/etc/homeroom.env" "$machine/var/log/journal" "$machine/result"
  local old=$machine/srv/homeroom-0.20.0
  mkdir -p "$old" && git ls-files -z | xargs -0 cp --parents -t "$old"
  cp "$(npx -y deno@2.9.6 eval -p 'Deno.execPath()')" "$old/deno"
  commands 'The service' 1 >"$machine/etc/homeroom.env" && chmod 600 "$machine/etc/homeroom.env"
  ok "unit: the server is built in its folder" bash -ec "cd $old; ./deno task build"
  cp -a "$old" "$machine/srv/homeroom-0.21.0"
  # What stands on the page is what is run.
  chroot "$machine" id homeroom >/dev/null 2>&1 && chroot "$machine" userdel homeroom
  ok "unit: it is set up" chroot "$machine" sh -ec "$(commands 'The service' 2)"
  awk -v root="$machine" '/^```ini$/ { getline; file = root $2; next } /^```$/ { file = "" } file { print >file }' "$page"
  ok "unit: systemd finds nothing wrong with it" chroot "$machine" systemd-analyze verify homeroom.service \
    homeroom-backup.service homeroom-backup-failed.service homeroom-backup.timer
  commands 'The service' 3 >"$machine/started.sh"
  commands 'The service' 4 >"$machine/command.sh"
  commands 'A backup each night' 1 >"$machine/nightly.sh"
  commands 'Updating, and going back' 1 >"$machine/updated.sh"
  commands 'Updating, and going back' 2 >"$machine/went_back.sh"
  echo "$in_machine" >"$machine/try.sh"
  printf '[Service]\nExecStart=/bin/bash /try.sh\n' >"$machine/etc/systemd/system/try.service"
  mkdir -p "$machine/etc/systemd/system/multi-user.target.wants"
  ln -sf ../try.service "$machine/etc/systemd/system/multi-user.target.wants/"
  timeout 240 systemd-nspawn -D "$machine" --boot --machine="homeroom-test-$$" --register=no --keep-unit \
    --private-network </dev/null >"$roots/boot.log" 2>&1
  ok "unit: systemd ran" test -s "$machine/result"
  while read -r line; do
    case $line in
    ok\ *) printf 'ok     unit: %s\n' "${line#ok }" ;;
    no\ *)
      printf 'FAILED unit: %s\n' "${line#no }"
      failed=$((failed + 1))
      ;;
    *) echo "$line" ;;
    esac
  done <"$machine/result"
}

for part in $parts; do "$part"; done
say "$failed failed"
[ "$failed" -eq 0 ]
