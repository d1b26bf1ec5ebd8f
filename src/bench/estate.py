#!/usr/bin/env python3
"""Times the plans of cleanup and archive over a large estate.

  estate.py FOLDER [--command ./target/datawarp] [--sources 10000] [--versions 4] [--rounds 3] [--heap 512m]

Fills FOLDER with sources, each with a table, an export, its description, a manifest, a download with the two notes
beside it, and versions: 10 files a source with 4 versions; some orphans of every class are planted among them. Then
'cleanup --dry-run' and 'archive --older-than 90d --dry-run' run in turns; wall time and peak resident set of the
program are printed, that of the database server is not counted. Needs the project's compiled test code (mvn
test-compile) and Linux.
"""
import argparse, os, shutil, statistics, subprocess, sys, time


def sh(*command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return run.stdout.strip()


def timed(environment, *command):
    began = time.time()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("FAILED %s: status %d" % (" ".join(command), status))
    return time.time() - began, usage.ru_maxrss / 1024.0


def build(tool, folder, sources, versions):
    """Makes the estate, its server up and pinned; returns how many files it has."""
    shutil.rmtree(folder, ignore_errors=True)
    paths = folder + ".classpath"
    sh("mvn", "-q", "-o", "-B", "dependency:build-classpath", "-Dmdep.outputFile=" + paths)
    classes = "target/test-classes:target/classes:" + open(paths).read().strip()
    os.remove(paths)
    sh(tool, "init", "--workspace", folder)
    url = sh(tool, "db", "url", "--workspace", folder)
    sh("java", "-cp", classes, "org.datawarp.testing.PlantedEstate", folder, url, str(sources), str(versions))
    return sum(len(names) for place, _, names in os.walk(folder) if "/postgres" not in place)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--sources", type=int, default=10000)
    p.add_argument("--versions", type=int, default=4)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--heap", default="512m")
    a = p.parse_args()
    tool = os.path.abspath(a.command)
    folder = os.path.abspath(a.folder)
    files = build(tool, folder, a.sources, a.versions)
    print("%d sources, %d files, %d cores, -Xmx%s" % (a.sources, files, os.cpu_count(), a.heap), flush=True)
    environment = dict(os.environ, DATAWARP_JAVA_OPTIONS="-Xmx" + a.heap)
    commands = {
        "cleanup --dry-run": ["cleanup", "--dry-run"],
        "archive --older-than 90d --dry-run": ["archive", "--older-than", "90d", "--dry-run"],
    }
    results = {name: [] for name in commands}
    for _ in range(a.rounds):
        for name, command in commands.items():
            results[name].append(timed(environment, tool, *command, "--workspace", folder))
    for name, runs in results.items():
        seconds = [run[0] for run in runs]
        print("%-36s %5.2f s (%.2f to %.2f), peak %d MB" % (
            name, statistics.median(seconds), min(seconds), max(seconds), max(run[1] for run in runs)))
    sh(tool, "db", "stop", "--workspace", folder)


if __name__ == "__main__":
    main()
