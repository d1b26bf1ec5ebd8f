#!/bin/sh
# Runs sync against a second, independent server: Ceph's radosgw, with a Ceph of one disk in a folder.
#
#   radosgw.sh FOLDER [PROGRAM]
#
# FOLDER is emptied. Needs root and Debian's packages (about a minute):
#   apt-get install --no-install-recommends radosgw ceph-mon ceph-osd
# Ends with 0 when sync, second sync, conflict, verify, pull and expire did what they promise.
set -eu
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
program=$(realpath "${2:-$(dirname "$0")/../../target/datawarp}")
for needed in ceph-mon ceph-osd radosgw radosgw-admin ceph monmaptool ceph-authtool; do
  command -v $needed > /dev/null || { echo "no $needed: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd"; exit 2; }
done
rm -rf "$1"; mkdir -p "$1"
folder=$(realpath "$1")
port=${RADOSGW_PORT:-$((20000 + $$ % 10000))}
mon=${CEPH_MON_PORT:-$((30000 + $$ % 2000))}
c="$folder/ceph.conf"
secret=RADOSneverShown0123456789abcdefghijklmno
fail() { echo "BROKEN: $*"; exit 1; }
stop() {
  for each in rgw osd mon; do
    [ -s "$folder/$each.pid" ] || continue
    pid=$(cat "$folder/$each.pid")
    kill "$pid" 2> /dev/null || continue
    for wait in $(seq 60); do kill -0 "$pid" 2> /dev/null || break; sleep 0.5; done
  done
}
trap stop EXIT

mkdir -p "$folder/mon" "$folder/osd" "$folder/rgw"
id=$(cat /proc/sys/kernel/random/uuid)
cat > "$c" <<END
[global]
fsid = $id
mon host = v1:127.0.0.1:$mon
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = $folder
admin socket = $folder/\$name.\$pid.asok
log file = $folder/\$name.log
crash dir = $folder
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
osd max object name len = 256
osd max object namespace len = 64
[mon.a]
mon data = $folder/mon
pid file = $folder/mon.pid
[osd.0]
osd data = $folder/osd
pid file = $folder/osd.pid
osd objectstore = bluestore
bluestore block size = 4294967296
osd memory target = 939524096
[client.rgw]
rgw data = $folder/rgw
pid file = $folder/rgw.pid
rgw frontends = beast endpoint=127.0.0.1:$port
END
export CEPH_CONF="$c"
monmaptool --create --fsid "$id" --addv a "[v1:127.0.0.1:$mon]" "$folder/monmap" > /dev/null
ceph-mon -c "$c" -i a --mkfs --monmap "$folder/monmap"
ceph-mon -c "$c" -i a
ceph -c "$c" config set global osd_pool_default_pg_autoscale_mode off > /dev/null
osd=$(cat /proc/sys/kernel/random/uuid)
ceph -c "$c" osd new "$osd" 0 > /dev/null
ceph-osd -c "$c" -i 0 --mkfs --osd-uuid "$osd" > "$folder/mkfs.txt" 2>&1 || { tail -5 "$folder/mkfs.txt"; exit 1; }
for try in 1 2 3 4 5 6; do # it fails while the monitor has not yet told it of the cluster
  ceph-osd -c "$c" -i 0 > "$folder/osd.txt" 2>&1 && break
  [ $try -lt 6 ] || { tail -3 "$folder/osd.txt"; exit 1; }
  sleep 2
done
radosgw -c "$c" -n client.rgw
for wait in $(seq 120); do
  curl -s -o /dev/null "http://127.0.0.1:$port/" && break
  sleep 1
done
radosgw-admin -c "$c" -n client.rgw user create --uid=nhs --display-name=nhs --access-key=nhskey \
  --secret-key="$secret" > /dev/null
echo "radosgw $(radosgw --version | cut -d' ' -f3) at http://127.0.0.1:$port"

export R2_ACCESS_KEY_ID=nhskey R2_SECRET_ACCESS_KEY="$secret"
# The program never makes a bucket.
python3 - "127.0.0.1:$port" nhskey "$secret" << 'END'
import hashlib, hmac, http.client, sys, time
host, key, secret = sys.argv[1:]
now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
scope, empty = now[:8] + "/us-east-1/s3/aws4_request", hashlib.sha256(b"").hexdigest()
names = "host;x-amz-content-sha256;x-amz-date"
request = "PUT\n/nhs-archive\n\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s" % (host, empty, now, names, empty)
text = "AWS4-HMAC-SHA256\n%s\n%s\n%s" % (now, scope, hashlib.sha256(request.encode()).hexdigest())
sign = b"AWS4" + secret.encode()
for part in scope.split("/") + [text]:
    sign = hmac.new(sign, part.encode(), hashlib.sha256).digest()
connection = http.client.HTTPConnection(host)
connection.request("PUT", "/nhs-archive", headers={"x-amz-date": now, "x-amz-content-sha256": empty, "Authorization":
    "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (key, scope, names, sign.hex())})
answer = connection.getresponse()
sys.exit(0 if answer.status == 200 else "the bucket: HTTP %d %s" % (answer.status, answer.read()))
END

"$program" init --workspace "$folder/ws" > /dev/null
cat > "$folder/ws/.datawarp/sync.yaml" <<END
cloud:
  bucket: nhs-archive
  prefix: nhs
  endpoint: http://127.0.0.1:$port
  region: us-east-1
sync:
  cloud_retention_days: 1
END
mkdir -p "$folder/ws/archive/parquet/2025-09-01" "$folder/ws/archive/downloads/2025-08"
for n in $(seq 200); do
  head -c $((n * 37)) /dev/urandom > "$folder/ws/archive/parquet/2025-09-01/t$n.parquet"
done
head -c 50000000 /dev/urandom > "$folder/ws/archive/downloads/2025-08/A big one, 5+5 & more.xlsx"
run() {
  status=0
  "$program" "$@" --workspace "$folder/$where" > "$folder/said.txt" 2>&1 || status=$?
  echo "== $*: exit $status"
  head -8 "$folder/said.txt"
  cat "$folder/said.txt" >> "$folder/all.txt"
}
expect() { [ "$status" = "$1" ] || fail "exit $status, not $1"; }
says() { grep -q "$1" "$folder/said.txt" || fail "it does not say: $1"; }

where=ws
run sync; expect 0; says 'sent  *201 files'
run sync; expect 0; says 'sent  *0 files'; says 'same  *201 files'
rm "$folder/ws/.sync/sync_state.json"
run sync; expect 0; says 'sent  *0 files'
run sync verify --full; expect 0; says 'verified  *201 objects'
echo other > "$folder/ws/archive/parquet/2025-09-01/t7.parquet"
run sync; expect 3; says conflict
rm "$folder/ws/archive/parquet/2025-09-01/t7.parquet"
run sync --delete-local; expect 0; says 'deleted  *200 files, each proven'
run sync pull '**'; expect 0; says '201 files'
run sync expire --dry-run; expect 0; says '0 objects'
where=other
mkdir "$folder/other"
run sync pull '**' --to r2://nhs-archive/nhs --endpoint "http://127.0.0.1:$port"; expect 0
diff -r "$folder/ws/archive" "$folder/other/archive" || fail "what came back differs"
where=ws
R2_SECRET_ACCESS_KEY=wrongneverShown run sync; expect 2; says 'secret does not belong'
# An hour of two days ahead, for the program only, wants a library; the days are counted from the store's
# own dates, so what is old enough cannot be made here: that expiry deletes is shown by the tests.
! grep -rlF "$secret" "$folder/all.txt" "$folder/ws" "$folder/other" || fail "the secret is in a file"
echo "all as it should be"
