#!/usr/bin/env python3
"""Measures Datawarp beside named peers, interleaved, and prints medians and ratios.

  speed.py FOLDER [--command ./target/datawarp] [--rounds 5] [--duckdb duckdb_jdbc.jar]

Makes its files with make_files.py. Needs psql, and /usr/bin/python3 with openpyxl and pandas. Seconds are
wall time of whole processes unless said otherwise; peak memory is the child's resident set.
"""
import argparse, json, os, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
OPENPYXL = ("import openpyxl,sys\nn=0\nfor ws in openpyxl.load_workbook(sys.argv[1],read_only=True):\n"
            " for row in ws.iter_rows(values_only=True):\n  n+=len(row)\nprint(n)")
PANDAS = "import pandas,sys\nprint(pandas.read_excel(sys.argv[1]).shape)"


def run(*command, env=None):
    began = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, **(env or {})))
    out = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("FAILED %s: %d\n%s" % (" ".join(command), status, out))
    return time.time() - began, out, usage.ru_maxrss / 1024


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--duckdb")
    a = p.parse_args()
    tool = os.path.abspath(a.command)
    csv, xlsx = os.path.join(a.folder, "rows_2025.csv"), os.path.join(a.folder, "cells_2025.xlsx")
    if not os.path.exists(xlsx):
        run(PYTHON, os.path.join(HERE, "make_files.py"), a.folder)
    ws = os.path.join(a.folder, "speed")
    run("rm", "-rf", ws)
    base = ["--workspace", ws]
    url = run(tool, "db", "url", *base)[1].strip()
    heap = {"DATAWARP_JAVA_OPTIONS": "-Xmx512m"}
    results = {}

    def note(what, seconds):
        results.setdefault(what, []).append(seconds)

    def sql(text):
        return run("psql", url, "-Atqc", text)

    sql("CREATE SCHEMA bench")
    for _ in range(a.rounds):
        sql("DROP TABLE IF EXISTS bench.t; CREATE TABLE bench.t (date date, org_code text, org_name text, "
            "region text, age_band text, attendances bigint, admissions bigint, waiting bigint, rate numeric, "
            "cost numeric, code text, complete boolean)")
        sql("CHECKPOINT")
        note("psql \\copy of the CSV", run("psql", url, "-qc", "\\copy bench.t from '%s' csv header" % csv)[0])
        for name in ("rows_2025", "cells_2025"):
            sql("DELETE FROM datawarp.tbl_data_sources WHERE code = '%s'" % name)
            for path in ("manifests/active/%s.yaml" % name, "output/current/%s.parquet" % name,
                         "output/current/%s.md" % name):
                if os.path.exists(os.path.join(ws, path)):
                    os.remove(os.path.join(ws, path))
        sql("CHECKPOINT")
        wall, out, rss = run(tool, "refresh", "rows_2025", "--url", csv, "--json", *base, env=heap)
        steps = json.loads(out)["seconds"]
        note("CSV: parse, type and COPY (steps extract + load)", steps["extract"] + steps["load"])
        note("CSV: export to Parquet, verified (step)", steps["export"])
        note("CSV: whole refresh", wall)
        note("CSV refresh: peak MB", rss)
        note("openpyxl read_only, every cell", run(PYTHON, "-c", OPENPYXL, xlsx)[0])
        note("datawarp inspect (every cell read, tables found, typed)", run(tool, "inspect", xlsx, "--json")[0])
        note("pandas read_excel", run(PYTHON, "-c", PANDAS, xlsx)[0])
        wall, out, rss = run(tool, "refresh", "cells_2025", "--url", xlsx, "--json", *base, env=heap)
        steps = json.loads(out)["seconds"]
        note("XLSX: whole refresh", wall)
        note("XLSX: read phase (step extract)", steps["extract"])
        note("XLSX refresh: peak MB", rss)
        note("XLSX: second refresh, unchanged", run(tool, "refresh", "cells_2025", *base)[0])
        note("datawarp --version", run(tool, "--version")[0])
        note("java -version", run("java", "-version")[0])
        note("datawarp list, server up", run(tool, "list", *base)[0])
        note("psql -c 'select 1'", run("psql", url, "-Atqc", "select 1")[0])
        if a.duckdb:
            target = os.path.join(a.folder, "duckdb.parquet")
            note("DuckDB COPY TO Parquet, zstd (statement alone)", float(
                run("java", "-cp", a.duckdb, os.path.join(HERE, "java/org/datawarp/bench/DuckDbCopy.java"), csv, target)[1]))
    run(tool, "db", "stop", *base)
    median = {what: statistics.median(values) for what, values in results.items()}
    for what, value in median.items():
        values = results[what]
        print("%-62s %9.3f   (%.3f to %.3f)" % (what, value, min(values), max(values)))
    ratio = lambda text, peer, own: print("%-62s %9.2f" % (text, median[peer] / median[own]))
    print()
    ratio("CSV load, rows/s against psql \\copy", "psql \\copy of the CSV",
          "CSV: parse, type and COPY (steps extract + load)")
    ratio("XLSX reading against openpyxl", "openpyxl read_only, every cell",
          "datawarp inspect (every cell read, tables found, typed)")
    ratio("XLSX refresh against pandas read_excel alone", "pandas read_excel", "XLSX: whole refresh")


if __name__ == "__main__":
    main()
