#!/usr/bin/env python3
"""Loses a machine and brings it back from nothing but the bucket and its keys; compares every hash.

  lost_laptop.py FOLDER --to r2://bucket/prefix --endpoint URL [--command ./target/datawarp] [NAME=FILE ...]

Machine A loads three generated files and those named, archives one, syncs, and makes a backup in the
bucket. Then A is gone. Machine B, an empty folder, runs 'backup restore' and 'sync pull'. Compared: every file of
manifests/, output/ and archive/ byte for byte, the row hash of every export, the content of every table. Then B
refreshes each source, which must find nothing new, and none of B's files may hold a secret. The keys come from
R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY; src/bench/s3_server.sh runs a server. Needs psql for the comparison.
Prints what B did and printed; ends with 1 at the first difference.
"""
import argparse, hashlib, os, shutil, subprocess, sys, time

SKIPPED = {"tbl_runs", "tbl_workspaces", "tbl_backups", "tbl_sync_proofs"}  # written by the restore itself, or after the backup


def fail(text):
    print("BROKEN:", text)
    sys.exit(1)


def files(root):
    found = {}
    for top in ("manifests", "output", "archive"):
        for where, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                path = os.path.join(where, name)
                if "/.versions/" not in path:
                    found[os.path.relpath(path, root)] = hashlib.sha256(open(path, "rb").read()).hexdigest()
    return found


class Machine:
    def __init__(self, a, name):
        self.tool, self.root = os.path.abspath(a.command), os.path.join(os.path.abspath(a.folder), name)
        os.makedirs(self.root)

    def run(self, *words, show=False, allowed=(0,)):
        began = time.time()
        done = subprocess.run([self.tool, *words], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=dict(os.environ, DATAWARP_HOME=self.root, NO_COLOR="1"))
        out = done.stdout.decode()
        if show:
            print("$ datawarp " + " ".join("'%s'" % w if "*" in w else w for w in words) + "\n" + out +
                  "(%.1f s)\n" % (time.time() - began), flush=True)
        if done.returncode not in allowed:
            fail("datawarp %s ended with %d\n%s" % (" ".join(words), done.returncode, out))
        return out

    def ask(self, *statements):
        words = [w for sql in statements for w in ("-c", sql)]
        return subprocess.run(["psql", self.run("db", "url").strip(), "-XAtq", *words], check=True,
                              stdout=subprocess.PIPE).stdout.decode().split("\n")[:-1]

    def content(self):
        tables = [t for t in self.ask(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname IN ('datawarp', 'staging', 'datawarp_trash') ORDER BY 1") if t.split(".")[1] not in SKIPPED]
        return dict(zip(tables, self.ask(*(
            "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %s t" % t for t in tables))))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("files", nargs="*")
    p.add_argument("--to", required=True)
    p.add_argument("--endpoint", required=True)
    p.add_argument("--command", default="./target/datawarp")
    a = p.parse_intermixed_args()
    shutil.rmtree(a.folder, ignore_errors=True)
    os.makedirs(a.folder)
    sources = dict(f.split("=", 1) for f in a.files)
    for n, name in enumerate(("waits_jul25", "waits_aug25", "beds_aug25")):
        path = os.path.join(os.path.abspath(a.folder), name + ".csv")
        with open(path, "w") as out:
            out.write("Region,Code,Patients,Rate,Day\n")
            for row in range(5000 + n):
                out.write("Region %d,%05d,%s,%.2f,2025-07-%02d\n" % (
                    row % 7, row, "*" if row % 50 == 0 else row * (n + 1), row / 7.0, row % 28 + 1))
        sources[name] = path
    lost = Machine(a, "lost")
    lost.run("init")
    scheme, _, rest = a.to.partition("://")
    bucket, _, prefix = rest.partition("/")
    with open(os.path.join(lost.root, ".datawarp", "sync.yaml"), "w") as out:
        out.write("cloud:\n  provider: %s\n  bucket: %s\n%s  endpoint: %s\n  access_key_id: ${R2_ACCESS_KEY_ID}\n"
                  "  secret_access_key: ${R2_SECRET_ACCESS_KEY}\n" % (scheme, bucket, "  prefix: %s\n" % prefix if prefix else "", a.endpoint))
    for name, path in sources.items():
        lost.run("refresh", name, "--url", path)
    lost.run("archive", "waits_jul25", "--older-than", "0d")
    lost.run("sync", show=True)
    before = lost.content()
    lost.run("backup", "create", "--to", a.to, show=True)
    hashes = lost.ask("SELECT path || ' ' || row_hash FROM datawarp.tbl_exports ORDER BY 1")
    expected, identity = files(lost.root), open(os.path.join(lost.root, ".datawarp", "workspace")).read()
    lost.run("db", "stop")
    shutil.rmtree(lost.root)

    found = Machine(a, "found")
    found.run("backup", "list", "--from", a.to, "--endpoint", a.endpoint, show=True)
    found.run("backup", "restore", "--from", a.to, "--endpoint", a.endpoint, show=True)
    settings = os.path.join(found.root, ".datawarp", "sync.yaml")
    os.replace(settings + ".restored", settings)  # as a person does who has read it
    found.run("sync", "pull", "{manifests,parquet,downloads,workspace}/**", show=True)
    found.run("status", show=True)
    again = files(found.root)
    again_hashes = found.ask("SELECT path || ' ' || row_hash FROM datawarp.tbl_exports ORDER BY 1")
    after = found.content()
    differing = sorted({name for name, _ in expected.items() ^ again.items()})
    if differing:
        fail("files differ: %s" % differing)
    if hashes != again_hashes:
        fail("row hashes differ: %s" % sorted(set(hashes) ^ set(again_hashes)))
    tables = sorted({name for name, _ in before.items() ^ after.items()})
    if tables:
        fail("tables differ: %s" % tables)
    if open(os.path.join(found.root, ".datawarp", "workspace")).read() != identity:
        fail("the workspace is another one")
    for name in sources:
        if name != "waits_jul25" and "unchanged" not in found.run("refresh", name, show=True):
            fail(name + " was loaded again")
    found.run("restore", "waits_jul25", show=True)
    found.run("db", "stop")
    secret = os.environ["R2_SECRET_ACCESS_KEY"].encode()
    for where, _, names in os.walk(found.root):
        for name in names:
            path = os.path.join(where, name)
            if os.path.isfile(path) and secret in open(path, "rb").read():
                fail("the secret is in " + path)
    print("%d files byte for byte, %d row hashes and %d tables equal; every source goes on unchanged" % (
        len(expected), len(hashes), len(before)))


main()
