#!/usr/bin/env python3
"""Makes the benchmarks' files: ROWS x 12 CSV and 200,000 x 20 XLSX, the same bytes for the same arguments.

  make_files.py FOLDER [--csv-rows 1000000] [--xlsx-rows 200000]

Python standard library only; the workbook is written as plain XML parts.
"""
import argparse, datetime, os, random, zipfile


def csv(path, rows):
    rng = random.Random(17)
    days = [(datetime.date(2025, 1, 1) + datetime.timedelta(n)).isoformat() for n in range(365)]
    orgs = ["R%02d" % n for n in range(100)]
    names = ["Trust number %d, England" % n for n in range(100)]
    with open(path, "w", newline="") as out:
        out.write("Date,Org code,Org name,Region,Age band,Attendances,Admissions,Waiting over 4 hours,"
                  "Rate,Cost (GBP),Code,Complete\n")
        for n in range(rows):
            o = rng.randrange(100)
            a = rng.randrange(100000)
            out.write('%s,%s,"%s",%s,%d-%d,%d,%d,%d,%.2f,%.3f,%05d,%s\n' % (
                days[n % 365], orgs[o], names[o], "Y%02d" % (o % 7 + 56), o // 10 * 10, o // 10 * 10 + 9,
                a, a // 7, a % 131, a / 1000.0, a * 1.117, n % 90000, "TRUE" if a % 2 else "FALSE"))


def column(n):
    text = ""
    n += 1
    while n:
        n, r = divmod(n - 1, 26)
        text = chr(65 + r) + text
    return text


def xlsx(path, rows, columns=20):
    rng = random.Random(18)
    letters = [column(c) for c in range(columns)]
    strings = ["Organisation %d" % n for n in range(500)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
        z.writestr("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>')
        z.writestr("_rels/.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>')
        z.writestr("xl/styles.xml", '<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')
        headers = ["Date", "Organisation"] + ["Measure %d" % n for n in range(1, columns - 1)]
        z.writestr("xl/sharedStrings.xml", '<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + "".join("<si><t>%s</t></si>" % s for s in strings + headers) + "</sst>")
        with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            sheet.write(('<row r="1">' + "".join('<c r="%s1" t="s"><v>%d</v></c>' % (letters[c], len(strings) + c) for c in range(columns)) + "</row>").encode())
            for n in range(2, rows + 2):
                cells = ['<c r="A%d" s="1"><v>%d</v></c><c r="B%d" t="s"><v>%d</v></c>' % (n, 45000 + n % 365, n, rng.randrange(500))]
                for c in range(2, columns):
                    value = rng.randrange(100000)
                    cells.append('<c r="%s%d"><v>%s</v></c>' % (letters[c], n, value if c % 3 else repr(value / 100)))
                sheet.write(('<row r="%d">' % n + "".join(cells) + "</row>").encode())
            sheet.write(b"</sheetData></worksheet>")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--csv-rows", type=int, default=1000000)
    p.add_argument("--xlsx-rows", type=int, default=200000)
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    csv(os.path.join(a.folder, "rows_2025.csv"), a.csv_rows)
    if a.xlsx_rows:
        xlsx(os.path.join(a.folder, "cells_2025.xlsx"), a.xlsx_rows)


if __name__ == "__main__":
    main()
