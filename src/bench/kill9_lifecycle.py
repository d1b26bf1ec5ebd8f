#!/usr/bin/env python3
"""Kills cleanups, removals and undos at random moments and checks that each is whole or never was.

  kill9_lifecycle.py FOLDER [--command ./target/datawarp] [--kills 20] [--seed N] [--rows 20000] [--sources 6]

Sources are loaded, twice, so that there are versions; some then lose their registry rows behind the program's back,
which makes orphans of rows, tables, exports, versions and manifests; downloads and temporary files are planted too.
Then 'cleanup --execute', 'remove' and 'undo' are each killed so many times with SIGKILL after a random part of their
usual time, every third time together with the database server. Then the next writing command runs, and files,
registry, staging tables and the plan of the next cleanup must equal what they were before the command or what they
are after it: every row and every byte. A command that was rolled back must be recorded as failed by its run's name.
In the end all is undone and must be as at first. Needs psql. Prints its seed; ends with 1 at the first broken promise.
"""
import argparse, hashlib, json, os, random, shutil, signal, subprocess, sys, time

TABLES = ("data_sources load_history manifest_files column_metadata exports marker_legend quarantine manifests "
          "canonical_sources source_mappings").split()
OTHER = "small_2025"


def sh(*command, check=True, ok=(0,)):
    run = subprocess.run(command, capture_output=True, text=True)
    if check and run.returncode not in ok:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


def fail(text):
    print("BROKEN:", text)
    sys.exit(1)


class Estate:
    def __init__(self, a):
        self.tool = os.path.abspath(a.command)
        self.folder = os.path.abspath(a.folder)
        self.ws = os.path.join(self.folder, "ws")
        self.base = ["--workspace", self.ws]
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.names = ["bulk%d_2025" % n for n in range(a.sources)] + ["lost%d_2025" % n for n in range(a.sources)]
        self.small = os.path.join(self.folder, OTHER + ".csv")
        open(self.small, "w").write("Date,Value\n2025-01-01,1\n")
        for name in self.names:
            for turn in range(2):
                data = os.path.join(self.folder, name + ".csv")
                with open(data, "w") as out:
                    out.write("Date,Org,Value,Note\n")
                    for n in range(a.rows // a.sources):
                        out.write("2025-01-%02d,R%03d,%s,note %d of %s\n" % (
                            n % 28 + 1, n % 500, "[c]" if n % 97 == 0 else n + turn, n, name))
                self.run("refresh", name, "--url", data)
        self.settle()
        self.sql("ALTER TABLE datawarp.tbl_data_sources DISABLE TRIGGER tr_source_deleted; "
                 "DELETE FROM datawarp.tbl_data_sources WHERE code LIKE 'lost%'; "
                 "ALTER TABLE datawarp.tbl_data_sources ENABLE TRIGGER tr_source_deleted; "
                 "CREATE VIEW public.people AS SELECT sum(value) AS n FROM staging.tbl_bulk0_2025")
        for n in range(8):
            self.plant("downloads/2025-01/stray%d.csv" % n, "stray %d" % n)
            self.plant("downloads/2025-01/stray%d.csv.meta" % n, "{}")
            self.plant("output/current/.x%d.parquet.01234567-89ab-cdef-0123-456789abcdef.tmp" % n, "half")

    def plant(self, path, text):
        file = os.path.join(self.ws, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        open(file, "w").write(text)

    def run(self, *command, ok=(0,)):
        return sh(self.tool, *command, *self.base, ok=ok)

    def sql(self, text):
        return sh("psql", self.run("db", "url"), "-Atqc", text)

    def settle(self):
        """The next writing command."""
        self.run("refresh", OTHER, "--url", self.small, "--force")

    def look(self):
        """All that must be as before or as after: files by hash, registry and staging rows, the next plan."""
        seen = {}
        for place, folders, files in os.walk(self.ws):
            folders[:] = [f for f in folders if os.path.join(place, f) not in (
                os.path.join(self.ws, ".datawarp/postgres"), os.path.join(self.ws, ".datawarp/trash"))]
            for name in files:
                path = os.path.relpath(os.path.join(place, name), self.ws)
                if OTHER in path or name.endswith("lock") or name in ("catalog.parquet", ".index.json"):
                    continue
                seen[path] = hashlib.sha256(open(os.path.join(place, name), "rb").read()).hexdigest()
        index = json.load(open(os.path.join(self.ws, "downloads/.index.json")))["downloads"]
        for url, entry in index.items():
            if OTHER not in url:
                seen["index " + url] = json.dumps(entry, sort_keys=True)
        url = self.run("db", "url")
        union = " UNION ALL ".join("SELECT '%s', translate(t::text, chr(10), ' ') FROM datawarp.tbl_%s t" % (t, t) for t in TABLES)
        for line in sh("psql", url, "-Atqc", union).splitlines():
            if OTHER not in line:
                seen[line] = True
        tables = sh("psql", url, "-Atqc", "SELECT tablename FROM pg_tables WHERE schemaname = 'staging'").split()
        for table in tables:
            if OTHER not in table:
                seen[table] = sh("psql", url, "-Atqc", "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY "
                                 "_source_row)) FROM staging.%s t" % table)
        seen["view"] = sh("psql", url, "-Atqc", "SELECT n FROM public.people")
        plan = json.loads(self.run("cleanup", "--min-age", "0", "--json"))
        for item in plan["items"]:
            seen["orphan %s %s" % (item["class"], item["id"])] = item["verdict"]
        return seen

    def check_ended(self, moment):
        url = self.run("db", "url")
        open_runs = sh("psql", url, "-Atqc", "SELECT count(*) FROM datawarp.tbl_runs WHERE status = 'in_progress' "
                       "OR (publish_list IS NOT NULL AND published_at IS NULL)")
        if open_runs != "0":
            fail("a run is left open after " + moment)
        lost = sh("psql", url, "-Atqc", "SELECT trash_name FROM datawarp.tbl_trashed_tables WHERE restored_at IS NULL "
                  "AND purged_at IS NULL AND to_regclass(format('datawarp_trash.%I', trash_name)) IS NULL")
        if lost:
            fail("the trash lost %s after %s" % (lost, moment))
        queue = sh("psql", url, "-Atqc", "SELECT path FROM datawarp.tbl_file_removals WHERE done_at IS NULL")
        if queue:
            fail("files are queued after %s: %s" % (moment, queue))
        left = os.listdir(os.path.join(self.ws, ".datawarp/runs"))
        if left:
            fail("run folders are left after %s: %s" % (moment, left))


def different(one, other):
    return sorted(k for k in set(one) | set(other) if one.get(k) != other.get(k))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--kills", type=int, default=20)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    p.add_argument("--rows", type=int, default=20000)
    p.add_argument("--sources", type=int, default=6)
    a = p.parse_args()
    print("seed", a.seed, flush=True)
    rng = random.Random(a.seed)
    estate = Estate(a)
    commands = {
        "cleanup": ["cleanup", "--execute", "--min-age", "0", "--max-delete", "1000"],
        "remove": ["remove", "bulk*"],
    }
    first = estate.look()
    print("%d files, rows and orphans are watched" % len(first), flush=True)

    def last(command):
        return estate.sql("SELECT max(run_id) FROM datawarp.tbl_runs WHERE command = '%s' AND status = 'success'" % command)

    after, usual = {}, {}

    def measure(what, *command):
        began = time.time()
        estate.run(*command)
        usual[what] = min(usual.get(what, 1e9), time.time() - began)

    for what, command in list(commands.items()) * 2:
        measure(what, *command)
        after[what] = estate.look()
        if after[what] == first:
            fail(what + " does nothing")
        measure("undo", "undo", last(what))
        back = different(first, estate.look())
        if back:
            fail("not undone after %s: %s" % (what, back[:5]))
    kills = {"cleanup": 0, "remove": 0, "undo": 0}
    whole = {"cleanup": 0, "remove": 0, "undo": 0}
    begun = {"cleanup": 0, "remove": 0, "undo": 0}
    done, number = None, 0
    while min(kills.values()) < a.kills:
        number += 1
        if done:
            what, before, goal = "undo", after[done], first
            command = ["undo", last(done)]
        else:
            target = min(commands, key=lambda c: kills[c])
            what, before, goal = target, first, after[target]
            command = commands[target]
        runs = int(estate.sql("SELECT count(*) FROM datawarp.tbl_runs WHERE command = '%s'" % what))
        process = subprocess.Popen([estate.tool, *command, *estate.base], start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        moment = rng.uniform(0.3, 1.2) * usual[what]
        time.sleep(moment)
        pid = None
        if number % 3 == 0:
            file = os.path.join(estate.ws, ".datawarp/postgres/data/postmaster.pid")
            pid = open(file).readline().strip() if os.path.exists(file) else None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if pid:
            os.kill(int(pid), signal.SIGKILL)
        process.wait()
        kills[what] += 1
        title = "kill %d (%s at %.2f s%s)" % (number, what, moment, " with the server" if pid else "")
        estate.settle()
        estate.check_ended(title)
        now = estate.look()
        ended = estate.sql("SELECT status FROM datawarp.tbl_runs WHERE command = '%s' ORDER BY run_id DESC LIMIT 1" % what)
        was_begun = int(estate.sql("SELECT count(*) FROM datawarp.tbl_runs WHERE command = '%s'" % what)) > runs
        begun[what] += was_begun
        if now == goal:
            outcome = "finished"
            whole[what] += 1
            if not was_begun or ended != "success":
                fail("%s: done, but the run is recorded as %s" % (title, ended))
            done = None if what == "undo" else what
        elif now == before:
            outcome = "rolled back" if was_begun else "not begun"
            if was_begun and ended != "failed":
                fail("%s: rolled back, but the run is recorded as %s" % (title, ended))
        else:
            fail("%s: neither as before (%s) nor as after (%s)" % (
                title, different(now, before)[:5], different(now, goal)[:5]))
        print("%s: %s" % (title, outcome), flush=True)
    if done:
        estate.run("undo", last(done))
    back = different(first, estate.look())
    if back:
        fail("not as at first in the end: %s" % back[:5])
    estate.run("db", "stop")
    for what in kills:
        print("%-8s %d kills: %d finished, %d rolled back, %d before the run began; usually %.1f s" % (
            what, kills[what], whole[what], begun[what] - whole[what], kills[what] - begun[what], usual[what]))
    print("every row and byte as at first")


if __name__ == "__main__":
    main()
