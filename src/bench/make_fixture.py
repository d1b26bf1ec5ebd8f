#!/usr/bin/env python3
"""Makes the estate of an earlier version that later versions are tested on.

  make_fixture.py JAR OUT.tar.xz

With the program JAR it makes below one folder
  embedded/  a workspace on its embedded database: sources with versions, one archived with its rows purged, one
             removed, a policy, a hold, a sync to bucket/, backups by the program's own writer here and in bucket/,
             and a refresh that was killed after its rows were sent
  external/  a workspace on a PostgreSQL of its own with a backup by pg_dump; its database is kept as the database
             `external` of the embedded server
  data/      the files that were loaded
and packs it without the server's programs. Needs psql, pg_dump and the server programs of PostgreSQL 13 or newer.
The fixture in src/test/resources/estate was made with commit a0a912f. It is never made again: a new one is added.
"""
import glob
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

JAR, OUT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROOT = os.path.join(tempfile.gettempdir(), "datawarp-estate")
BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]


def sh(*command, status=0):
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if run.returncode != status:
        sys.exit("FAILED (%d) %s\n%s%s" % (run.returncode, " ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


def datawarp(workspace, *arguments, status=0):
    return sh("java", "-jar", JAR, *arguments, "--workspace", workspace, status=status)


def table(name, rows):
    path = os.path.join(ROOT, "data", name + ".csv")
    with open(path, "w") as out:
        out.write("Org code,Month,Attendances,Rate\n")
        out.writelines("R%03d,2025-0%d-01,%s,%d.%02d\n" % (n, n % 9 + 1, v, v_ % 90, n) for n, v, v_ in rows)
    return path


def rows(count, start):
    return [(n, "[c]" if n % 7 == 3 else start + n, start + n) for n in range(count)]


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    os.makedirs(os.path.join(ROOT, "data"))
    embedded, bucket = "embedded", "file:" + os.path.join(ROOT, "bucket")
    os.makedirs(os.path.join(ROOT, "bucket"))
    datawarp(embedded, "init")
    for step in range(3):
        datawarp(embedded, "refresh", "beds_jul25", "--url", table("beds_jul25", rows(20, 100 * step)), "--period", "2025-07")
    datawarp(embedded, "refresh", "beds_aug25", "--url", table("beds_aug25", rows(15, 1000)), "--period", "2025-08")
    datawarp(embedded, "refresh", "waits_q1", "--url", table("waits_q1", rows(12, 50)), "--period", "FY2024-25/2025-03")
    datawarp(embedded, "refresh", "gone_jun25", "--url", table("gone_jun25", rows(9, 10)), "--period", "2025-06")
    datawarp(embedded, "refresh", "old_may25", "--url", table("old_may25", rows(30, 400)), "--period", "2025-05")
    datawarp(embedded, "archive", "old_may25", "--purge-db", "--min-age", "0h", "--max-delete", "1")
    datawarp(embedded, "remove", "gone_jun25")
    datawarp(embedded, "retention", "set", "beds_*", "--periods", "24")
    datawarp(embedded, "hold", "add", "waits_q1", "--reason", "asked for by an auditor")
    datawarp(embedded, "sync", "--to", bucket)
    datawarp(embedded, "backup", "create", "--writer", "own")
    datawarp(embedded, "backup", "create", "--writer", "own", "--to", bucket)

    server = os.path.join(ROOT, "server")
    user = ["setpriv", "--reuid", "65534", "--clear-groups"] if os.getuid() == 0 else []
    os.makedirs(server)
    if user:
        shutil.chown(server, 65534), os.chmod(ROOT, 0o755)
    port = "54399"
    sh(*user, BIN + "/initdb", "-D", server + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8")
    sh(*user, BIN + "/pg_ctl", "-D", server + "/data", "-w", "-l", server + "/log", "-o", "-p %s -k %s" % (port, server), "start")
    try:
        url = "postgresql://postgres@127.0.0.1:%s/postgres" % port
        for step in range(2):
            datawarp("external", "refresh", "referrals_aug25", "--url", table("referrals_aug25", rows(10, 500 * step)),
                     "--period", "2025-08", "--db-url", url)
        datawarp("external", "refresh", "referrals_jul25", "--url", table("referrals_jul25", rows(8, 900)), "--period",
                 "2025-07", "--db-url", url)
        datawarp("external", "backup", "create", "--writer", "pg_dump", "--db-url", url)
        sh("pg_dump", url, "-f", os.path.join(ROOT, "external.sql"))
    finally:
        sh(*user, BIN + "/pg_ctl", "-D", server + "/data", "-m", "fast", "stop")
        shutil.rmtree(server)
    own = sh("java", "-jar", JAR, "db", "url", "--workspace", embedded)
    sh("psql", own, "-qc", "CREATE DATABASE external")
    other = own.replace("/datawarp?", "/external?", 1)
    if other == own:
        sys.exit("the address has another form: " + own)
    sh("psql", other, "-qXf", os.path.join(ROOT, "external.sql"))
    os.remove(os.path.join(ROOT, "external.sql"))

    big = table("beds_jul25", rows(60000, 7))
    run = subprocess.Popen(["java", "-jar", JAR, "refresh", "beds_jul25", "--workspace", embedded, "--url", big,
                            "--period", "2025-07"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    runs = os.path.join(ROOT, embedded, ".datawarp", "runs")
    while not glob.glob(runs + "/*/**/*.parquet*", recursive=True):
        if run.poll() is not None:
            sys.exit("the run to be killed ended first")
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    table("beds_jul25", rows(20, 300))
    datawarp(embedded, "db", "stop")
    own_files = os.path.join(ROOT, embedded, ".datawarp", "postgres")
    for name in os.listdir(own_files):
        if name.isdigit():
            shutil.rmtree(os.path.join(own_files, name))
    for path in glob.glob(os.path.join(ROOT, embedded, "downloads", "*", "*.csv")):
        if os.path.getsize(path) > 1 << 20:
            os.remove(path)
    with tarfile.open(OUT, "w:xz", preset=9) as packed:
        packed.add(ROOT, arcname=".")
    print(OUT, os.path.getsize(OUT), "bytes")
    shutil.rmtree(ROOT)


main()
