#!/usr/bin/env python3
"""Times the refresh of one period of a canonical source that holds many.

  canonical_refresh.py FOLDER [--command ./target/datawarp] [--periods 60] [--rows 333333] [--rounds 10] [--heap 512m]

Writes a CSV a month, loads the first into an empty table (its time is the measure), then the others, and refreshes one
period in the middle again and again with revised bytes. Prints each time, its ratio to the first load, and what table,
index and files take before and after. The first load and the refreshes are told to reload, so that both do the same
work. Every value but the names of a row is revised each time. The next month's CSV is written while the other periods are
loaded, but nothing else is done while the first load and the refreshes are timed. Needs Linux, and psql for the sizes.
"""
import argparse, os, shutil, statistics, subprocess, sys, threading, time

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def sh(environment, *command):
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


def timed(environment, *command):
    began = time.time()
    sh(environment, *command)
    return time.time() - began


def write(path, rows, seed):
    with open(path, "w") as out:
        out.write("Org code,Region,Sex,Age band,Referrals,Open,Closed,Share\n")
        for i in range(rows):
            n = (i * 7919 + seed * 104729) % 100003
            out.write("R%04d,Region %d,%s,Age %d to %d,%d,%d,%d,%d.%02d\n" % (
                i % 4000, i % 7, "MF"[i % 2], i // 4000, i // 4000 + 5, n, n // 3, n // 5, n % 100, n % 97))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--periods", type=int, default=60)
    p.add_argument("--rows", type=int, default=333333)
    p.add_argument("--rounds", type=int, default=10)
    p.add_argument("--heap", default="512m")
    a = p.parse_args()
    tool = os.path.abspath(a.command)
    folder = os.path.abspath(a.folder)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    workspace = folder + "/workspace"
    environment = dict(os.environ, DATAWARP_JAVA_OPTIONS="-Xmx" + a.heap)
    sh(environment, tool, "init", "--workspace", workspace)
    url = sh(environment, tool, "db", "url", "--workspace", workspace)

    def name(period):
        return "visits_%s%02d" % (MONTHS[period % 12], 15 + period // 12)

    def refresh(period, path):
        return timed(environment, tool, "refresh", name(period), "--url", path, "--reference", "auto",
                     "--force", "--workspace", workspace)

    def written(seed, name="rows.csv"):
        write(folder + "/" + name, a.rows, seed)
        return folder + "/" + name

    def fill(periods):
        """Loads periods; the file of each is written while the one before it is loaded."""
        times = []
        names = ["even.csv", "odd.csv"]
        written(periods[0], names[0])
        for n, period in enumerate(periods):
            after = threading.Thread(target=written, args=(period + 1, names[(n + 1) % 2]))
            after.start()
            times.append(refresh(period, folder + "/" + names[n % 2]))
            after.join()
        return times

    def sizes():
        return sh(environment, "psql", url, "-Atc",
                  "SELECT pg_size_pretty(pg_table_size('staging.tbl_visits')) || ' table, ' ||"
                  " pg_size_pretty(pg_indexes_size('staging.tbl_visits')) || ' index'")

    began = time.time()
    middle = a.periods // 2
    first = refresh(middle, written(1))
    print("first load of %d rows into an empty table: %.1f s; %s" % (a.rows, first, sizes()), flush=True)
    others = [period for period in range(a.periods) if period != middle]
    if others:
        others = fill(others)
        print("%d further periods: %.1f s each, the last %.1f s; %s" % (
            len(others), statistics.median(others), others[-1], sizes()), flush=True)
    again = []
    for n in range(a.rounds):
        again.append(refresh(middle, written(1000 + n)))
        print("refresh %2d: %.1f s, %.2f of the first load; %s" % (n + 1, again[-1], again[-1] / first, sizes()),
              flush=True)
    if again:
        print("median %.1f s, %.2f of the first load; worst %.1f s, %.2f" % (
            statistics.median(again), statistics.median(again) / first, max(again), max(again) / first))
    print("all of it took %.0f s" % (time.time() - began))
    sh(environment, tool, "db", "stop", "--workspace", workspace)


if __name__ == "__main__":
    main()
