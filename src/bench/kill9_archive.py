#!/usr/bin/env python3
"""Kills archives and restores at random moments and checks that nothing is lost or half done.

  kill9_archive.py FOLDER [--command ./target/datawarp] [--kills 20] [--seed N] [--rows 200000] [--sources 4]

Some sources are loaded once. Then they are archived with --purge-db and restored in turn; each command is
killed --kills times with SIGKILL after a random part of its usual time, every third time together with the database server.
Then the next writing command runs, and each source must be wholly in use or wholly archived: rows in the table
and export, manifest and catalogue in their places, or none of the rows and the same bytes in archive/. Needs
psql. Prints its seed; ends with 1 at the first broken promise.
"""
import argparse, glob, hashlib, os, random, shutil, signal, subprocess, sys, time


def sh(*command, check=True):
    run = subprocess.run(command, capture_output=True, text=True)
    if check and run.returncode:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


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
    p.add_argument("--rows", type=int, default=200000)
    p.add_argument("--sources", type=int, default=4)
    a = p.parse_args()
    print("seed", a.seed)
    rng = random.Random(a.seed)
    tool = os.path.abspath(a.command)
    folder = os.path.abspath(a.folder)
    ws = os.path.join(folder, "ws")
    base = ["--workspace", ws]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    small = os.path.join(folder, "small_2025.csv")
    open(small, "w").write("Date,Value\n2025-01-01,1\n")
    names = ["bulk%d_2025" % n for n in range(a.sources)]
    wanted = {}
    for name in names:
        data = os.path.join(folder, name + ".csv")
        with open(data, "w") as out:
            out.write("Date,Org,Value,Note\n")
            for n in range(a.rows // a.sources):
                out.write("2025-01-%02d,R%03d,%s,note %d of %s\n" % (
                    n % 28 + 1, n % 500, "[c]" if n % 97 == 0 else n, n, name))
        sh(tool, "refresh", name, "--url", data, *base)
        wanted[name] = sha(os.path.join(ws, "output/current", name + ".parquet"))
    url = sh(tool, "db", "url", *base)
    hashed = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY _source_row)) FROM staging.tbl_%s t"
    rows = {name: sh("psql", url, "-Atqc", hashed % name) for name in names}
    commands = {
        "archive": ["archive", "bulk*", "--purge-db", "--downloads", "--min-age", "0h", "--max-delete", "99"],
        "restore": ["restore", "bulk*"],
    }
    usual = {}
    for what in ("archive", "restore"):
        began = time.time()
        sh(tool, *commands[what], *base)
        usual[what] = time.time() - began
    seen = {"archived": 0, "in use": 0}
    kills = {"archive": 0, "restore": 0}
    kill = 0
    while min(kills.values()) < a.kills:
        kill += 1
        states = sh("psql", url, "-Atqc", "SELECT DISTINCT state FROM datawarp.tbl_manifests WHERE name LIKE 'bulk%'")
        what = "restore" if states == "archived" else "archive"
        kills[what] += 1
        process = subprocess.Popen([tool, *commands[what], *base], start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        moment = rng.uniform(0.02, 1.3) * usual[what]
        time.sleep(moment)
        pid = None
        if kill % 3 == 0:
            file = os.path.join(ws, ".datawarp/postgres/data/postmaster.pid")
            pid = open(file).readline().strip() if os.path.exists(file) else None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if pid:
            os.kill(int(pid), signal.SIGKILL)
        process.wait()
        sh(tool, "refresh", "small_2025", "--url", small, "--force", *base)
        url = sh(tool, "db", "url", *base)
        archived = []
        for name in names:
            record = sh("psql", url, "-Atqc",
                        "SELECT e.path, e.sha256, e.archived_at IS NOT NULL, e.purged_at IS NOT NULL, m.state, m.path, "
                        "m.sha256 FROM datawarp.tbl_exports e, datawarp.tbl_manifests m "
                        "WHERE e.source_code = '%s' AND m.name = '%s'" % (name, name)).split("|")
            is_archived = record[2] == "t"
            archived.append(is_archived)
            now = sh("psql", url, "-Atqc", hashed % name)
            current = os.path.join(ws, "output/current", name + ".parquet")
            active = os.path.join(ws, "manifests/active", name + ".yaml")
            checks = {
                "export as recorded": sha(os.path.join(ws, record[0])) == record[1] == wanted[name],
                "manifest as recorded": sha(os.path.join(ws, record[5])) == record[6],
                "state": record[4] == ("archived" if is_archived else "exported"),
                "purged with its archive": (record[3] == "t") == is_archived,
                "rows": now.startswith("0|") if is_archived else now == rows[name],
                "export in use": os.path.exists(current) != is_archived,
                "manifest in use": os.path.exists(active) != is_archived,
                "described": not is_archived or os.path.exists(os.path.join(ws, record[0] + ".meta")),
            }
            for check, good in checks.items():
                if not good:
                    fail("%s: %s after kill %d of %s (%s; now %s)" % (name, check, kill, what, record, now))
        if len(set(archived)) != 1:
            fail("some archived, some not, after kill %d of %s" % (kill, what))
        open_runs = sh("psql", url, "-Atqc", "SELECT count(*) FROM datawarp.tbl_runs WHERE status = 'in_progress' "
                       "OR (publish_list IS NOT NULL AND published_at IS NULL)")
        if open_runs != "0":
            fail("a run is left open after kill %d" % kill)
        stray = [os.path.join(d, f) for d, _, fs in os.walk(ws) for f in fs
                 if "/postgres" not in d and (f.endswith((".tmp", ".part")) or "/runs/" in d + "/")]
        if stray:
            fail("stray files after kill %d: %s" % (kill, stray))
        if not glob.glob(os.path.join(ws, "archive/parquet/*/bulk0_2025.parquet")):
            fail("the archive lost a file after kill %d" % kill)
        seen["archived" if archived[0] else "in use"] += 1
        print("kill %2d of %s at %5.2f s%s: %s, all of one piece" % (
            kill, what, moment, " with the server" if pid else "", "archived" if archived[0] else "in use"), flush=True)
    sh(tool, "db", "stop", *base)
    print("%d kills of archive, %d of restore: %d left it archived, %d in use; usual times %s" % (
        kills["archive"], kills["restore"], seen["archived"], seen["in use"], {k: round(v, 1) for k, v in usual.items()}))


if __name__ == "__main__":
    main()
