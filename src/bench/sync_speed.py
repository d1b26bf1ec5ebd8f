#!/usr/bin/env python3
"""Compares `datawarp sync` with `rclone copy` to one server, in turns.

  sync_speed.py FOLDER --endpoint URL --bucket NAME [--command ./target/datawarp] [--rounds 3] [--files 2000] [--big 1024]

2,000 small files, then one file of 1 GiB, each round to a prefix of its own, both with four transfers.
The datawarp times include the start of Java. At the end a second sync of each must send nothing and list once
for 1,000 objects, and every object is read back and hashed. The keys come from R2_ACCESS_KEY_ID and
R2_SECRET_ACCESS_KEY; src/bench/s3_server.sh runs a server. Needs rclone. Prints medians and ratios.
"""
import argparse, json, os, random, shutil, statistics, subprocess, sys, time


def timed(*command, env=None):
    begun = time.time()
    run = subprocess.run(command, capture_output=True, text=True, env=env)
    if run.returncode:
        sys.exit("FAILED %s\n%s%s" % (" ".join(command), run.stdout, run.stderr))
    return time.time() - begun, run.stdout


def small_files(ws, count):
    """Puts so many files of 0.5 to 40 kB into the archive of a workspace, the same ones each time."""
    rng = random.Random(1)
    for n in range(count):
        with open(os.path.join(ws, "archive/parquet/2025-01-01/t%05d.parquet" % n), "wb") as out:
            out.write(rng.randbytes(rng.randrange(500, 40000)))


def rclone_environment(endpoint):
    """Makes a remote 'b' of rclone's of the variables that hold the keys."""
    rclone = dict(os.environ, RCLONE_CONFIG_B_TYPE="s3", RCLONE_CONFIG_B_PROVIDER="Other",
                  RCLONE_CONFIG_B_ENDPOINT=endpoint, RCLONE_CONFIG_B_REGION="us-east-1",
                  RCLONE_CONFIG_B_FORCE_PATH_STYLE="true", RCLONE_CONFIG_B_NO_CHECK_BUCKET="true",
                  RCLONE_CONFIG_B_ACCESS_KEY_ID=os.environ["R2_ACCESS_KEY_ID"],
                  RCLONE_CONFIG_B_SECRET_ACCESS_KEY=os.environ["R2_SECRET_ACCESS_KEY"])
    rclone.pop("AWS_CA_BUNDLE", None)  # rclone fails while it is set
    return rclone


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--endpoint", required=True)
    p.add_argument("--bucket", required=True)
    p.add_argument("--command", default="./target/datawarp")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--files", type=int, default=2000)
    p.add_argument("--big", type=int, default=1024)
    a = p.parse_args()
    tool, rng = os.path.abspath(a.command), random.Random(1)
    shutil.rmtree(a.folder, ignore_errors=True)
    kinds = {"many": os.path.join(a.folder, "many"), "big": os.path.join(a.folder, "big")}
    for ws in kinds.values():
        os.makedirs(os.path.join(ws, "archive", "parquet", "2025-01-01"))
        timed(tool, "init", "--workspace", ws)
    small_files(kinds["many"], a.files)
    with open(os.path.join(kinds["big"], "archive/parquet/2025-01-01/big.parquet"), "wb") as out:
        for _ in range(a.big):
            out.write(rng.randbytes(1 << 20))
    rclone = rclone_environment(a.endpoint)
    seconds, stamp = {}, int(time.time())
    for turn in range(a.rounds + 1):  # the first warms the server and is not counted
        for kind, ws in kinds.items():
            to = "r2://%s/%d-%s-%d" % (a.bucket, stamp, kind, turn)
            ours = [tool, "sync", "--workspace", ws, "--endpoint", a.endpoint, "--to", to, "--json"]
            shutil.rmtree(os.path.join(ws, ".sync"), ignore_errors=True)  # nothing hashed before

            def we():
                took, out = timed(*ours)
                if json.loads(out)["sent"] != (a.files if kind == "many" else 1):
                    sys.exit("FAILED: " + out)
                return took

            def they():
                return timed("rclone", "copy", "--transfers", "4", os.path.join(ws, "archive"),
                             "b:%s/%d-rclone-%s-%d" % (a.bucket, stamp, kind, turn), env=rclone)[0]

            for who, run in ([("datawarp", we), ("rclone", they)] if turn % 2 else [("rclone", they), ("datawarp", we)]):
                took = run()
                if turn:
                    seconds.setdefault((kind, who), []).append(took)
                print(turn, kind, who, "%.2f" % took, flush=True)
            if turn == a.rounds:
                took, out = timed(*ours)
                again = json.loads(out)
                if again["sent"] or again["listings"] != (a.files + 1000) // 1000 and kind == "many":
                    sys.exit("FAILED, a second sync: " + out)
                print(turn, kind, "second sync", "%.2f s, %d listings, %d requests" % (took, again["listings"], again["requests"]))
                took, out = timed(tool, "sync", "verify", "--full", "--workspace", ws, "--endpoint", a.endpoint, "--to", to, "--json")
                print(turn, kind, "every object re-hashed", "%.2f s, %d objects" % (took, json.loads(out)["verified"]))
    for kind in kinds:
        us, them = seconds[kind, "datawarp"], seconds[kind, "rclone"]
        print("%s: datawarp %.2f (%.2f-%.2f), rclone %.2f (%.2f-%.2f), ratio %.2f" % (
            kind, statistics.median(us), min(us), max(us), statistics.median(them), min(them), max(them),
            statistics.median(us) / statistics.median(them)))


if __name__ == "__main__":
    main()
