package org.datawarp.pipeline.workbook.xlsx;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.RecordedCells;
import org.datawarp.pipeline.workbook.XlsxFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class XlsxReaderTest {
  @TempDir Path directory;

  private RecordedCells.Sheet rows(String rows) {
    return XlsxFixture.rows(rows).read(directory).only();
  }

  @Test
  void everyTypeOfCellIsRead() {
    RecordedCells.Sheet sheet =
        XlsxFixture.rows(
                "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2'><v>-1.50</v></c>"
                    + "<c r='C2' t='b'><v>1</v></c><c r='D2' t='b'><v>false</v></c>"
                    + "<c r='E2' t='e'><v>#DIV/0!</v></c><c r='F2' t='str'><f>A1</f><v>x</v></c>"
                    + "<c r='G2' t='inlineStr'><is><t>in</t></is></c><c r='H2' t='d'><v>2024-02-29</v></c>"
                    + "<c r='I2' t='n'><v>1E20</v></c><c r='J2' t='e'><v>#SPILL!</v></c>"
                    + "<c r='K2'><v>NaN</v></c><c r='AA2'><v> 7 </v></c></row>")
            .strings("<si><t>no</t></si><si><t>yes</t></si>")
            .read(directory)
            .only();

    assertThat(sheet.cells.values().stream().map(RecordedCells.Cell::value))
        .containsExactly(
            "yes",
            new BigDecimal("-1.5"),
            true,
            false,
            "#DIV/0!",
            "x",
            "in",
            LocalDate.of(2024, 2, 29),
            1e20,
            "#SPILL!",
            "NaN",
            BigDecimal.valueOf(7));
    assertThat(sheet.style("F2")).isEqualTo(CellSink.FORMULA);
    assertThat(sheet.style("G2")).isZero();
  }

  @Test
  void theCommonSpellingGivesWhatAnyOtherDoes() {
    String common =
        "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45658</v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
            + "<c r=\"C1\" s=\"2\"/><c r=\"D1\"><v>-0.25</v></c><c r=\"E1\" s=\"1\" t=\"n\"><v>45658.5</v></c>"
            + "<c r=\"F1\"><v>12345678901</v></c><c r=\"G1\"><v>NaN</v></c><c r=\"H1\"><v></v></c>"
            + "<c r=\"I1\"><v>1&#50;</v></c><c r=\"ZZ1\"><v>007</v></c></row>";
    String styles =
        "<fills><fill/><fill><patternFill patternType='gray125'/></fill></fills><cellXfs>"
            + "<xf/><xf numFmtId='14'/><xf fillId='1'/></cellXfs>";

    RecordedCells.Sheet first =
        XlsxFixture.rows(common).strings("<si><t>a</t></si>").styles(styles).read(directory).only();
    RecordedCells.Sheet second =
        XlsxFixture.rows(common.replace("<c r=", "<c  r="))
            .strings("<si><t>a</t></si>")
            .styles(styles)
            .read(directory)
            .only();

    assertThat(first.cells).isEqualTo(second.cells).hasSize(9);
    assertThat(first.value("A1")).isEqualTo(LocalDate.of(2025, 1, 1));
    assertThat(first.value("C1")).isEqualTo(RecordedCells.BLANK);
    assertThat(first.value("I1")).isEqualTo(BigDecimal.valueOf(12));
  }

  @Test
  void aLargeSheetIsReadAcrossTheEdgesOfTheBuffer() {
    StringBuilder rows = new StringBuilder();
    for (int row = 1; row <= 20_000; row++) {
      rows.append("<row r=\"" + row + "\"><c r=\"A" + row + "\"><v>" + row + "</v></c>");
      rows.append("<c r=\"B" + row + "\" t=\"str\"><v>é&amp;" + row + "</v></c>");
      rows.append(
          "<c r=\"C"
              + row
              + "\" t=\"inlineStr\"><is><t><![CDATA[<"
              + row
              + ">]]></t></is></c></row>");
    }

    RecordedCells.Sheet sheet = rows(rows.toString());

    assertThat(sheet.cells).hasSize(60_000);
    for (int row = 1; row <= 20_000; row++) {
      assertThat(sheet.value("A" + row)).isEqualTo(BigDecimal.valueOf(row));
      assertThat(sheet.value("B" + row)).isEqualTo("é&" + row);
      assertThat(sheet.value("C" + row)).isEqualTo("<" + row + ">");
    }
  }

  @Test
  void aLongTextIsReadWholeWhateverItHolds() {
    String part = "ab&lt;é\u20ac\ud83d\ude00&#x1F600;\r\n";
    String decoded = "ab<é\u20ac\ud83d\ude00\ud83d\ude00\n";
    for (int shift = 0; shift < 40; shift++) {
      String lead = "x".repeat(shift);
      RecordedCells.Sheet sheet =
          rows(
              "<row><c t='str'><v>"
                  + lead
                  + part.repeat(12_000)
                  + "</v></c><c t='str'><v>"
                  + "<![CDATA["
                  + lead
                  + "é\u20ac]".repeat(30_000)
                  + "]]></v></c></row>");

      assertThat(sheet.value("A1")).isEqualTo(lead + decoded.repeat(12_000));
      assertThat(sheet.value("B1")).isEqualTo(lead + "é\u20ac]".repeat(30_000));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<t>plain</t>|plain",
        "<t xml:space='preserve'> a b </t>|` a b `",
        "<r><rPr><b/></rPr><t>one</t></r><r><t xml:space='preserve'> two</t></r>|one two",
        "<t>kanji</t><rPh sb='0' eb='1'><t>hint</t></rPh><phoneticPr fontId='1'/>|kanji",
        "<t>a_x000D__x000a_b</t>|`a\nb`",
        "<t>_x005F_x000D_</t>|_x000D_",
        "<t>_xD83D__xDE00_</t>|\ud83d\ude00",
        "<t>_xD83D_</t>|\ufffd",
        "<t>_x12_ _xGGGG_ _x</t>|_x12_ _xGGGG_ _x",
        "<t>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</t>|<>&\"'AB",
        "<t>a&#13;&#10;b&#13;c</t>|`a\nb\nc`",
        "<t>a<![CDATA[<&b]]]>c</t>|a<&b]c",
        "<t>a<!-- - no -- - -->b<?pi ? no?>c</t>|abc"
      })
  void aSharedOrInlineTextIsDecoded(String item, String expected) {
    RecordedCells.Sheet sheet =
        XlsxFixture.rows(
                "<row><c t='s'><v>0</v></c><c t='inlineStr'><is>" + item + "</is></c></row>")
            .strings("<si>" + item + "</si>")
            .read(directory)
            .only();

    assertThat(sheet.value("A1")).isEqualTo(expected.replace("\\n", "\n"));
    assertThat(sheet.value("B1")).isEqualTo(sheet.value("A1"));
  }

  @Test
  void missingNumbersOfRowsAndCellsAreCounted() {
    RecordedCells.Sheet sheet =
        rows(
            "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r='C3'><v>3</v></c><c><v>4</v></c></row>"
                + "<row><c r='B7'><v>5</v></c></row><row><c><v>6</v></c></row>");

    assertThat(sheet.cells.keySet()).containsExactly("A1", "B1", "C3", "D3", "B7", "A8");
  }

  @Test
  void aWrongDimensionChangesNothing() {
    RecordedCells.Sheet sheet =
        XlsxFixture.sheet(
                "<dimension ref='A1'/><sheetData><row r='5'><c r='XFD5'><v>1</v></c></row></sheetData>")
            .read(directory)
            .only();

    assertThat(sheet.cells.keySet()).containsExactly("XFD5");
  }

  @Test
  void prefixesAndStrictNamespacesAreRead() {
    XlsxFixture book = XlsxFixture.rows("");
    book.part(
        "xl/worksheets/sheet1.xml",
        "\ufeff<?xml version='1.0' encoding='UTF-8'?>\n<!-- x --><x:worksheet xmlns:x='"
            + XlsxFixture.STRICT
            + "'>\n<x:sheetData>\n<x:row r='1'>\n<x:c r='A1' t='d' >\n<x:v >2024-05-06T00:00:00</x:v >\n"
            + "</x:c>\n<x:c r='B1' t='inlineStr'><x:is><x:t>t</x:t></x:is></x:c></x:row></x:sheetData>"
            + "</x:worksheet>\n");
    book.formats("yyyy\\-mm\\-dd");

    RecordedCells.Sheet sheet = book.read(directory).only();

    assertThat(sheet.value("A1")).hasToString("2024-05-06T00:00");
    assertThat(sheet.value("B1")).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1", "windows-1252"})
  void partsInOtherEncodingsAreRead(String encoding) {
    XlsxFixture book = XlsxFixture.rows("");
    String sheet =
        "<?xml version='1.0' encoding='"
            + encoding
            + "'?>"
            + XlsxFixture.worksheet(
                "<sheetData><row><c t='str'><v>"
                    + "é£".repeat(20_000)
                    + "</v></c></row></sheetData>");
    book.part("xl/worksheets/sheet1.xml", sheet.getBytes(Charset.forName(encoding)));

    assertThat(book.read(directory).only().value("A1")).isEqualTo("é£".repeat(20_000));
  }

  @Test
  void aPairOfSurrogatesAcrossTheEdgeOfADecoderStaysWhole() {
    for (int shift = 0; shift < 2; shift++) {
      String text = "x".repeat(shift) + "\ud83d\ude00".repeat(9000);
      XlsxFixture book = XlsxFixture.rows("");
      String sheet =
          XlsxFixture.worksheet(
              "<sheetData><row><c t='str'><v>" + text + "</v></c></row></sheetData>");
      book.part("xl/worksheets/sheet1.xml", sheet.getBytes(StandardCharsets.UTF_16LE));

      assertThat(book.read(directory).only().value("A1")).isEqualTo(text);
    }
  }

  @Test
  void datesFollowTheFormatAndTheEpoch() {
    String rows =
        "<row><c s='1'><v>45658</v></c><c s='2'><v>0.5</v></c><c s='3'><v>1.25</v></c>"
            + "<c s='4'><v>0.5</v></c><c s='5'><v>9.99</v></c><c s='99'><v>1</v></c><c s=''><v>1</v></c></row>";
    XlsxFixture book = XlsxFixture.rows(rows).formats("14", "h:mm", "[h]:mm", "0%", "[$£-809]0.00");

    RecordedCells.Sheet sheet = book.read(directory).only();
    book.part(
        "xl/workbook.xml",
        XlsxFixture.workbook(
            "<workbookPr date1904='1'/>", "<sheet name='Data' sheetId='1' r:id='r1'/>", ""));
    RecordedCells.Sheet other = book.read(directory).only();

    assertThat(sheet.value("A1")).isEqualTo(LocalDate.of(2025, 1, 1));
    assertThat(other.value("A1")).isEqualTo(LocalDate.of(2029, 1, 2));
    assertThat(sheet.value("B1")).isEqualTo(LocalTime.NOON);
    assertThat(sheet.value("C1")).isEqualTo(new BigDecimal("1.25"));
    assertThat(sheet.style("D1")).isEqualTo(CellSink.PERCENT);
    assertThat(sheet.style("E1")).isEqualTo(CellSink.CURRENCY);
    assertThat(sheet.value("F1")).isEqualTo(BigDecimal.ONE);
    assertThat(sheet.value("G1")).isEqualTo(BigDecimal.ONE);
  }

  @Test
  void stylesBecomeBits() {
    RecordedCells.Sheet sheet =
        XlsxFixture.rows(
                "<row><c s='1'><v>1</v></c><c s='2'><v>1</v></c><c s='3'><v>1</v></c><c s='4'/><c s='5'/>"
                    + "<c s='6'><v>1</v></c><c s='7'/><c s='0'/><c s='1' t='s'><v>0</v></c>"
                    + "<c t='s'><v>1</v></c><c s='8'/></row>")
            .strings(
                "<si><r><rPr><i/></rPr><t>light</t></r><r><rPr><b/></rPr><t> bold</t></r></si>"
                    + "<si><r><rPr><b/></rPr><t>bold</t></r></si>")
            .styles(
                "<fonts><font/><font><b/></font><font><b val='0'/></font></fonts>"
                    + "<fills><fill><patternFill patternType='none'/></fill>"
                    + "<fill><patternFill patternType='solid'><fgColor rgb='FFFFFFFF'/></patternFill></fill>"
                    + "<fill><patternFill patternType='solid'><fgColor theme='4'/></patternFill></fill>"
                    + "<fill><gradientFill/></fill>"
                    + "<fill><patternFill patternType='solid'><fgColor theme='0' tint='-0.2'/></patternFill></fill></fills>"
                    + "<borders><border/><border><left style='thin'/></border><border><bottom style='thin'/></border></borders>"
                    + "<cellStyleXfs><xf fontId='1'/></cellStyleXfs>"
                    + "<cellXfs><xf/><xf fontId='1'/><xf fontId='2' fillId='1'/><xf fillId='2'/>"
                    + "<xf fillId='3'/><xf borderId='2'/><xf><alignment indent='2'/></xf><xf borderId='1'/>"
                    + "<xf fillId='4'/></cellXfs>")
            .read(directory)
            .only();

    assertThat(sheet.style("A1")).isEqualTo(CellSink.BOLD);
    assertThat(sheet.style("B1")).isZero();
    assertThat(sheet.style("C1")).isEqualTo(CellSink.FILLED);
    assertThat(sheet.style("D1")).isEqualTo(CellSink.FILLED);
    assertThat(sheet.style("E1")).isEqualTo(CellSink.BORDERED);
    assertThat(sheet.style("F1")).isEqualTo(CellSink.INDENTED);
    assertThat(sheet.value("G1")).isNull();
    assertThat(sheet.value("H1")).isNull();
    assertThat(sheet.style("I1")).isZero();
    assertThat(sheet.style("J1")).isEqualTo(CellSink.BOLD);
    assertThat(sheet.style("K1")).isEqualTo(CellSink.FILLED);
  }

  @Test
  void mergesTablesNamesFiltersAndHiddenPartsAreTold() {
    RecordedCells.Sheet sheet =
        XlsxFixture.sheet(
                "<cols><col min='2' max='3' hidden='1'/><col min='5' max='5'/></cols><sheetData>"
                    + "<row r='1' hidden='1'><c><v>1</v></c></row><row r='2'><c><v>1</v></c></row></sheetData>"
                    + "<autoFilter ref='A1:B9'><filterColumn colId='0'/></autoFilter>"
                    + "<mergeCells count='9'><mergeCell ref='A1:B2'/><mergeCell ref='$D$4:C3'/></mergeCells>"
                    + "<extLst><ext><x:mergeCell xmlns:x='y' ref='bad'/></ext></extLst>")
            .part(
                "xl/workbook.xml",
                XlsxFixture.workbook(
                    "",
                    "<sheet name=\"It's\" sheetId='1' r:id='r1'/>",
                    "<definedNames><definedName name='_xlnm._FilterDatabase' localSheetId='0' hidden='1'>"
                        + "'It''s'!$A$1:$B$9</definedName>"
                        + "<definedName name='_xlnm.Print_Area' localSheetId='0'>'It''s'!$A$1:$B$2,'It''s'!$D$4</definedName>"
                        + "<definedName name='_xlnm.Print_Titles'>'It''s'!$1:$2</definedName>"
                        + "<definedName name='block'>'IT''S'!$A$3:$C$7</definedName>"
                        + "<definedName name='columns'>'It''s'!$B:$C</definedName>"
                        + "<definedName name='gone'>#REF!</definedName>"
                        + "<definedName name='other'>[1]Sheet!$A$1</definedName>"
                        + "<definedName name='sum'>SUM('It''s'!$A$1:$A$2)</definedName>"
                        + "<definedName name='secret' hidden='1'>'It''s'!$A$1</definedName></definedNames>"))
            .part(
                "xl/worksheets/_rels/sheet1.xml.rels",
                XlsxFixture.relationships(
                    XlsxFixture.relationship("t", "table", "../tables/table1.xml")
                        + XlsxFixture.relationship("u", "table", "/xl/tables/table2.xml")
                        + XlsxFixture.relationship("v", "drawing", "none.xml")))
            .part(
                "xl/tables/table1.xml",
                "<table xmlns='"
                    + XlsxFixture.MAIN
                    + "' ref='A1:C5' name='a' displayName='T1' totalsRowCount='1'/>")
            .part(
                "xl/tables/table2.xml",
                "<table xmlns='"
                    + XlsxFixture.MAIN
                    + "' ref='E1:F5' name='T2' headerRowCount='0'/>")
            .read(directory)
            .only();

    assertThat(sheet.hiddenRows).containsExactly(1L);
    assertThat(sheet.marks)
        .containsExactlyInAnyOrder(
            "HIDDEN B:C",
            "MERGE A1:B2",
            "MERGE C3:D4",
            "FILTER _xlnm._FilterDatabase A1:B9",
            "PRINT_AREA _xlnm.Print_Area A1:B2",
            "PRINT_AREA _xlnm.Print_Area D4:D4",
            "NAME block A3:C7",
            "NAME columns B1:C1048576",
            "TABLE T1 A1:C5 1 1",
            "TABLE T2 E1:F5 0 0");
  }

  @Test
  void tabsKeepTheirOrderStateAndType() {
    XlsxFixture book = XlsxFixture.rows("<row><c><v>1</v></c></row>");
    book.part(
        "xl/workbook.xml",
        XlsxFixture.workbook(
            "",
            "<sheet name='B &amp; C' sheetId='9' state='hidden' r:id='r1'/>"
                + "<sheet name='Chart' sheetId='3' r:id='c'/><sheet name='Macro' sheetId='4' r:id='m'/>"
                + "<sheet name='Deep' sheetId='5' state='veryHidden' r:id='d'/>",
            ""));
    book.part(
        "xl/_rels/workbook.xml.rels",
        XlsxFixture.relationships(
            XlsxFixture.relationship("r1", "worksheet", "/XL/Worksheets/SHEET1.xml")
                + XlsxFixture.relationship("c", "chartsheet", "chartsheets/sheet1.xml")
                + XlsxFixture.relationship("m", "xlMacrosheet", "macro.xml")
                + XlsxFixture.relationship("d", "worksheet", "..\\xl\\.\\other%20sheet.xml")));
    book.part("xl/chartsheets/sheet1.xml", "<chartsheet/>");
    book.part("xl\\Other sheet.xml", XlsxFixture.worksheet("<sheetData/>"));

    RecordedCells cells = book.read(directory);

    assertThat(cells.sheets.stream().map(s -> s.name)).containsExactly("B & C", "Chart", "Deep");
    assertThat(cells.sheet(0).state).isEqualTo(SheetState.HIDDEN);
    assertThat(cells.sheet(0).value("A1")).isEqualTo(BigDecimal.ONE);
    assertThat(cells.sheet(1).type).isEqualTo(CellSink.SheetType.CHART);
    assertThat(cells.sheet(2).state).isEqualTo(SheetState.VERY_HIDDEN);
    assertThat(cells.sheet(2).cells).isEmpty();
  }

  @Test
  void aWorkbookWithoutRelationshipsIsReadByItsUsualNames() {
    RecordedCells.Sheet sheet =
        XlsxFixture.rows("<row><c t='s'><v>0</v></c></row>")
            .strings("<si><t>here</t></si>")
            .without("_rels/.rels")
            .without("xl/_rels/workbook.xml.rels")
            .read(directory)
            .only();

    assertThat(sheet.value("A1")).isEqualTo("here");
  }

  @Test
  void anotherPrefixOfTheRelationshipIdIsUnderstood() {
    XlsxFixture book = XlsxFixture.rows("<row><c><v>1</v></c></row>");
    book.renamed("xl/worksheets/sheet1.xml", "xl/odd.xml");
    book.part(
        "xl/_rels/workbook.xml.rels",
        XlsxFixture.relationships(XlsxFixture.relationship("q", "worksheet", "odd.xml")));
    book.part(
        "xl/workbook.xml",
        "<s:workbook xmlns:s='"
            + XlsxFixture.MAIN
            + "' xmlns:d3p1='"
            + XlsxFixture.OFFICE
            + "'><s:sheets><s:sheet name='D' sheetId='1' d3p1:id='q'/></s:sheets></s:workbook>");

    assertThat(book.read(directory).only().value("A1")).isEqualTo(BigDecimal.ONE);
  }
}
