#!/usr/bin/env bash
# swift.sh COMMAND...: starts OpenStack Swift with its S3 layer, runs the command with
# HIOS_TEST_S3_ENDPOINT and its keys set, and stops everything. It knows no conditional put and no
# encryption: the system to degrade on. Needs the Debian packages swift-proxy, swift-account,
# swift-container and swift-object; ends with 77 (skipped) without them.
set -euo pipefail
export LC_ALL=C.UTF-8

for part in proxy account container object; do
    [[ -x /usr/bin/swift-$part-server ]] || {
        echo "skipped: swift-$part is not installed" \
            "(apt-get install --no-install-recommends swift-proxy swift-account swift-container swift-object)"
        exit 77
    }
done

D=$(mktemp -d)
started=()
stop() {
    ((${#started[@]} == 0)) || kill "${started[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$D"
}
trap stop EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
user=$(id -un)
port=$(free_port)
mkdir -p "$D/srv/d1"
cat >"$D/swift.conf" <<CONF
[swift-hash]
swift_hash_path_suffix = a
swift_hash_path_prefix = b
[storage-policy:0]
name = zero
default = yes
CONF

for part in account container object; do
    own=$(free_port)
    (
        cd "$D"
        swift-ring-builder $part.builder create 4 1 0
        swift-ring-builder $part.builder add "r1z1-127.0.0.1:$own/d1" 1
        swift-ring-builder $part.builder rebalance
    ) >"$D/ring.log" 2>&1 || { cat "$D/ring.log" >&2; exit 1; }
    cat >"$D/$part.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $own
swift_dir = $D
devices = $D/srv
mount_check = false
workers = 0
user = $user
fallocate_reserve = 0
[pipeline:main]
pipeline = $part-server
[app:$part-server]
use = egg:swift#$part
CONF
    PYTHONWARNINGS=ignore /usr/bin/python3 "/usr/bin/swift-$part-server" "$D/$part.conf" >"$D/$part.log" 2>&1 &
    started+=($!)
done

filters="catch_errors gatekeeper healthcheck cache etag-quoter listing_formats s3api tempauth copy slo dlo versioned_writes symlink"
{
    cat <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
swift_dir = $D
workers = 0
user = $user
[pipeline:main]
pipeline = $filters proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
CONF
    for filter in $filters; do
        name=${filter/cache/memcache}
        printf '[filter:%s]\nuse = egg:swift#%s\n' "$filter" "${name//-/_}"
        [[ $filter != tempauth ]] || echo 'user_test_tester = testing .admin'
        [[ $filter != s3api ]] || echo 'location = us-east-1'
    done
} >"$D/proxy.conf"
PYTHONWARNINGS=ignore /usr/bin/python3 /usr/bin/swift-proxy-server "$D/proxy.conf" >"$D/proxy.log" 2>&1 &
started+=($!)
up=
for _ in {1..200}; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && { up=1; break; }
    sleep 0.1
done
[[ $up ]] || { tail -n 20 "$D"/*.log >&2; exit 1; }

export HIOS_TEST_S3_ENDPOINT=http://127.0.0.1:$port HIOS_TEST_S3_ACCESS_KEY=test:tester \
    HIOS_TEST_S3_SECRET_KEY=testing HIOS_TEST_S3_REGION=us-east-1
# It lists an object's folder and then opens what it found: a version replaced between the two is "not found".
export HIOS_TEST_S3_GAPS=1
"$@"
