#!/usr/bin/env python3
"""Kills 'backup create' and 'backup restore' at random moments and checks that nothing is half there.

  kill9_backup.py FOLDER [--kills 20] [--seed N] [--rows 200000]

Half of the kills hit a backup, half a restore into an empty workspace. After each one every backup that is there
must have its manifest and the SHA-256 it names, and a killed restore must leave a database that holds nothing of it:
the next restore succeeds, its exports equal to the originals byte for byte. After the last one a backup
succeeds, its leftovers are gone, and 'backup verify' finds it good. Prints its seed; ends with 1 at the first broken promise.
"""
import argparse, glob, hashlib, json, os, random, shutil, signal, subprocess, sys, time


def fail(text):
    print("BROKEN:", text)
    sys.exit(1)


def sha(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--kills", type=int, default=20)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    p.add_argument("--rows", type=int, default=200000)
    a = p.parse_args()
    print("seed", a.seed, flush=True)
    rng, tool, folder = random.Random(a.seed), os.path.abspath(a.command), os.path.abspath(a.folder)
    shutil.rmtree(folder, ignore_errors=True)
    ws, other = os.path.join(folder, "ws"), os.path.join(folder, "other")
    os.makedirs(folder)
    log = open(os.path.join(folder, "log.txt"), "ab")

    def start(root, *words):
        return subprocess.Popen([tool, *words, "--workspace", root], stdout=log, stderr=log, start_new_session=True)

    def run(root, *words):
        if start(root, *words).wait():
            fail("datawarp %s; see log.txt" % " ".join(words))

    def outputs(root):
        return {os.path.relpath(f, root): sha(f) for f in glob.glob(root + "/manifests/active/*") + glob.glob(root + "/output/current/*")}

    def check_backups():
        found = glob.glob(ws + "/backups/postgres/*/*.sql.gz")
        for file in found:
            if not os.path.exists(file + ".meta"):
                fail(file + " has no manifest")
            if json.load(open(file + ".meta"))["sha256"] != sha(file):
                fail(file + " is not whole")
        return len(found)

    csv = os.path.join(folder, "rows_aug25.csv")
    with open(csv, "w") as out:
        out.write("Region,Code,Patients,Rate\n")
        for row in range(a.rows):
            out.write("Region %d,%06d,%d,%.3f\n" % (row % 9, row, rng.randrange(100000), rng.random()))
    run(ws, "refresh", "rows_aug25", "--url", csv)
    began = time.time()
    run(ws, "backup", "create")
    create_seconds = time.time() - began
    whole = glob.glob(ws + "/backups/postgres/*/*.sql.gz")[0]
    began = time.time()
    run(other, "backup", "restore", whole)
    restore_seconds, expected = time.time() - began, outputs(ws)
    if outputs(other) != expected:
        fail("the restore that nobody killed")
    died = {"killed": 0, "ended before": 0}
    for kill in range(a.kills):
        if kill % 2 == 0:
            process = start(ws, "backup", "create")
            time.sleep(rng.uniform(0.2, create_seconds))
        else:
            start(other, "db", "stop").wait()
            shutil.rmtree(other, ignore_errors=True)
            process = start(other, "backup", "restore", whole)
            time.sleep(rng.uniform(0.2, restore_seconds))
        late = process.poll() is not None
        if not late:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        died["ended before" if late else "killed"] += 1
        count = check_backups()
        if kill % 2 and not late:
            again = start(other, "backup", "restore", whole).wait()
            if again == 18:  # it was killed behind its commit: the rows are there, the files are not all
                again = start(other, "backup", "rebuild").wait()
            if again or outputs(other) != expected:
                fail("after kill %d of a restore; see log.txt" % (kill + 1))
        print("kill %2d (%s): %d backups, all whole" % (kill + 1, "restore" if kill % 2 else "create", count), flush=True)
    run(ws, "backup", "create")
    if check_backups() and [f for f in os.listdir(os.path.dirname(whole)) if f.startswith(".")]:
        fail("leftovers beside the backups")
    run(ws, "backup", "verify")
    for root in (ws, other):
        start(root, "db", "stop").wait()
    print(died, "; every backup whole, every restore whole or gone on with")


main()
