#!/usr/bin/env python3
"""Measures `datawarp backup create` beside `pg_dump | gzip`, interleaved, and proves what was restored.

  backup_speed.py FOLDER [--command ./target/datawarp] [--rows 5000000] [--rounds 3] [--keep]

Makes a PostgreSQL server of its own in FOLDER from installed binaries (/usr/lib/postgresql/*/bin, or --bin),
loads a CSV of --rows x 12 with `datawarp refresh`, and backs it up in turns with the program's own writer, with
pg_dump under the program, and with `pg_dump | gzip`. Plain `psql` then restores one backup of each kind into an
empty database of that server, and the own one into the embedded server of another workspace too; every table's
count and the sum of its rows' hashes are compared. Seconds are wall time of whole processes; memory is the
highest sum of resident sets of the process and its children, the database server not counted.
"""
import argparse, glob, os, pwd, shutil, statistics, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = ("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
          "WHERE schemaname IN ('datawarp', 'staging', 'datawarp_trash') ORDER BY 1")
THINGS = ("SELECT count(*) FROM (SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
          "WHERE n.nspname IN ('datawarp', 'staging', 'datawarp_trash') UNION ALL SELECT n.nspname, p.proname FROM pg_proc p "
          "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('datawarp', 'staging', 'datawarp_trash') UNION ALL "
          "SELECT n.nspname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n "
          "ON n.oid = c.relnamespace WHERE n.nspname IN ('datawarp', 'staging', 'datawarp_trash')) x")


def resident_kb(root):
    children = {}
    for status in glob.glob("/proc/[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in open(status).read().splitlines() if ":" in line)
        except OSError:
            continue
        children.setdefault(int(fields["PPid"]), []).append((int(fields["Pid"]), int(fields.get("VmRSS", "0 kB").split()[0])))
    total, stack = 0, [root]
    try:
        total += int([l for l in open("/proc/%d/status" % root) if l.startswith("VmRSS")][0].split()[1])
    except (OSError, IndexError):
        return 0
    while stack:
        for pid, kb in children.get(stack.pop(), []):
            total += kb
            stack.append(pid)
    return total


def run(*command, env=None, **more):
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ, **(env or {})), **more)
    peak, done = [0], threading.Event()

    def watch():
        while not done.wait(0.25):
            peak[0] = max(peak[0], resident_kb(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.time() - began
    done.set()
    watcher.join()
    if status:
        sys.exit("FAILED %s: %d\n%s" % (" ".join(command), status, out))
    return seconds, out, max(peak[0], usage.ru_maxrss) / 1024


class Server:
    """A server over Unix tools, as an ordinary user where we are root."""

    def __init__(self, bins, folder):
        self.bins, self.data, self.port = bins, os.path.join(folder, "pg"), 41000 + os.getpid() % 20000
        self.as_user = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.makedirs(self.data, exist_ok=True)
            os.chown(self.data, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]

    def tool(self, name, *words):
        return subprocess.run(self.as_user + [os.path.join(self.bins, name), *words], check=True,
                              stdout=subprocess.DEVNULL, cwd="/")

    def start(self):
        if not os.path.exists(os.path.join(self.data, "PG_VERSION")):
            self.tool("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.tool("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.data, "log"), "-o",
                  "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=4GB" % self.port, "start")

    def stop(self):
        self.tool("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    def url(self, database):
        return "postgresql://bench@127.0.0.1:%d/%s" % (self.port, database)

    def fresh(self, database):
        for statement in ("DROP DATABASE IF EXISTS %s" % database, "CREATE DATABASE %s" % database):
            subprocess.run(["psql", self.url("postgres"), "-qc", statement], check=True, stderr=subprocess.DEVNULL)
        return self.url(database)


def ask(url, sql):
    return subprocess.run(["psql", url, "-XAtqc", sql], check=True, stdout=subprocess.PIPE).stdout.decode().split("\n")[:-1]


def content(url):
    """Every table's count and the sum of the hashes of its rows as text, and how many things there are."""
    found = {"things": ask(url, THINGS)[0]}
    for table in ask(url, TABLES):
        found[table] = ask(url, "SET TimeZone = 'UTC'; SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) "
                                "FROM %s t" % table)[0]
    return found


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--bin", default=(sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [""])[-1])
    p.add_argument("--rows", type=int, default=5000000)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--keep", action="store_true", help="keep server and workspace; a second run then skips loading")
    a = p.parse_args()
    tool, folder = os.path.abspath(a.command), os.path.abspath(a.folder)
    os.makedirs(folder, exist_ok=True)
    csv, ws = os.path.join(folder, "rows_2025.csv"), os.path.join(folder, "ws")
    server = Server(a.bin, folder)
    server.start()
    env = {"DATAWARP_DB_URL": server.url("nhs"), "PATH": a.bin + ":" + os.environ["PATH"]}
    base = ["--workspace", ws]
    try:
        if not os.path.isdir(ws):
            if not os.path.exists(csv):
                run("/usr/bin/python3", os.path.join(HERE, "make_files.py"), folder, "--csv-rows", str(a.rows), "--xlsx-rows", "10")
            server.fresh("nhs")
            run(tool, "refresh", "rows_2025", "--url", csv, *base, env=dict(env, DATAWARP_JAVA_OPTIONS="-Xmx512m"))
        results, peaks, files, expected = {}, {}, {}, {}

        def note(what, measured):
            results.setdefault(what, []).append(measured[0])
            peaks[what] = max(peaks.get(what, 0), measured[2])

        def backup(what, writer, last):
            shutil.rmtree(os.path.join(ws, "backups"), ignore_errors=True)
            if last:
                expected[what] = content(server.url("nhs"))
            measured = run(tool, "backup", "create", "--writer", writer, *base, env=env)
            print(measured[1], flush=True)
            note(what, measured)
            made = glob.glob(os.path.join(ws, "backups/postgres/*/*.sql.gz"))[0]
            files[what] = os.path.join(folder, writer + ".sql.gz")
            shutil.copy(made, files[what])

        plain, own, theirs = "pg_dump | gzip", "datawarp backup create, own writer", "datawarp backup create, pg_dump"
        files[plain] = os.path.join(folder, "plain.sql.gz")
        for turn in range(a.rounds):
            run("psql", server.url("nhs"), "-qc", "CHECKPOINT")
            note(plain, run("/bin/sh", "-c", "pg_dump --schema=datawarp --schema=staging --schema=datawarp_trash '%s' | gzip > '%s'"
                            % (server.url("nhs"), files[plain]), env=env))
            backup(own, "own", turn == a.rounds - 1)
            backup(theirs, "pg_dump", turn == a.rounds - 1)
        for what, found in expected.items():
            print("%s: %d tables, %d rows, %s tables, indexes, functions and triggers in all" % (
                what, len(found) - 1, sum(int(v.split()[0]) for k, v in found.items() if k != "things"), found["things"]))

        def restore(what, url, where):
            began = time.time()
            subprocess.run(["/bin/sh", "-c", "gunzip -c '%s' | psql -XqAt -v ON_ERROR_STOP=1 '%s' > /dev/null" % (files[what], url)], check=True)
            seconds, found = time.time() - began, content(url)
            differing = sorted({name for name, value in expected[what].items() ^ found.items()})
            # The run that makes a backup is written down before it: in its own row, and when it was here last.
            if not set(differing) <= {"datawarp.tbl_runs", "datawarp.tbl_workspaces"}:
                sys.exit("NOT EQUAL: %s in %s: %s" % (what, where, differing))
            print("psql restored '%s' into %s in %.1f s: every count and hash equal" % (what, where, seconds), flush=True)

        restore(own, server.fresh("again"), "an empty database")
        restore(theirs, server.fresh("again"), "an empty database")
        other = os.path.join(folder, "other")
        shutil.rmtree(other, ignore_errors=True)
        os.makedirs(other)
        url = run(tool, "db", "url", "--workspace", other)[1].strip()
        subprocess.run(["psql", url, "-qc", "CREATE DATABASE again"], check=True)
        url = url.replace("/datawarp?", "/again?")
        restore(own, url, "the embedded server (%s)" % ask(url, "SHOW server_version")[0])
        run(tool, "db", "stop", "--workspace", other)
        for what, values in results.items():
            print("%-40s %8.2f s  (%.2f to %.2f)  peak %4.0f MB  %4.0f MB written" % (
                what, statistics.median(values), min(values), max(values), peaks[what], os.path.getsize(files[what]) / 1e6))
        for what in (own, theirs):
            print("%-40s %8.2f of the time of %s" % (what, statistics.median(results[what]) / statistics.median(results[plain]), plain))
    finally:
        server.stop()
    if not a.keep:
        for name in ("pg", "ws", "other"):
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


if __name__ == "__main__":
    main()
