#!/usr/bin/env python3
"""Writes files that claim far more than they hold, reads them, and tells what that cost.

  bombs.py FOLDER [--command ./target/datawarp] [--heap 512m] [--only NAME]

For each file: seconds, the exit code, the greatest resident set, the greatest size of the temporary
folder (files without a name, which only the process sees, included), and what is left in it. Then a ZIP
is stopped while its member is unpacked, by SIGTERM and by SIGKILL. Prints a table; ends with 1 if the
temporary folder reached 1 GB, or anything is left.
"""
import argparse, http.server, os, shutil, signal, subprocess, sys, threading, time, zipfile

MIB = 1 << 20
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">%s</table:table></office:spreadsheet></office:body>'
    '</office:document-content>')
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def ods(path, rows, columns, text):
    row = ('<table:table-row table:number-rows-repeated="%d"><table:table-cell office:value-type="string" '
           'table:number-columns-repeated="%d"><text:p>%s</text:p></table:table-cell></table:table-row>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", CONTENT % (row % (rows, columns, text)), zipfile.ZIP_DEFLATED)


def xlsx(path, rows, strings):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        out.writestr("[Content_Types].xml", (
            '<Types xmlns="%scontent-types"><Default Extension="xml" ContentType="application/vnd.openxml'
            'formats-officedocument.spreadsheetml.sheet.main+xml"/><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/></Types>') % package)
        out.writestr("_rels/.rels", (
            '<Relationships xmlns="%srelationships"><Relationship Id="r" Type="%s/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>') % (package, rel))
        out.writestr("xl/workbook.xml", (
            '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
            '</workbook>') % (main, rel))
        out.writestr("xl/_rels/workbook.xml.rels", (
            '<Relationships xmlns="%srelationships"><Relationship Id="a" Type="%s/worksheet" '
            'Target="worksheets/s.xml"/><Relationship Id="b" Type="%s/sharedStrings" Target="strings.xml"/>'
            '</Relationships>') % (package, rel, rel))
        out.writestr("xl/strings.xml", '<sst xmlns="%s">%s</sst>' % (
            main, "".join("<si><t>%s</t></si>" % text for text in strings)))
        with out.open("xl/worksheets/s.xml", "w") as sheet:
            sheet.write(SHEET.encode())
            for first in range(1, rows + 1, 4096):
                sheet.write("".join(
                    '<row r="%d"><c t="s"><v>%d</v></c></row>' % (r, r % len(strings))
                    for r in range(first, min(first + 4096, rows + 1))).encode())
            sheet.write(b"</sheetData></worksheet>")


def zipped(path, members, member_bytes, line):
    block = line * (MIB // len(line))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for n in range(members):
            with out.open("data-%d.csv" % n, "w", force_zip64=True) as member:
                for _ in range(member_bytes // len(block)):
                    member.write(block)


def text(path, content):
    with open(path, "w") as out:
        out.write(content)


def files(folder):
    at = lambda name: os.path.join(folder, name)
    links = "".join('<a href="file-%d.csv">file-%d.csv</a>\n' % (n, n) for n in range(4000))
    return [
        ("ods-843-bytes", at("bomb.ods"), lambda p: ods(p, 1048576, 190, "x" * 40)),
        ("ods-long-text", at("long.ods"), lambda p: ods(p, 1048576, 190, "x" * 100000)),
        ("ods-wide-row", at("wide.ods"), lambda p: ods(p, 1, 16384, "x" * 1000000)),
        ("xlsx-one-string", at("one.xlsx"), lambda p: xlsx(p, 1048576, ["y" * 6100])),
        ("xlsx-two-strings", at("two.xlsx"), lambda p: xlsx(p, 1048576, ["y" * 6100, "z" * 6100])),
        ("zip-one-char", at("zeros.zip"), lambda p: zipped(p, 1, 6 << 30, b"0")),
        ("zip-one-line", at("lines.zip"), lambda p: zipped(p, 1, 6 << 30, b"1,22,333\n")),
        ("zip-members", at("members.zip"), lambda p: zipped(p, 12, 512 * MIB, b"1,22,333\n4,5,6\n")),
        ("csv-wide-1m", at("wide1m.csv"), lambda p: text(p, ",".join("c%d" % n for n in range(1000000)) + "\n")),
        ("page-4000-links", at("links.html"), lambda p: text(p, "<html><title>Index</title>" + links)),
        ("page-published", at("published.html"),
         lambda p: text(p, "<html><title>x</title><p>" + "published" * 20000 + "<a href='a.csv'>a</a>")),
    ]


class Disposition(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Disposition", 'attachment; filename="' + "a\\b" * 10000 + '.csv"')
        self.end_headers()
        self.wfile.write(b"a,b\n1,2\n3,4\n")

    def do_HEAD(self):
        self.do_GET()

    def log_message(self, *arguments):
        pass


def used(folder, pid):
    """The bytes on disk below a folder, and those of files that only the process still sees."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
            except OSError:
                pass
    try:
        for fd in os.listdir("/proc/%d/fd" % pid):
            link = "/proc/%d/fd/%s" % (pid, fd)
            try:
                if os.readlink(link).startswith(folder) and os.readlink(link).endswith("(deleted)"):
                    total += os.stat(link).st_blocks * 512
            except OSError:
                pass
    except OSError:
        pass
    return total


def resident(pid):
    try:
        for line in open("/proc/%d/status" % pid):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return 0


def run(command, temporary, limit=900, stop=None):
    """Runs to the end, or until stop(bytes in the folder) gives a signal."""
    start = time.time()
    err = open(os.path.join(os.path.dirname(temporary), "err"), "w+")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err)
    memory = disk = 0
    sent = False
    while process.poll() is None:
        now = used(temporary, process.pid)
        memory, disk = max(memory, resident(process.pid)), max(disk, now)
        if stop and not sent and now > 100 * MIB:
            process.send_signal(stop)
            sent = True
        if time.time() - start > limit:
            process.kill()
        time.sleep(0.01)
    err.seek(0)
    return time.time() - start, process.returncode, memory, disk, (err.readline() or "").strip()[:110]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--command", default="target/datawarp.jar")
    options.add_argument("--heap", default="512m")
    options.add_argument("--only", default="")
    options.add_argument("--write", action="store_true", help="write the files and stop")
    chosen = options.parse_args()
    folder = os.path.abspath(chosen.folder)
    temporary = os.path.join(folder, "tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    os.makedirs(temporary)
    java = ["java", "-Xmx" + chosen.heap, "-XX:+UseSerialGC", "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary, "-jar", os.path.abspath(chosen.command)]
    print("| file | bytes | seconds | exit | memory MB | temporary MB | left | says |")
    print("|---|---|---|---|---|---|---|---|")
    bad = []

    def row(name, size, result):
        left = len(os.listdir(temporary))
        seconds, code, memory, disk, says = result
        print("| %s | %s | %.1f | %d | %d | %.1f | %d | %s |" % (
            name, size, seconds, code, memory >> 20, disk / MIB, left, says), flush=True)
        if disk > 1 << 30 or left:
            bad.append(name)
        return left

    for name, path, make in files(folder):
        if chosen.only not in name:
            continue
        if not os.path.exists(path):
            make(path)
        if chosen.write:
            continue
        command = ["inspect", path]
        if path.endswith(".html"):
            command = ["extract", path, "--dry-run", "--workspace", os.path.join(folder, "nowhere")]
        row(name, os.path.getsize(path), run(java + command, temporary))
        if os.path.getsize(path) > 100 * MIB:
            os.remove(path)
    if chosen.write:
        return
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Disposition)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d/get" % server.server_port
    if chosen.only in "content-disposition":
        workspace = os.path.join(folder, "workspace")
        row("content-disposition", "-", run(java + ["extract", url, "--dry-run", "--workspace", workspace], temporary))
    packed = os.path.join(folder, "zeros.zip")
    if os.path.exists(packed) and chosen.only in "signals":
        row("SIGTERM", "-", run(java + ["inspect", packed], temporary, stop=signal.SIGTERM))
        killed = run(java + ["inspect", packed], temporary, stop=signal.SIGKILL)
        print("| SIGKILL leaves %d folder(s) |" % len(os.listdir(temporary)), end=" ")
        small = os.path.join(folder, "small.csv")
        text(small, "a,b\n1,2\n3,4\n")
        print("after %.1f s" % killed[0])
        row("the next start", os.path.getsize(small), run(java + ["inspect", small], temporary))
    if bad:
        sys.exit("FAILED: " + ", ".join(bad))


if __name__ == "__main__":
    main()
