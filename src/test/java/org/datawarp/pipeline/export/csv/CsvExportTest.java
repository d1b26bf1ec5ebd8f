package org.datawarp.pipeline.export.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.CsvOption;
import org.datawarp.pipeline.export.GivenRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExportTest {
  private static final List<StoredColumn> COLUMNS =
      List.of(
          StoredColumn.of("a,b", ColumnType.TEXT),
          StoredColumn.of("n", ColumnType.NUMERIC),
          StoredColumn.of("d", ColumnType.DATE),
          StoredColumn.of("t", ColumnType.TIMESTAMP));

  @TempDir Path folder;

  @Test
  void textsAreQuotedWhereTheyMustBeAndNullDiffersFromEmpty() throws IOException {
    Path file = folder.resolve("rows.csv");
    List<List<Object>> rows =
        List.of(
            Arrays.asList("say \"hi\", é\nthere", new BigDecimal("1.50"), null, null),
            Arrays.asList("", null, LocalDate.of(2025, 8, 1), LocalDateTime.of(2025, 8, 1, 9, 30)),
            Arrays.asList(null, new BigDecimal("-0.001"), null, null));

    long count = CsvExport.write(List.of("a,b", "n", "d", "t"), new GivenRows(COLUMNS, rows), file);

    assertThat(count).isEqualTo(3);
    assertThat(Files.readString(file))
        .isEqualTo(
            "\"a,b\",n,d,t\r\n"
                + "\"say \"\"hi\"\", é\nthere\",1.5,,\r\n"
                + "\"\",,2025-08-01,2025-08-01 09:30:00\r\n"
                + ",-0.001,,\r\n");
  }

  @Test
  void formulasAreEscapedForThoseWhoAskAndElseStayAsTheyAre() throws IOException {
    List<String> texts =
        List.of("=1+1", "+44", "-", "@x", "\t=1", "\r=1", "  =1", "a=1", "", "'=1");
    List<StoredColumn> columns =
        List.of(
            StoredColumn.of("=name", ColumnType.TEXT), StoredColumn.of("n", ColumnType.NUMERIC));
    List<List<Object>> rows =
        texts.stream().map(text -> Arrays.<Object>asList(text, new BigDecimal("-1"))).toList();
    Path escaped = folder.resolve("escaped.csv");
    Path plain = folder.resolve("plain.csv");

    CsvExport.write(
        List.of("=name", "n"),
        new GivenRows(columns, rows),
        escaped,
        Set.of(CsvOption.ESCAPE_FORMULAS));
    CsvExport.write(List.of("=name", "n"), new GivenRows(columns, rows), plain);

    assertThat(Files.readString(escaped))
        .isEqualTo(
            "'=name,n\r\n'=1+1,-1\r\n'+44,-1\r\n'-,-1\r\n'@x,-1\r\n'\t=1,-1\r\n\"'\r=1\",-1\r\n"
                + "'  =1,-1\r\na=1,-1\r\n\"\",-1\r\n'=1,-1\r\n");
    assertThat(Files.readString(plain)).startsWith("=name,n\r\n=1+1,-1\r\n+44,-1\r\n-,-1\r\n");
  }

  @Test
  void aTargetThatCannotBeWrittenIsNamed() {
    Path file = folder.resolve("no/such/folder/rows.csv");

    assertThatThrownBy(() -> CsvExport.write(List.of(), new GivenRows(List.of(), List.of()), file))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("rows.csv");
  }
}
