package org.datawarp.pipeline.workbook.ods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.RecordedCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OdsReaderTest {
  private static final String NAMESPACES =
      " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
          + " xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
          + " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
          + " xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
          + " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
          + " xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'"
          + " xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0'";

  @TempDir Path folder;
  private String styles = "";
  private String commonStyles = "";
  private String behindSheets = "";
  private String prolog = "";
  private String manifest = "<manifest/>";

  @Test
  void everyKindOfValueComesThrough() {
    RecordedCells.Sheet sheet =
        rows(
            "<table:table-row>"
                + typed("float", "office:value='12.50'", "12.5")
                + typed("percentage", "office:value='0.1'", "10%")
                + typed("currency", "office:value='1E3'", "£1,000")
                + typed("date", "office:date-value='2025-08-01'", "1 Aug")
                + typed("date", "office:date-value='2025-08-01T12:30:00.5'", "x")
                + typed("date", "office:date-value='2025-08-01T00:00:00'", "x")
                + typed("time", "office:time-value='PT06H30M00S'", "6:30")
                + typed("time", "office:time-value='PT36H00M00S'", "36:00")
                + typed("boolean", "office:boolean-value='true'", "TRUE")
                + typed("string", "", "text")
                + typed("string", "office:string-value='attribute'", "")
                + typed("date", "office:date-value='not a date'", "as shown")
                + typed("float", "office:value='1e400'", "as shown")
                + "<table:table-cell><text:p>untyped</text:p></table:table-cell>"
                + typed("float", "table:formula='of:=1+1' office:value='2'", "2")
                + typed("string", "calcext:value-type='error'", "#DIV/0!")
                + typed("float", "office:value='1e300'", "x")
                + "</table:table-row>");

    assertThat(sheet.value("A1")).isEqualTo(new BigDecimal("12.5"));
    assertThat(sheet.value("B1")).isEqualTo(new BigDecimal("0.1"));
    assertThat(sheet.style("B1")).isEqualTo(CellSink.PERCENT);
    assertThat(sheet.value("C1")).isEqualTo(BigDecimal.valueOf(1000));
    assertThat(sheet.style("C1")).isEqualTo(CellSink.CURRENCY);
    assertThat(sheet.value("D1")).isEqualTo(LocalDate.of(2025, 8, 1));
    assertThat(sheet.value("E1")).isEqualTo(LocalDateTime.of(2025, 8, 1, 12, 30, 0, 500_000_000));
    assertThat(sheet.value("F1")).isEqualTo(LocalDate.of(2025, 8, 1));
    assertThat(sheet.value("G1")).isEqualTo(LocalTime.of(6, 30));
    assertThat(sheet.value("H1")).isEqualTo(new BigDecimal("1.5"));
    assertThat(sheet.value("I1")).isEqualTo(true);
    assertThat(sheet.value("J1")).isEqualTo("text");
    assertThat(sheet.value("K1")).isEqualTo("attribute");
    assertThat(sheet.value("L1")).isEqualTo("as shown");
    assertThat(sheet.value("M1")).isEqualTo("as shown");
    assertThat(sheet.value("N1")).isEqualTo("untyped");
    assertThat(sheet.style("O1")).isEqualTo(CellSink.FORMULA);
    assertThat(sheet.value("P1")).isEqualTo("#DIV/0!");
    assertThat(sheet.value("Q1")).isEqualTo(1e300);
  }

  @Test
  void textIsWhatAReaderSees() {
    RecordedCells.Sheet sheet =
        rows(
            "<table:table-row>"
                + cell("<text:p>one</text:p><text:p>two</text:p>")
                + cell(
                    "<text:p>  a \n  b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e </text:p>")
                + cell("<text:p>bold <text:span>and</text:span> <text:a>link</text:a></text:p>")
                + cell(
                    "<office:annotation><text:p>comment</text:p></office:annotation>"
                        + "<text:p>cell</text:p><draw:frame><text:p>box</text:p></draw:frame>")
                + cell("<text:p>a<text:note><text:p>foot</text:p></text:note>b</text:p>")
                + cell("<text:list><text:list-item><text:p>x</text:p></text:list-item></text:list>")
                + cell("<text:p>&amp;&#x1F600;</text:p>")
                + "</table:table-row>");

    assertThat(sheet.value("A1")).isEqualTo("one\ntwo");
    assertThat(sheet.value("B1")).isEqualTo("a b   c\td\ne");
    assertThat(sheet.value("C1")).isEqualTo("bold and link");
    assertThat(sheet.value("D1")).isEqualTo("cell");
    assertThat(sheet.value("E1")).isEqualTo("ab");
    assertThat(sheet.value("F1")).isEqualTo("x");
    assertThat(sheet.value("G1")).isEqualTo("&😀");
  }

  @Test
  void repeatedCellsAndRowsAreThereAsOftenAsTheySay() {
    RecordedCells.Sheet sheet =
        rows(
            "<table:table-row table:number-rows-repeated='2'>"
                + "<table:table-cell table:number-columns-repeated='2'/>"
                + "<table:table-cell table:number-columns-repeated='3' office:value-type='float'"
                + " office:value='7'/></table:table-row>"
                + "<table:table-row table:number-rows-repeated='5'><table:table-cell"
                + " table:number-columns-repeated='1024'/></table:table-row>"
                + "<table:table-row>"
                + cell("<text:p>end</text:p>")
                + "</table:table-row>"
                + "<table:table-row table:number-rows-repeated='99999999999'><table:table-cell"
                + " table:number-columns-repeated='99999999999'/></table:table-row>");

    assertThat(sheet.cells.keySet()).containsExactly("C1", "D1", "E1", "C2", "D2", "E2", "A8");
  }

  @Test
  void paintToTheEndOfTheSheetDoesNotExpand() {
    styles = style("paint", "<style:table-cell-properties fo:background-color='#ff0000'/>");

    RecordedCells.Sheet sheet =
        rows(
            "<table:table-row table:number-rows-repeated='1048000'>"
                + "<table:table-cell table:style-name='paint' table:number-columns-repeated='3'/>"
                + "<table:table-cell table:style-name='paint'"
                + " table:number-columns-repeated='16000'/></table:table-row>");

    assertThat(sheet.cells).hasSize(48);
    assertThat(sheet.value("A1")).isEqualTo(RecordedCells.BLANK);
  }

  @Test
  void valuesThatRepeatWithoutEndAreRefused() {
    String cell =
        "<table:table-cell table:number-columns-repeated='16000' office:value-type='float'"
            + " office:value='7'/>";

    assertThatThrownBy(
            () ->
                rows(
                    "<table:table-row table:number-rows-repeated='1000000'>"
                        + cell
                        + "</table:table-row>"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageMatching(
            "data.ods holds more than 2000\\d{4} cells in \\d{3,4} bytes of content");
    assertThatThrownBy(
            () ->
                rows(
                    "<table:table-row table:number-rows-repeated='2000000'>"
                        + typed("float", "office:value='1'", "1")
                        + "</table:table-row>"))
        .hasMessage("data.ods has more than 1048576 rows");
    assertThatThrownBy(() -> rows("<table:table-row>" + cell + cell + "</table:table-row>"))
        .hasMessage("data.ods has more than 16384 columns in row 1");
  }

  @Test
  void stylesComeFromTheCellTheRowOrTheColumnAndTheirParents() {
    commonStyles =
        style("Heading", "<style:text-properties fo:font-weight='bold'/>")
            + style("Framed", "<style:table-cell-properties fo:border='1pt solid #000'/>");
    styles =
        "<style:style style:name='ce1' style:family='table-cell'"
            + " style:parent-style-name='Heading'><style:table-cell-properties"
            + " fo:background-color='#eeeeee'/></style:style>"
            + "<style:style style:name='ce2' style:family='table-cell'"
            + " style:parent-style-name='ce1'><style:text-properties fo:font-weight='normal'/>"
            + "</style:style>"
            + style("in", "<style:paragraph-properties fo:margin-left='0.5cm'/>")
            + style("flat", "<style:paragraph-properties fo:margin-left='0cm'/>")
            + style("white", "<style:table-cell-properties fo:background-color='#FFFFFF'/>");

    RecordedCells.Sheet sheet =
        rows(
            "<table:table-column table:default-cell-style-name='in'/>"
                + "<table:table-column table:number-columns-repeated='5'"
                + " table:default-cell-style-name='Framed'/>"
                + "<table:table-row>"
                + cell("<text:p>a</text:p>")
                + cell("<text:p>b</text:p>")
                + cell("<text:p>c</text:p>").replace("cell ", "cell table:style-name='ce1' ")
                + cell("<text:p>d</text:p>").replace("cell ", "cell table:style-name='ce2' ")
                + cell("<text:p>e</text:p>").replace("cell ", "cell table:style-name='white' ")
                + cell("<text:p>f</text:p>").replace("cell ", "cell table:style-name='flat' ")
                + "</table:table-row>"
                + "<table:table-row table:default-cell-style-name='Heading'>"
                + cell("<text:p>a</text:p>")
                + "</table:table-row>");

    assertThat(sheet.style("A1")).isEqualTo(CellSink.INDENTED);
    assertThat(sheet.style("B1")).isEqualTo(CellSink.BORDERED);
    assertThat(sheet.style("C1")).isEqualTo(CellSink.BOLD | CellSink.FILLED);
    assertThat(sheet.style("D1")).isEqualTo(CellSink.FILLED);
    assertThat(sheet.style("E1")).isZero();
    assertThat(sheet.style("F1")).isZero();
    assertThat(sheet.style("A2")).isEqualTo(CellSink.BOLD);
  }

  @Test
  void mergesHideWhatTheyCover() {
    RecordedCells.Sheet sheet =
        rows(
            "<table:table-row>"
                + "<table:table-cell table:number-columns-spanned='2'"
                + " table:number-rows-spanned='2'><text:p>top</text:p></table:table-cell>"
                + "<table:covered-table-cell><text:p>covered</text:p></table:covered-table-cell>"
                + cell("<text:p>next</text:p>")
                + "</table:table-row>");

    assertThat(sheet.cells.keySet()).containsExactly("A1", "C1");
    assertThat(sheet.marks).containsExactly("MERGE A1:B2");
  }

  @Test
  void hiddenPartsAreTold() {
    styles =
        "<style:style style:name='ta1' style:family='table'>"
            + "<style:table-properties table:display='false'/></style:style>";
    String row = "<table:table-row%s>" + cell("<text:p>x</text:p>") + "</table:table-row>";

    RecordedCells cells =
        read(
            "<table:table table:name='A'>"
                + "<table:table-column table:number-columns-repeated='2'/>"
                + "<table:table-column table:number-columns-repeated='3'"
                + " table:visibility='collapse'/>"
                + "<table:table-row-group><table:table-header-rows>"
                + String.format(row, "")
                + "</table:table-header-rows>"
                + String.format(row, " table:visibility='filter'")
                + "</table:table-row-group></table:table>"
                + "<table:table table:name='B' table:style-name='ta1'/>");

    assertThat(cells.sheet(0).marks).containsExactly("HIDDEN C:E");
    assertThat(cells.sheet(0).hiddenRows).containsExactly(2L);
    assertThat(cells.sheet(0).state).isEqualTo(SheetState.VISIBLE);
    assertThat(cells.sheet(1).state).isEqualTo(SheetState.HIDDEN);
    assertThat(cells.sheet(1).name).isEqualTo("B");
  }

  @Test
  void rangesBehindTheSheetsBelongToTheirSheet() {
    behindSheets =
        "<table:named-expressions><table:named-range table:name='values'"
            + " table:cell-range-address=\"$'It''s A'.$A$1:.$C$10\"/>"
            + "<table:named-expression table:name='f' table:expression='1'/>"
            + "</table:named-expressions><table:database-ranges>"
            + "<table:database-range table:name='Data'"
            + " table:target-range-address=\"'It''s A'.A2:'It''s A'.AA5\"/>"
            + "<table:database-range table:name='__Anonymous_Sheet_DB__0'"
            + " table:display-filter-buttons='true' table:target-range-address='B.A1:B.B9'/>"
            + "<table:database-range table:name='broken' table:target-range-address='#REF!'/>"
            + "</table:database-ranges>";

    RecordedCells cells =
        read(
            "<table:table table:name=\"It's A\" table:print-ranges=\"'It''s A'.A1:'It''s A'.B2\"/>"
                + "<table:table table:name='B'><table:named-expressions><table:named-range"
                + " table:name='local' table:cell-range-address='$B.$A$1'/>"
                + "</table:named-expressions></table:table>");

    assertThat(cells.sheet(0).marks)
        .containsExactly(
            "NAME values A1:C10", "TABLE Data A2:AA5 1 0", "PRINT_AREA print area A1:B2");
    assertThat(cells.sheet(1).marks).containsExactly("NAME local A1:A1", "FILTER filter A1:B9");
  }

  @Test
  void anEncryptedFileIsRefused() {
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>";

    assertThatThrownBy(() -> rows(""))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.ods is encrypted with a password");
  }

  @Test
  void entitiesAreRefused() {
    prolog = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/hostname'>]>";

    assertThatThrownBy(() -> rows("<table:table-row>" + cell("<text:p>&b;</text:p>")))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.ods holds a DTD or an entity, which no spreadsheet needs");
  }

  @Test
  void brokenXmlIsRefused() {
    assertThatThrownBy(() -> rows("<table:table-row><table:table-cell></table:table-row>"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageStartingWith("data.ods is damaged: its XML cannot be read")
        .hasMessageNotContaining("\n");
  }

  @Test
  void deepNestingAndEndlessTextAreRefused() {
    assertThatThrownBy(() -> rows("<table:table-row-group>".repeat(200)))
        .hasMessage("data.ods nests XML elements more than 128 deep");
    assertThatThrownBy(
            () ->
                rows(
                    "<table:table-row>"
                        + cell("<text:p>" + "x".repeat(2 << 20) + "</text:p>")
                        + "</table:table-row>"))
        .hasMessage("data.ods holds a cell of more than 1048576 bytes of text");
    assertThatThrownBy(
            () -> rows("<table:table-row x='" + "x".repeat(17 << 20) + "'></table:table-row>"))
        .hasMessageStartingWith("data.ods holds one XML tag or text of more than");
  }

  @Test
  void aFileWithoutContentIsRefused() throws IOException {
    Path file = folder.resolve("data.ods");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("mimetype"));
    }

    assertThatThrownBy(() -> readFile(file))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("data.ods is damaged: its part content.xml is missing");
    assertThatThrownBy(() -> read("")).hasMessage("data.ods is damaged: it holds no sheets");
  }

  private static String style(String name, String properties) {
    return "<style:style style:name='"
        + name
        + "' style:family='table-cell'>"
        + properties
        + "</style:style>";
  }

  private static String cell(String blocks) {
    return "<table:table-cell office:value-type='string'>" + blocks + "</table:table-cell>";
  }

  private static String typed(String type, String attributes, String shown) {
    String text = shown.isEmpty() ? "" : "<text:p>" + shown + "</text:p>";
    return "<table:table-cell office:value-type='"
        + type
        + "' "
        + attributes
        + ">"
        + text
        + "</table:table-cell>";
  }

  private RecordedCells.Sheet rows(String rows) {
    return read("<table:table table:name='One'>" + rows + "</table:table>").only();
  }

  private RecordedCells read(String tables) {
    Path file = folder.resolve("data.ods");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "mimetype", "application/vnd.oasis.opendocument.spreadsheet");
      put(zip, "META-INF/manifest.xml", manifest);
      put(
          zip,
          "styles.xml",
          "<office:document-styles"
              + NAMESPACES
              + "><office:styles>"
              + commonStyles
              + "</office:styles></office:document-styles>");
      put(
          zip,
          "content.xml",
          "<?xml version='1.0' encoding='UTF-8'?>"
              + prolog
              + "<office:document-content"
              + NAMESPACES
              + "><office:automatic-styles>"
              + styles
              + "</office:automatic-styles><office:body><office:spreadsheet>"
              + tables
              + behindSheets
              + "</office:spreadsheet></office:body></office:document-content>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return readFile(file);
  }

  private static RecordedCells readFile(Path file) {
    RecordedCells cells = new RecordedCells();
    new OdsReader(ReadLimits.standard()).read(file, "data.ods", null, cells);
    return cells;
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
