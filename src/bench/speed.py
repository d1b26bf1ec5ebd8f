#!/usr/bin/env python3
"""Measures Datawarp beside named peers, interleaved, and writes the first part of docs/performance.md.

  speed.py FOLDER [--command ./target/datawarp] [--rounds 5] [--duckdb duckdb_jdbc.jar] [--sources 10000] [--files 2000]
           [--even-if-busy] [--write]

Makes its files with make_files.py and estate.py, which keeps an estate of the same size that is there; needs psql and
the compiled test code (mvn test-compile). Peers that are not on the machine are left out: openpyxl and pandas of
/usr/bin/python3, DuckDB where its JAR is named, rclone. --sources 0 and --files 0 leave the estate and the syncs out;
the syncs go to S3Proxy over a folder, once as it is and once over a link on which every answer takes 20 ms. Each step is a process of its own, the embedded server is in all of
them and up before. Seconds are wall time; CPU is that of the process without the server; memory is the peak resident
set with -Xmx512m. Refuses on a machine that does other work; --even-if-busy measures all the same and says so.
"""
import argparse, datetime, json, os, platform, shutil, socket, statistics, subprocess, sys, time

import estate, sync_speed

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "docs", "performance.md")
BEGIN, END = "<!-- speed.py writes from here -->\n", "<!-- to here -->\n"
PYTHON = "/usr/bin/python3"
BUCKET = "bench"
KEYS = {"R2_ACCESS_KEY_ID": "testkeyid0123456789",  # the tests' server knows no other
        "R2_SECRET_ACCESS_KEY": "TESTSECRETneverShown/abcdefghijk+0123456789"}
HEAP = {"DATAWARP_JAVA_OPTIONS": "-Xmx512m"}
OPENPYXL = ("import openpyxl,sys\nn=0\nfor ws in openpyxl.load_workbook(sys.argv[1],read_only=True):\n"
            " for row in ws.iter_rows(values_only=True):\n  n+=len(row)\nprint(n)")
PANDAS = "import pandas,sys\nprint(pandas.read_excel(sys.argv[1]).shape)"
TABLE = ("DROP TABLE IF EXISTS bench.t; CREATE TABLE bench.t (date date, org_code text, org_name text, region text, "
         "age_band text, attendances bigint, admissions bigint, waiting bigint, rate numeric, cost numeric, code text, "
         "complete boolean)")


def run(*command, env=None):
    """Runs a command to its end; returns its wall seconds, CPU seconds, peak MB and output."""
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, **(env or {})))
    out, err = process.stdout.read().decode(), process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("FAILED %s: %d\n%s%s" % (" ".join(command), status, out, err))
    return time.time() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def has(module):
    return subprocess.run([PYTHON, "-c", "import " + module], capture_output=True).returncode == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ready(*command):
    """Starts a program and waits until it says that it is ready."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for said in process.stdout:
        if "ready" in said:
            return process
    sys.exit("FAILED " + " ".join(command))


def line(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return ((done.stdout + done.stderr).strip().splitlines() or [""])[0]


class Run:
    def __init__(self, arguments):
        self.a = arguments
        self.tool = os.path.abspath(arguments.command)
        self.results = {}
        self.ws = os.path.join(arguments.folder, "speed")
        self.base = ["--workspace", self.ws]

    def note(self, what, measured):
        self.results.setdefault(what, []).append(measured[:3])

    def ours(self, *words):
        return run(self.tool, *words, *self.base, env=HEAP)

    def sql(self, text):
        run("psql", self.url, "-Atqc", text)

    def forget(self, name):
        if os.path.exists(os.path.join(self.ws, "manifests/active/%s.yaml" % name)):
            self.ours("remove", name)
        for folder in ("manifests/pending/%s.yaml", "output/current/%s.parquet", "output/current/%s.md"):
            path = os.path.join(self.ws, folder % name)
            if os.path.exists(path):
                os.remove(path)

    def measure(self):
        a = self.a
        csv, xlsx = os.path.join(a.folder, "rows_2025.csv"), os.path.join(a.folder, "cells_2025.xlsx")
        if not os.path.exists(xlsx):
            run(sys.executable, os.path.join(HERE, "make_files.py"), a.folder)
        run("rm", "-rf", self.ws)
        run(self.tool, "db", "start", *self.base)
        self.url = run(self.tool, "db", "url", *self.base)[3].strip()
        self.sql("CREATE SCHEMA bench")
        peers = {module: has(module) for module in ("openpyxl", "pandas")}
        self.ours("refresh", "cells_2025", "--url", xlsx)  # so that the launcher has its class-data archive
        for turn in range(a.rounds):
            self.sql(TABLE)
            self.note("psql", run("psql", self.url, "-qc", "\\copy bench.t from '%s' csv header" % csv))
            self.forget("rows_2025")
            self.note("refresh", self.ours("refresh", "rows_2025", "--url", csv))
            self.forget("rows_2025")
            self.ours("extract", csv, "--source", "rows_2025")
            self.note("load", self.ours("load-batch", "rows_2025"))
            self.note("export", self.ours("export", "rows_2025"))
            if a.duckdb:
                self.note("duckdb", run("java", "-cp", a.duckdb, os.path.join(HERE, "java/org/datawarp/bench/DuckDbCopy.java"),
                                        csv, os.path.join(a.folder, "duckdb.parquet")))
            if peers["openpyxl"]:
                self.note("openpyxl", run(PYTHON, "-c", OPENPYXL, xlsx))
            if peers["pandas"]:
                self.note("pandas", run(PYTHON, "-c", PANDAS, xlsx))
            self.note("inspect", self.ours("inspect", xlsx, "--json"))
            self.forget("cells_2025")
            self.note("workbook", self.ours("refresh", "cells_2025", "--url", xlsx))
            self.note("unchanged", self.ours("refresh", "cells_2025"))
            self.note("list", self.ours("list"))
            self.note("version", run(self.tool, "--version"))
            self.note("java", run("java", "-version"))
        run(self.tool, "db", "stop", *self.base)

    def measure_estate(self):
        """The plan of a cleanup over many sources, against find over the same folder."""
        folder = os.path.join(os.path.abspath(self.a.folder), "estate-%d" % self.a.sources)
        if not os.path.exists(folder + ".whole"):
            estate.build(self.tool, folder, self.a.sources, 4)
            open(folder + ".whole", "w").close()
        run(self.tool, "db", "start", "--workspace", folder)
        for _ in range(self.a.rounds):
            self.note("find", run("find", folder, "-printf", "%s %p\n"))
            self.note("cleanup", run(self.tool, "cleanup", "--dry-run", "--workspace", folder, env=HEAP))
        run(self.tool, "db", "stop", "--workspace", folder)

    def measure_sync(self):
        """The first sync of many small files, and the next one, which sends nothing, over two links."""
        folder = os.path.abspath(self.a.folder)
        ws, there, port, slow_port = os.path.join(folder, "sync"), os.path.join(folder, "s3"), free_port(), free_port()
        for each in (ws, there):
            shutil.rmtree(each, ignore_errors=True)
        os.makedirs(os.path.join(ws, "archive", "parquet", "2025-01-01"))
        run(self.tool, "init", "--workspace", ws)
        sync_speed.small_files(ws, self.a.files)
        os.environ.update(KEYS)
        os.environ.pop("AWS_CA_BUNDLE", None)  # rclone fails while it is set
        servers = []
        try:
            servers.append(ready(os.path.join(HERE, "s3_server.sh"), there, BUCKET, str(port)))
            servers.append(ready(sys.executable, os.path.join(HERE, "slow_link.py"), str(slow_port), str(port)))
            for turn in range(self.a.rounds + 1):  # the first warms the server and is not counted
                for link, at in (("", port), ("_slow", slow_port)):
                    self.sync_once(ws, "http://127.0.0.1:%d" % at, "%d%s" % (turn, link), link if turn else None)
        finally:
            for server in servers:
                server.terminate()

    def sync_once(self, ws, endpoint, name, link):
        shutil.rmtree(os.path.join(ws, ".sync"), ignore_errors=True)  # nothing hashed before
        ours = [self.tool, "sync", "--workspace", ws, "--endpoint", endpoint, "--to", "r2://%s/ours-%s" % (BUCKET, name), "--json"]
        theirs = ["rclone", "copy", "--transfers", "4", os.path.join(ws, "archive"), "b:%s/theirs-%s" % (BUCKET, name)]
        for what in ("sync", "again"):
            measured = run(*ours, env=HEAP)
            if json.loads(measured[3])["sent"] != (self.a.files if what == "sync" else 0):
                sys.exit("FAILED: " + measured[3])
            if link is not None:
                self.note(what + link, measured)
            if shutil.which("rclone"):
                measured = run(*theirs, env=sync_speed.rclone_environment(endpoint))
                if link is not None:
                    self.note("rclone_" + what + link, measured)

    def median(self, what, which=0):
        return statistics.median(each[which] for each in self.results[what])

    def row(self, what, text):
        walls = [each[0] for each in self.results[what]]
        return "| %s | %.2f | %.2f–%.2f | %.1f | %d |" % (
            text, self.median(what), min(walls), max(walls), self.median(what, 1), self.median(what, 2))

    def page(self, load):
        a, has_peer = self.a, self.results.__contains__
        lines = [
            "Written by `src/bench/speed.py` on %s: %d rounds in turns, medians, on %d cores (%s), %s, %s, %s, `-Xmx512m`,"
            % (datetime.date.today().isoformat(), a.rounds, os.cpu_count(), processor(), os_name(), line("java", "-version").replace('"', ""),
               line("psql", "--version")),
            "embedded server up before. CPU is that of the process, the server's not counted. Load of the machine before: %.2f%s."
            % (load, " (**busy: these figures are no measurement**)" if is_busy(load) else ""), "",
            "| what | seconds | range | CPU s | peak MB |", "|---|---:|---:|---:|---:|",
            self.row("psql", "`psql \\copy` of the 1,000,000 × 12 CSV into a table without keys"),
            self.row("refresh", "`refresh` of it, verified"),
            self.row("load", "`load-batch` of it (extract + load; 19 columns with provenance)"),
            self.row("export", "`export` of those rows, verified")]
        if has_peer("duckdb"):
            lines.append(self.row("duckdb", "DuckDB: loading the CSV and `COPY … TO` Parquet, the start of Java included"))
        for peer, text in (("openpyxl", "openpyxl `read_only`, every cell of the 200,000 × 20 workbook"),
                           ("pandas", "pandas `read_excel` of it")):
            if has_peer(peer):
                lines.append(self.row(peer, text))
        lines += [
            self.row("inspect", "`inspect` of the 200,000 × 20 workbook: every cell read, tables found, columns typed"),
            self.row("workbook", "`refresh` of it"), self.row("unchanged", "`refresh` of it, unchanged"),
            self.row("list", "`list`"), self.row("version", "`--version`"), self.row("java", "`java -version`")]
        for what, text in (
                ("cleanup", "`cleanup --dry-run`, %d sources, ten files each" % a.sources),
                ("find", "`find -printf '%s %p'` over that workspace"),
                ("sync", "`sync` of %d files of 0.5 to 40 kB, four at a time" % a.files),
                ("rclone_sync", "`rclone copy` of them"),
                ("again", "the next `sync`, which sends nothing"), ("rclone_again", "the next `rclone copy`"),
                ("sync_slow", "`sync` of them, answers 20 ms later"), ("rclone_sync_slow", "`rclone copy` of them, the same"),
                ("again_slow", "the next `sync`, the same"), ("rclone_again_slow", "the next `rclone copy`, the same")):
            if has_peer(what):
                lines.append(self.row(what, text))
        lines += [
            "", "| ratio | value |", "|---|---:|"]
        for own, peer, text in (
                ("refresh", "psql", "whole refresh of the CSV against `psql \\copy`"),
                ("load", "psql", "extract + load of it against the same"),
                ("export", "duckdb", "export against DuckDB's loading and writing"),
                ("inspect", "openpyxl", "reading a workbook against openpyxl"),
                ("workbook", "pandas", "refresh of a workbook against pandas `read_excel` alone"),
                ("version", "java", "`--version` against `java -version`"), ("list", "java", "`list` against the same"),
                ("unchanged", "java", "unchanged refresh of the workbook against the same"),
                ("cleanup", "find", "plan of a cleanup against `find`"),
                ("sync", "rclone_sync", "sync of many files against `rclone copy`"),
                ("sync_slow", "rclone_sync_slow", "the same where answers take 20 ms"),
                ("again_slow", "rclone_again_slow", "the next one, which lists, against the same")):
            if has_peer(own) and has_peer(peer):
                lines.append("| %s | %.2f |" % (text, self.median(own) / self.median(peer)))
        return "\n".join(lines) + "\n"


def processor():
    with open("/proc/cpuinfo") as info:
        return next((each.split(":")[1].strip() for each in info if each.startswith("model name")), platform.machine())


def os_name():
    with open("/etc/os-release") as release:
        return next(each.split("=")[1].strip().strip('"') for each in release if each.startswith("PRETTY_NAME"))


def is_busy(load):
    return load > 0.3 * os.cpu_count()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--duckdb")
    p.add_argument("--sources", type=int, default=10000)
    p.add_argument("--files", type=int, default=2000)
    p.add_argument("--even-if-busy", action="store_true")
    p.add_argument("--write", action="store_true", help="into docs/performance.md")
    a = p.parse_args()
    load = os.getloadavg()[0]
    if is_busy(load) and not a.even_if_busy:
        sys.exit("the machine is busy (load %.2f): wait, or measure with --even-if-busy" % load)
    os.makedirs(a.folder, exist_ok=True)
    measured = Run(a)
    measured.measure()
    if a.sources:
        measured.measure_estate()
    if a.files:
        measured.measure_sync()
    page = measured.page(load)
    print(page)
    if a.write:
        with open(PAGE, encoding="utf-8") as file:
            text = file.read()
        head, rest = text.split(BEGIN)
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(head + BEGIN + page + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
