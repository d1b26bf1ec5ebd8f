package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.xlsx.XlsxReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class XlsxHostileTest {
  private static final ReadLimits SMALL = new ReadLimits(1 << 20, 50, 1000, 5000, 100, 50, 20, 40);

  @TempDir Path directory;

  private void refused(XlsxFixture book, String message) {
    refused(book, ReadLimits.standard(), message);
  }

  private void refused(XlsxFixture book, ReadLimits limits, String message) {
    assertThatThrownBy(() -> book.read(directory, limits))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageStartingWith("book.xlsx: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<row r='2'/><row r='1'/>|sheet 'Data': row 1 comes after row 2",
        "<row r='2'/><row r='2'/>|row 2 comes after row 2",
        "<row r='0'/>|the row after row 0 has a wrong number",
        "<row r='1048577'/>|has a row 1048577 (limit 1048576)",
        "<row r='99999999999'/>|wrong number",
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>|cell A1 comes after B1",
        "<row r='1'><c r='B1'><v>1</v></c><c r='B1'><v>2</v></c></row>|cell B1 comes twice",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>|has a column XFE (limit 16384)",
        "<row r='1'><c r='AAAAAAAAA1'><v>1</v></c></row>|wrong name",
        "<row r='1'><c r='A9'><v>1</v></c></row>|row 1 holds a cell of row 9",
        "<row r='1'><c r='A-1'><v>1</v></c></row>|wrong name",
        "<row r='7'><c r='B7' t='s'><v>3</v></c></row>|sheet 'Data', cell B7: refers to shared string 3, but the file has 1",
        "<row r='7'><c r='B7' t='s'><v>-1</v></c></row>|cell B7: refers to a shared string by a wrong number",
        "<row r='7'><c r='B7' t='s'><v>9999999999</v></c></row>|by a wrong number",
        "<row r='1'><c r='A1' t='zz'><v>1</v></c></row>|has an unknown type, 'zz'",
        "<row r='1'><c r='A1'><v>1</v><v>2</v></c></row>|has two values",
        "<row r='1'><c r='A1' t='str'><v>&foo;</v></c></row>|holds an entity that XML does not know",
        "<row r='1'><c r='A1' t='str'><v>&#0;</v></c></row>|a character that XML forbids",
        "<row r='1'><c r='A1' t='str'><v>&#xD800;</v></c></row>|a character that XML forbids",
        "<row r='1'><c r='A1' t='str'><v>&#xZZ;</v></c></row>|a wrong character reference",
        "<row r='1'><c r='A1'><v>1</c></v></row>|not well-formed",
        "<row r='1'><c r='A1' t=s><v>1</v></c></row>|not well-formed",
        "<row r='1'><c r><v>1</v></c></row>|not well-formed",
        "<row r='1'><c/ ></row>|not well-formed",
        "<row r='1'>< c/></row>|not well-formed",
        "<row r='1'><![INCLUDE[]]></row>|not well-formed",
        "<row r='1'><c r='A1' t='str'><v>a\u0001</v></c></row>|holds a control character"
      })
  void rowsThatBreakTheRulesAreRefused(String rows, String message) {
    refused(XlsxFixture.rows(rows).strings("<si><t>a</t></si>"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels"
      })
  void aDocumentTypeIsRefusedInEveryPart(String part) {
    XlsxFixture book = XlsxFixture.rows("<row/>").strings("").formats("0");
    String bomb =
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
            + new String(book.content(part), StandardCharsets.UTF_8);

    refused(book.part(part, bomb), "the part " + part + " has a document type declaration");
  }

  @ParameterizedTest
  @CsvSource({
    "xl/workbook.xml, <workbook>",
    "xl/worksheets/sheet1.xml, <worksheet>",
    "xl/sharedStrings.xml, <sst>",
    "xl/styles.xml, <styleSheet>",
    "_rels/.rels, <Relationships>"
  })
  void aPartWithAnotherRootIsRefused(String part, String root) {
    XlsxFixture book = XlsxFixture.rows("<row/>").strings("").formats("0");

    refused(book.part(part, "<other/>"), "the part " + part + " does not hold a " + root);
  }

  @Test
  void anEmptyPartIsRefused() {
    refused(XlsxFixture.rows("").part("xl/worksheets/sheet1.xml", "  "), "is empty");
  }

  @Test
  void aPartThatIsNoXmlIsRefused() {
    refused(XlsxFixture.rows("").part("xl/worksheets/sheet1.xml", "a,b,c"), "is not XML");
  }

  @Test
  void aMissingSheetIsRefused() {
    refused(
        XlsxFixture.rows("").without("xl/worksheets/sheet1.xml"),
        "the part of sheet 'Data' is missing");
  }

  @Test
  void aMissingWorkbookIsRefused() {
    refused(XlsxFixture.rows("").without("xl/workbook.xml"), "xl/workbook.xml is missing");
  }

  @Test
  void aWorkbookWithoutSheetsIsRefused() {
    refused(
        XlsxFixture.rows("").part("xl/workbook.xml", XlsxFixture.workbook("", "", "")),
        "has no worksheet");
  }

  @Test
  void aPartThatIsThereTwiceIsRefused() {
    XlsxFixture book = XlsxFixture.rows("");
    book.part("XL/Worksheets/Sheet1.xml", book.content("xl/worksheets/sheet1.xml"));

    refused(book, "the part xl/worksheets/sheet1.xml is in the container twice");
  }

  @Test
  void aLineBreakInASheetNameStaysOutOfTheMessage() {
    XlsxFixture book = XlsxFixture.rows("<row r='0'/>");
    book.part(
        "xl/workbook.xml",
        XlsxFixture.workbook("", "<sheet name='a&#10;b' sheetId='1' r:id='r1'/>", ""));

    refused(book, "sheet 'a b'");
  }

  @Test
  void textThatIsNotInItsEncodingIsRefused() {
    byte[] sheet =
        XlsxFixture.worksheet("<sheetData><row><c t='str'><v>caf\u00e9</v></c></row></sheetData>")
            .getBytes(StandardCharsets.ISO_8859_1);

    refused(XlsxFixture.rows("").part("xl/worksheets/sheet1.xml", sheet), "not in its encoding");
  }

  @Test
  void anUnknownEncodingIsRefused() {
    refused(
        XlsxFixture.rows("")
            .part("xl/worksheets/sheet1.xml", "<?xml version='1.0' encoding='X-9'?><w/>"),
        "in an unknown encoding, X-9");
  }

  @Test
  void deepNestingIsRefused() {
    refused(XlsxFixture.sheet("<a>".repeat(1_000_000)), "nests too deeply (limit 128)");
  }

  @Test
  void aCellOfThreeHundredMegabytesIsRefused() {
    String cell = "x".repeat(3 << 20);
    refused(
        XlsxFixture.rows("<row r='1'><c r='A1' t='str'><v>" + cell),
        "sheet 'Data': the text of a cell is too long (limit 1048576)");
    refused(
        XlsxFixture.rows("<row r='1'><c r='A1' t='inlineStr'><is><t>" + cell),
        "the text of a cell is too long (limit 1048576)");
    refused(XlsxFixture.rows("").strings("<si><t>" + cell), "a shared string is too long");
  }

  @Test
  void aCellOverASmallLimitIsRefused() {
    refused(
        XlsxFixture.rows("<row r='1'><c r='A1' t='str'><v>" + "x".repeat(1001) + "</v></c></row>"),
        SMALL,
        "sheet 'Data', cell A1 is too long (limit 1000)");
  }

  @Test
  void aTagThatNeverEndsIsRefused() {
    refused(XlsxFixture.rows("<row spans='" + "1".repeat(3 << 20)), "has a tag that is too long");
  }

  @Test
  void tooManyAttributesAreRefused() {
    StringBuilder attributes = new StringBuilder("<row");
    for (int i = 0; i < 2000; i++) {
      attributes.append(" a" + i + "='1'");
    }
    refused(XlsxFixture.rows(attributes + "/>"), "has too many attributes (limit 512)");
  }

  @Test
  void whatInflatesTooFarIsRefused() {
    refused(
        XlsxFixture.rows("<row/>" + " ".repeat(2 << 20)),
        SMALL,
        "inflates to too many bytes (limit 1048576)");
  }

  @Test
  void aSheetThatShrinksAThousandTimesIsRead() {
    String row = "<row><c><v>1</v></c><c><v>1</v></c></row>";

    assertThat(XlsxFixture.rows(row.repeat(200_000)).read(directory).only().cells).hasSize(400_000);
  }

  @Test
  void tooManySharedStringsAreRefused() {
    refused(
        XlsxFixture.rows("").strings("<si/>".repeat(2000)),
        SMALL,
        "has too many bytes of shared strings (limit 5000)");
  }

  @Test
  void tooManyMergesNamesAndStylesAreRefused() {
    refused(
        XlsxFixture.sheet("<mergeCells>" + "<mergeCell ref='A1:B1'/>".repeat(41) + "</mergeCells>"),
        SMALL,
        "sheet 'Data' has too many merged ranges (limit 40)");
    refused(
        XlsxFixture.rows("").styles("<cellXfs>" + "<xf/>".repeat(200) + "</cellXfs>"),
        SMALL,
        "has too many styles (limit 40)");
    refused(
        XlsxFixture.rows("")
            .part(
                "xl/workbook.xml",
                XlsxFixture.workbook(
                    "",
                    "<sheet name='Data' sheetId='1' r:id='r1'/>",
                    "<definedNames>"
                        + "<definedName name='n'>Data!$A$1</definedName>".repeat(41)
                        + "</definedNames>")),
        SMALL,
        "has too many defined names (limit 40)");
  }

  @Test
  void tooManyPartsAreRefused() {
    XlsxFixture book = XlsxFixture.rows("");
    for (int i = 0; i < 60; i++) {
      book.part("junk" + i, "");
    }
    refused(book, SMALL, "parts (limit 50)");
  }

  @Test
  void aWrongMergeIsRefused() {
    refused(
        XlsxFixture.sheet("<mergeCells><mergeCell ref='A1:ZZZZ9'/></mergeCells>"),
        "a merged range is none");
  }

  @Test
  void aSheetCutOffAnywhereIsRefused() {
    String whole =
        XlsxFixture.worksheet(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>a&amp;é</v></c><c r=\"B1\"><v>12</v></c>"
                + "<c r=\"C1\" t=\"str\"><v><![CDATA[x]]></v></c></row></sheetData>");
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      refused(
          XlsxFixture.rows("").part("xl/worksheets/sheet1.xml", Arrays.copyOf(bytes, length)),
          "xl/worksheets/sheet1.xml");
    }
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(XlsxFixture.rows("<row/>").write(directory));
    Path cut = directory.resolve("cut.xlsx");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(cut, Arrays.copyOf(whole, length));

      assertThatThrownBy(
              () ->
                  new XlsxReader(ReadLimits.standard())
                      .read(cut, "cut.xlsx", null, new RecordedCells()))
          .isInstanceOf(SourceUnreadableException.class)
          .hasMessageContaining("not a complete ZIP container");
    }
  }

  @Test
  void anyFlippedByteIsReadOrRefusedInOneLine() throws IOException {
    Path file =
        XlsxFixture.rows(
                "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>2</v></c></row>")
            .strings("<si><t>text</t></si>")
            .formats("14")
            .write(directory);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] bad = whole.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      try {
        new XlsxReader(ReadLimits.standard()).read(file, "bad", null, new RecordedCells());
      } catch (SourceUnreadableException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("bad: ").doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void aWrongChecksumIsRefused() throws IOException {
    Path file = XlsxFixture.rows("<row/>").write(directory);
    byte[] bytes = Files.readAllBytes(file);
    int directoryEntry = lastIndexOf(bytes, "xl/worksheets/sheet1.xml") - 46;
    bytes[directoryEntry + 16] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(
            () ->
                new XlsxReader(ReadLimits.standard())
                    .read(file, "book.xlsx", null, new RecordedCells()))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("book.xlsx: the part xl/worksheets/sheet1.xml does not match its checksum");
  }

  private static int lastIndexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
