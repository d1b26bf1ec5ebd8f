package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.parquet.FileColumns;
import org.datawarp.pipeline.export.parquet.ParquetWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program has no Hadoop, so neither has the JVM that this test starts. */
class WithoutHadoopIT {
  @TempDir Path folder;

  @Test
  void filesAreWrittenAndReadWithoutHadoop() throws IOException, InterruptedException {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String classPath =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> !entry.contains("hadoop-client"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).isNotEqualTo(all);

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Program.class.getName(),
                folder.resolve("rows.parquet").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("2 rows");
  }

  /** Writes a file and reads it back. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      List<StoredColumn> columns =
          List.of(
              StoredColumn.of("text", ColumnType.TEXT), StoredColumn.of("n", ColumnType.BIGINT));
      List<List<Object>> rows = List.of(List.of("a", 1L), List.of("b", 2L));
      try (HashedFile out = HashedFile.create(file);
          ParquetWriter writer = ParquetWriter.open(out, columns, null);
          GivenRows cursor = new GivenRows(columns, rows)) {
        while (cursor.next()) {
          writer.add(cursor);
        }
        writer.finish(FileColumns.metadata(columns));
        out.finish();
      }
      System.out.println(ParquetRows.hash(file).rowCount() + " rows");
    }
  }
}
