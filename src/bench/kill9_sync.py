#!/usr/bin/env python3
"""Kills syncs at random moments and checks that nothing is lost.

  kill9_sync.py FOLDER --to r2://bucket/prefix --endpoint URL [--kills 20] [--seed N] [--files 60] [--big 60]

Before each kill new files are archived, some small and one of --big MB. Every other sync deletes local
files. After each kill every file must be here, or be in the store with a proof that it was read back; after
the last one a sync must end well, 'sync verify --full' find no damage, and an empty folder get
every file back, byte for byte. Nothing the program writes may hold the secret. The keys come from
R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY; src/bench/s3_server.sh runs a server. Prints its seed;
ends with 1 at the first broken promise.
"""
import argparse, hashlib, json, os, random, shutil, signal, subprocess, sys, time


def sha(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") \
            else hashlib.sha256(file.read()).hexdigest()


def fail(text):
    print("BROKEN:", text)
    sys.exit(1)


def proofs_of(folder):
    return os.path.join(folder, ".sync", "proofs.jsonl")


class Machine:
    def __init__(self, a, folder):
        self.tool, self.root, self.log = os.path.abspath(a.command), folder, os.path.join(a.folder, "log.txt")
        self.tail = ["--workspace", folder, "--to", a.to, "--endpoint", a.endpoint]

    def start(self, *words):
        log = open(self.log, "ab")
        return subprocess.Popen([self.tool, "sync", *words, "--verbose", *self.tail], stdout=log, stderr=log,
                                start_new_session=True)

    def run(self, *words):
        return self.start(*words).wait()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--to", required=True)
    p.add_argument("--endpoint", required=True)
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--kills", type=int, default=20)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    p.add_argument("--files", type=int, default=60)
    p.add_argument("--big", type=int, default=60)
    a = p.parse_args()
    print("seed", a.seed, flush=True)
    rng = random.Random(a.seed)
    a.folder = os.path.abspath(a.folder)
    shutil.rmtree(a.folder, ignore_errors=True)
    ws = os.path.join(a.folder, "ws")
    os.makedirs(ws)
    subprocess.run([os.path.abspath(a.command), "init", "--workspace", ws], check=True, stdout=subprocess.DEVNULL)
    machine, files = Machine(a, ws), {}

    def archive(count, big):
        for n in range(count + (1 if big else 0)):
            size = big * 1000000 + n if n == count else rng.randrange(100, 40000)
            day = "2025-%02d-%02d" % (rng.randrange(1, 13), rng.randrange(1, 29))
            path = "archive/parquet/%s/t%05d.parquet" % (day, len(files))
            os.makedirs(os.path.dirname(os.path.join(ws, path)), exist_ok=True)
            with open(os.path.join(ws, path), "wb") as out:
                out.write(rng.randbytes(size))
            files[path] = sha(os.path.join(ws, path))

    archive(a.files, a.big)
    begun = time.time()
    if machine.run():
        fail("the first sync, which nobody killed")
    usual = {False: time.time() - begun}
    archive(a.files, a.big)
    begun = time.time()
    if machine.run("--delete-local"):
        fail("the first sync that deletes, which nobody killed")
    usual[True] = time.time() - begun
    died = {}
    for kill in range(a.kills):
        archive(a.files, a.big)
        deletes = kill % 2 == 1
        sync = machine.start(*["--delete-local"] if deletes else [])
        moment = rng.uniform(0.2, usual[deletes])
        if kill % 4 == 1:  # among the deletions, which come last
            before = os.path.getsize(proofs_of(ws))
            while sync.poll() is None and os.path.getsize(proofs_of(ws)) == before:
                time.sleep(0.005)
            moment = rng.uniform(0, 0.3)
        time.sleep(moment)
        late = sync.poll() is not None
        if not late:
            os.killpg(sync.pid, signal.SIGKILL)
            sync.wait()
        died["ended before" if late else "killed"] = died.get("ended before" if late else "killed", 0) + 1
        proofs = proofs_of(ws)
        proven = {}
        if os.path.exists(proofs):
            for line in open(proofs):
                if line.endswith("\n"):
                    proof = json.loads(line)
                    proven[proof["path"]] = proof["sha256"]
        for path, digest in files.items():
            here = os.path.join(ws, path)
            if os.path.exists(here):
                if sha(here) != digest:
                    fail(path + " changed")
            elif proven.get(path) != digest:
                fail(path + " was deleted without a proof")
        print("kill %2d: %d files, %d here" % (kill + 1, len(files),
              sum(os.path.exists(os.path.join(ws, f)) for f in files)), flush=True)
    if machine.run():
        fail("the sync after the last kill")
    if machine.run("verify", "--full"):
        fail("damage in the store")
    other = Machine(a, os.path.join(a.folder, "other"))
    if other.run("pull", "**"):
        fail("the pull into an empty folder")
    for path, digest in files.items():
        if not os.path.exists(os.path.join(other.root, path)) or sha(os.path.join(other.root, path)) != digest:
            fail(path + " did not come back as it was")
    secret = os.environ["R2_SECRET_ACCESS_KEY"].encode()
    for folder in (os.path.join(ws, ".sync"), os.path.join(ws, ".datawarp"), a.folder):
        for where, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(where, name)
                if "/archive/" not in path and secret in open(path, "rb").read():
                    fail("the secret is in " + path)
    print("%s; %d files, all there, all equal" % (died, len(files)))


main()
