package org.datawarp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.datawarp.cli.Console;
import org.datawarp.cli.RootCommand;
import org.datawarp.model.VisibleText;
import org.datawarp.testing.GoldenFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and cells that would act on a terminal or in a page are shown and do nothing. */
class HostileTextTest {
  private static final String ESCAPE = "\u001b[31m";
  private static final String TURN = "\u202e";
  private static final String C1 = "\u009b2J";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeWorkbooks() throws IOException {
    file = folder.resolve("hostile.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      part(
          zip,
          "evil" + TURN + ".csv",
          "\"Reg"
              + C1
              + "ion\",\"Pat"
              + TURN
              + "ients\",<script>alert(1)</script>\n"
              + "North,1,2\nSo"
              + C1
              + "uth,\u009bc,3\n\u2067East,4,5\n");
      part(zip, "book.xlsx", new String(workbook(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void inspectShowsThemOnTheTerminal() {
    Shown shown = run("inspect", file.toString());

    assertThat(shown.status()).as(shown.err()).isZero();
    GoldenFile.check("hostile.txt", shown.out().replace(folder.toString(), "FOLDER"));
    assertHarmless(shown);
  }

  @Test
  void inspectShowsThemAsJson() {
    Shown shown = run("inspect", file.toString(), "--json");

    assertThat(shown.out()).contains("\\u202e", "\\u009b2J");
    assertHarmless(shown);
  }

  @Test
  void inspectDrawsThemInAPage() throws IOException {
    Path page = folder.resolve("page.html");
    run("inspect", file.toString(), "--html", page.toString());

    String html = Files.readString(page);
    assertThat(html).contains("\\u202e", "&lt;script&gt;alert(1)").doesNotContain("<script");
    assertThat(html.chars().filter(c -> c != '\n' && VisibleText.isHidden((char) c))).isEmpty();
  }

  @Test
  void failuresShowThem() {
    Path missing = folder.resolve("no" + ESCAPE + TURN + ".csv");

    Shown shown = run(true, "inspect", missing.toString());

    assertThat(shown.status()).isNotZero();
    assertThat(shown.err()).startsWith("\u001b[31merror: \u001b[0mno such file: ");
    assertThat(shown.err().lines().findFirst().orElse("")).endsWith("/no\\x1b[31m\\u202e.csv");
  }

  private static void assertHarmless(Shown shown) {
    String own = shown.out() + shown.err();
    assertThat(own.chars().filter(c -> c != '\n' && VisibleText.isHidden((char) c))).isEmpty();
  }

  private record Shown(int status, String out, String err) {}

  private Shown run(String... arguments) {
    return run(false, arguments);
  }

  private Shown run(boolean colour, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, colour);
    int status =
        RootCommand.execute(
            "datawarp 1.2.3", options -> new Application(options, Map.of()), console, arguments);
    return new Shown(status, out.toString(), err.toString());
  }

  private static byte[] workbook() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      part(
          zip,
          "[Content_Types].xml",
          "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
              + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
              + "</Types>");
      part(
          zip,
          "_rels/.rels",
          "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
      part(
          zip,
          "xl/workbook.xml",
          "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"She"
              + TURN
              + "et"
              + C1
              + "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
      part(
          zip,
          "xl/_rels/workbook.xml.rels",
          "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
      part(
          zip,
          "xl/worksheets/sheet1.xml",
          "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
              + row(1, "Title _x001B_[2J and " + TURN + "back", "")
              + row(2, "Trust_x001B_]0;owned_x0007_", "Waiting" + C1)
              + row(3, "A", "1")
              + row(4, "B", "_x001B_c")
              + row(5, "C", "3")
              + "</sheetData></worksheet>");
    }
    return bytes.toByteArray();
  }

  private static String row(int number, String first, String second) {
    return "<row r=\""
        + number
        + "\">"
        + cell("A" + number, first)
        + (second.isEmpty() ? "" : cell("B" + number, second))
        + "</row>";
  }

  private static String cell(String place, String text) {
    return text.matches("\\d+")
        ? "<c r=\"" + place + "\"><v>" + text + "</v></c>"
        : "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
  }

  private static void part(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(
        name.endsWith(".xlsx")
            ? content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)
            : content.getBytes(UTF_8));
    zip.closeEntry();
  }
}
