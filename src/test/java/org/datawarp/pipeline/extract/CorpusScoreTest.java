package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.testing.GeneratedCorpus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares what is found in files with the tables that are in them: in those of the repository, and
 * in real ones, verified by hand, where they are there.
 */
class CorpusScoreTest {
  /** One that is read otherwise has weeks above its groups, which its truth leaves out. */
  private static final int EXACT = 129;

  private static final double NAMES = 0.929;

  /** A row of column numbers below a header is taken for data. */
  private static final int MISCOUNTED = 1;

  @TempDir Path folder;

  private static Path corpus() {
    String property = System.getProperty("datawarp.corpus");
    return property == null ? Path.of("..", "shared", "corpus") : Path.of(property);
  }

  @Test
  void theTablesOfRealFilesAreFound() throws IOException {
    assumeTrue(Files.exists(corpus().resolve("truth.json")), "the corpus is not here");

    Score score = score(corpus());

    assertThat(score.missed).as("not exact").hasSizeLessThanOrEqualTo(score.count - EXACT);
    assertThat(score.miscounted).as("rows counted otherwise").hasSizeLessThanOrEqualTo(MISCOUNTED);
    assertThat(score.names / score.count).isGreaterThanOrEqualTo(NAMES);
  }

  @Test
  void everyTableOfTheGeneratedFilesIsFound() throws IOException {
    Score score = score(GeneratedCorpus.FOLDER);

    assertThat(score.missed).isEmpty();
    assertThat(score.miscounted).isEmpty();
    assertThat(score.names).isEqualTo(score.count);
    assertThat(score.count).isGreaterThan(10);
  }

  /** How what is found compares with the truth. */
  private static final class Score {
    final List<String> missed = new ArrayList<>();
    final List<String> miscounted = new ArrayList<>();
    double names;
    int count;
  }

  private Score score(Path corpus) throws IOException {
    Map<String, List<JsonNode>> byFile = new TreeMap<>();
    for (JsonNode node : new ObjectMapper().readTree(corpus.resolve("truth.json").toFile())) {
      byFile.computeIfAbsent(node.get("file").asText(), key -> new ArrayList<>()).add(node);
    }
    Score score = new Score();
    for (Map.Entry<String, List<JsonNode>> entry : byFile.entrySet()) {
      try (Extraction extraction = extract(corpus, entry.getKey())) {
        for (JsonNode wanted : entry.getValue()) {
          DetectedTable table = best(wanted, extraction.tables());
          String id = entry.getKey() + " [" + wanted.get("sheet").asText() + "]";
          double share = table == null ? 0 : names(wanted, table);
          score.names += share;
          score.count++;
          if (table == null || !isExact(wanted, table, share)) {
            score.missed.add(id);
          } else if (table.counts().data() != rows(wanted, table)) {
            score.miscounted.add(id + " " + table.counts());
          }
        }
        assertThat(unreconciled(extraction)).isEmpty();
      }
    }
    return score;
  }

  private Extraction extract(Path corpus, String file) {
    WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), folder);
    return Extractor.over(reader, folder)
        .extract(corpus.resolve(file), file, ExtractOptions.standard());
  }

  /** Reads every row of every source: what the cursors give is what the counts say. */
  private static List<String> unreconciled(Extraction extraction) {
    List<String> wrong = new ArrayList<>();
    for (SourceTable source : extraction.sources()) {
      for (SourcePart part : source.parts()) {
        long rows = 0;
        try (RowCursor cursor = part.open()) {
          while (cursor.next()) {
            rows++;
          }
        }
        if (rows != part.rowsToLoad() || !part.counts().reconciles()) {
          wrong.add(source.suggestedName() + " " + part.counts() + " gave " + rows);
        }
      }
    }
    return wrong;
  }

  private static @Nullable DetectedTable best(JsonNode wanted, List<DetectedTable> tables) {
    DetectedTable best = null;
    double bestRank = 0;
    for (DetectedTable table : tables) {
      long overlap =
          Math.min(table.lastDataRow(), wanted.get("last_data_row").asLong())
              - Math.max(table.firstDataRow(), wanted.get("first_data_row").asLong())
              + 1;
      if (!sameSheet(wanted, table) || overlap <= 0) {
        continue;
      }
      int first = table.columns().get(0).position();
      int last = table.columns().get(table.columns().size() - 1).position();
      int shared =
          Math.min(last, column(wanted, "last_col")) - Math.max(first, column(wanted, "first_col"));
      double rank = overlap * Math.max(shared + 1, 1) + (shared >= 0 ? 1e12 : 0);
      if (rank > bestRank) {
        bestRank = rank;
        best = table;
      }
    }
    return best;
  }

  private static boolean sameSheet(JsonNode wanted, DetectedTable table) {
    if (wanted.hasNonNull("zip_member")) {
      String member = table.member();
      return member != null && member.endsWith(wanted.get("zip_member").asText());
    }
    String sheet = wanted.get("sheet").asText();
    return sheet.equals("(csv)") || sheet.equals(table.sheet());
  }

  private static int column(JsonNode wanted, String key) {
    int column = 0;
    for (char letter : wanted.path(key).asText("A").replace("null", "A").toCharArray()) {
      column = column * 26 + letter - 'A' + 1;
    }
    return column - 1;
  }

  private static boolean isExact(JsonNode wanted, DetectedTable table, double names) {
    boolean headed = table.headerRows().equals(integers(wanted.get("header_rows")));
    boolean rows =
        (headed || alternatives(wanted).contains(table.headerRows()))
            && firstRows(wanted).contains(table.firstDataRow())
            && table.lastDataRow() == wanted.get("last_data_row").asLong();
    return rows && sameColumns(wanted, table) && (names >= 0.95 || !headed);
  }

  private static boolean sameColumns(JsonNode wanted, DetectedTable table) {
    return table.columns().size() == wanted.get("data_columns").asInt()
        && (!wanted.hasNonNull("first_col")
            || table.firstColumn().equals(wanted.get("first_col").asText()));
  }

  private static double names(JsonNode wanted, DetectedTable table) {
    if (wanted.get("header_rows").isEmpty()) {
      return sameColumns(wanted, table) ? 1 : 0;
    }
    JsonNode columns = wanted.get("columns");
    double same = 0;
    for (int i = 0; i < Math.min(columns.size(), table.columns().size()); i++) {
      DetectedColumn column = table.columns().get(i);
      if (fold(columns.get(i).asText()).equals(fold(String.join(" / ", column.header())))) {
        same++;
      }
    }
    return same / Math.max(columns.size(), table.columns().size());
  }

  private static String fold(String text) {
    return text.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
  }

  private static long rows(JsonNode wanted, DetectedTable table) {
    boolean later = table.firstDataRow() > wanted.get("first_data_row").asLong();
    return wanted.get("data_rows").asLong() - (later ? 1 : 0);
  }

  private static List<Integer> integers(JsonNode node) {
    List<Integer> values = new ArrayList<>();
    node.forEach(value -> values.add(value.asInt()));
    return values;
  }

  private static List<List<Integer>> alternatives(JsonNode wanted) {
    JsonNode node = wanted.path("also_acceptable_header_rows");
    List<List<Integer>> all = new ArrayList<>();
    if (node.isArray() && !node.isEmpty()) {
      if (node.get(0).isArray()) {
        node.forEach(value -> all.add(integers(value)));
      } else {
        all.add(integers(node));
      }
    }
    return all;
  }

  private static List<Long> firstRows(JsonNode wanted) {
    List<Long> rows = new ArrayList<>();
    rows.add(wanted.get("first_data_row").asLong());
    JsonNode more = wanted.path("also_acceptable_first_data_row");
    if (more.isArray()) {
      more.forEach(value -> rows.add(value.asLong()));
    } else if (more.isNumber()) {
      rows.add(more.asLong());
    }
    return rows;
  }
}
