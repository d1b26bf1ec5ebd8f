#!/usr/bin/env python3
"""Kills refreshes at random moments and checks that nothing is half done.

  kill9.py FOLDER [--command ./target/datawarp] [--kills 20] [--seed N] [--rows 300000]

Two versions of one large CSV are loaded in turn; each refresh is killed with SIGKILL after a random part of
its usual time. Then the next writing command runs, and rows, Parquet file, manifest, catalogue and
registry must tell of one version, the old or the new, with no stray file. Every third kill takes the
database server along. Needs psql. Prints its seed; ends with 1 at the first broken promise.
"""
import argparse, hashlib, json, os, random, re, shutil, signal, subprocess, sys, time


def sh(*command, check=True):
    run = subprocess.run(command, capture_output=True, text=True)
    if check and run.returncode:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


def write(path, rows, add):
    with open(path, "w") as out:
        out.write("Date,Org,Value,Note\n")
        for n in range(rows):
            out.write("2025-01-%02d,R%03d,%d,note %d of a row\n" % (n % 28 + 1, n % 500, n + add, n))


def sha(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def fail(text):
    print("BROKEN:", text)
    sys.exit(1)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--kills", type=int, default=20)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    p.add_argument("--rows", type=int, default=300000)
    a = p.parse_args()
    print("seed", a.seed)
    rng = random.Random(a.seed)
    tool = os.path.abspath(a.command)
    ws = os.path.join(os.path.abspath(a.folder), "ws")
    shutil.rmtree(a.folder, ignore_errors=True)
    os.makedirs(a.folder)
    data = os.path.join(os.path.abspath(a.folder), "large_2025.csv")
    small = os.path.join(os.path.abspath(a.folder), "small_2025.csv")
    open(small, "w").write("Date,Value\n2025-01-01,1\n")
    total = a.rows * (a.rows - 1) // 2
    write(data, a.rows, 0)
    base = ["--workspace", ws]
    url = sh(tool, "db", "url", *base)
    sh(tool, "refresh", "large_2025", "--url", data, *base)
    version = 1
    write(data, a.rows, version)
    began = time.time()
    sh(tool, "refresh", "large_2025", *base)
    usual = time.time() - began
    seen = {"old": 0, "new": 0}
    for kill in range(1, a.kills + 1):
        version += 1
        write(data, a.rows, version)
        process = subprocess.Popen([tool, "refresh", "large_2025", *base], start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        moment = rng.uniform(0.02, 1.4) * usual
        time.sleep(moment)
        with_server = kill % 3 == 0
        if with_server:
            pid = open(os.path.join(ws, ".datawarp/postgres/data/postmaster.pid")).readline().strip() \
                if os.path.exists(os.path.join(ws, ".datawarp/postgres/data/postmaster.pid")) else None
        os.killpg(process.pid, signal.SIGKILL)
        if with_server and pid:
            os.kill(int(pid), signal.SIGKILL)
        process.wait()
        url = sh(tool, "db", "url", *base)
        rows = sh("psql", url, "-Atqc", "SELECT count(*), sum(value) FROM staging.tbl_large_2025")
        count, total_now = map(int, rows.split("|"))
        current = (total_now - total) // a.rows
        if count != a.rows or current not in (version, version - 1):
            fail("rows after kill %d: %s" % (kill, rows))
        sh(tool, "refresh", "small_2025", "--url", small, "--force", *base)
        manifest = open(os.path.join(ws, "manifests/active/large_2025.yaml")).read()
        parquet = os.path.join(ws, "output/current/large_2025.parquet")
        wanted = re.search(r"parquet_sha256: '?([0-9a-f]{64})", manifest).group(1)
        recorded = sh("psql", url, "-Atqc", "SELECT e.sha256, m.sha256, m.state FROM datawarp.tbl_exports e, "
                      "datawarp.tbl_manifests m WHERE e.source_code='large_2025' AND m.name='large_2025'").split("|")
        checks = {"parquet against manifest": sha(parquet) == wanted,
                  "parquet against registry": recorded[0] == wanted,
                  "manifest against registry": hashlib.sha256(manifest.encode()).hexdigest() == recorded[1],
                  "state": recorded[2] == "exported",
                  "data file": manifest.count("sha256: ") >= 2}
        open_runs = sh("psql", url, "-Atqc", "SELECT count(*) FROM datawarp.tbl_runs WHERE status = 'in_progress' "
                       "OR (publish_list IS NOT NULL AND published_at IS NULL)")
        checks["no run left open"] = open_runs == "0"
        stray = [os.path.join(d, f) for d, _, fs in os.walk(ws) for f in fs
                 if "/postgres" not in d and (f.endswith((".tmp", ".part")) or "/runs/" in d + "/" )]
        checks["no stray file: %s" % stray] = not stray
        for what, good in checks.items():
            if not good:
                fail("%s after kill %d" % (what, kill))
        kept = current == version
        seen["new" if kept else "old"] += 1
        print("kill %2d at %5.2f s%s: %s rows, all of one piece" % (
            kill, moment, " with the server" if with_server else "", "new" if kept else "old"), flush=True)
        if not kept:
            version -= 1
    sh(tool, "db", "stop", *base)
    print("%d kills: %d left the old, %d the new; usual time %.1f s" % (a.kills, seen["old"], seen["new"], usual))


if __name__ == "__main__":
    main()
