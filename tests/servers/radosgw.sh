#!/usr/bin/env bash
# radosgw.sh COMMAND...: starts Ceph's S3 gateway with an in-memory store, runs the command with
# HIOS_TEST_S3_ENDPOINT and its keys set, and stops everything. Needs the Debian packages radosgw,
# ceph-mon and ceph-osd; ends with 77 (skipped) without them.
set -euo pipefail
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/sbin:/sbin

for program in radosgw radosgw-admin ceph-mon ceph-osd ceph ceph-authtool monmaptool; do
    command -v "$program" >/dev/null || {
        echo "skipped: $program is not installed (apt-get install --no-install-recommends radosgw ceph-mon ceph-osd)"
        exit 77
    }
done

D=$(mktemp -d)
started=()
stop() {
    # The gateway first, the monitor last: an OSD whose monitor is gone hangs.
    local i pid
    for ((i = ${#started[@]} - 1; i >= 0; --i)); do
        pid=${started[i]}
        kill "$pid" 2>/dev/null || continue
        for _ in {1..50}; do kill -0 "$pid" 2>/dev/null && sleep 0.1 || break; done
        kill -9 "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$D"
}
trap stop EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
monitor_port=$(free_port)
port=$(free_port)
fsid=$(cat /proc/sys/kernel/random/uuid)
osd_id=$(cat /proc/sys/kernel/random/uuid)
mkdir -p "$D"/{mon,osd,rgw,run}

cat >"$D/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v1:127.0.0.1:$monitor_port
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
keyring = $D/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
mon allow pool size one = true
osd crush chooseleaf type = 0
mon max pg per osd = 1000
run dir = $D/run
admin socket = $D/run/\$name.asok
pid file = $D/run/\$name.pid
log file = $D/\$name.log
mon data = $D/mon
osd data = $D/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *
mon data avail crit = 0
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw data = $D/rgw
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey-1=$(head -c 32 /dev/zero | base64)
rgw run sync thread = false
CONF

c=(-c "$D/ceph.conf")
{
    ceph-authtool --create-keyring "$D/keyring" --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool "$D/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
    monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor_port]" "$D/monmap"
    ceph-mon "${c[@]}" --mkfs -i a --monmap "$D/monmap" --keyring "$D/keyring"
    ceph-mon "${c[@]}" -i a -f &
    started+=($!)
    timeout 60 ceph "${c[@]}" osd new "$osd_id"
    ceph-osd "${c[@]}" -i 0 --mkfs --osd-uuid "$osd_id"
    # On a loaded machine the OSD may ask before it has the monitor's map ("wrong fsid") and end: it begins again.
    osd=
    for _ in {1..300}; do
        if [[ -z $osd ]] || ! kill -0 "$osd"; then
            ceph-osd "${c[@]}" -i 0 -f &
            osd=$!
            started+=("$osd")
        fi
        [[ $(timeout 20 ceph "${c[@]}" osd stat) == *" 1 up"* ]] && break
        sleep 0.2
    done
    timeout 60 radosgw-admin "${c[@]}" -n client.rgw user create --uid=test --display-name=test \
        --access-key=HIOSTESTKEY --secret-key=hios/test+secret
    radosgw "${c[@]}" -n client.rgw -f &
    started+=($!)
} >"$D/start.log" 2>&1 || {
    cat "$D/start.log" >&2
    exit 1
}
up=
for _ in {1..400}; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && { up=1; break; }
    sleep 0.1
done
[[ $up ]] || { tail -n 20 "$D"/*.log >&2; exit 1; }

export HIOS_TEST_S3_ENDPOINT=http://127.0.0.1:$port HIOS_TEST_S3_ACCESS_KEY=HIOSTESTKEY \
    HIOS_TEST_S3_SECRET_KEY=hios/test+secret HIOS_TEST_S3_REGION=us-east-1
"$@"
