package org.datawarp.lifecycle.refresh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.CellRange;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.TableDecisions;
import org.datawarp.platform.io.FileHash;

/**
 * Which code each table gets. Codes are sticky: a table that was there before keeps its code, found
 * by its headers, then by its title, then by headers that are mostly the same, and by its sheet's
 * name last. The only table of a file is the only table of the file before.
 */
final class SourceCodes {
  private static final double MOSTLY = 0.6;
  private static final double EQUAL = 4;
  private static final double SET = 9;
  private static final double HALF_OF_MOSTLY = MOSTLY / 2;
  private static final int HASH_LENGTH = 6;

  /**
   * What was decided.
   *
   * @param codes the code of each table, in the tables' order
   * @param previous the source each table was before, by table index; missing for new ones
   */
  record Assignment(List<SourceCode> codes, Map<Integer, ManifestSource> previous) {}

  private SourceCodes() {}

  static Assignment assign(String manifest, List<ManifestSource> before, List<SourceTable> tables) {
    Map<Integer, ManifestSource> matched = match(before, tables);
    Set<String> taken = new HashSet<>();
    before.forEach(source -> taken.add(source.code().value()));
    List<SourceCode> codes = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      ManifestSource same = matched.get(i);
      if (same != null) {
        codes.add(same.code());
      } else if (tables.size() == 1 && taken.add(manifest)) {
        codes.add(new SourceCode(manifest));
      } else {
        codes.add(free(manifest, tables.get(i).suggestedName(), taken));
      }
    }
    return new Assignment(List.copyOf(codes), matched);
  }

  /** Returns the source each table was before, by table index; missing for new ones. */
  static Map<Integer, ManifestSource> match(List<ManifestSource> before, List<SourceTable> tables) {
    record Candidate(int table, ManifestSource source, double score) {}
    Optional<ManifestSource> only = only(before, tables);
    if (only.isPresent()) {
      return Map.of(0, only.get());
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      for (ManifestSource source : before) {
        double score = score(source, tables.get(i));
        if (score > 0) {
          candidates.add(new Candidate(i, source, score));
        }
      }
    }
    candidates.sort(
        Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparing(candidate -> candidate.source().code())
            .thenComparing(Candidate::table));
    Map<Integer, ManifestSource> matched = new TreeMap<>();
    Set<SourceCode> used = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (!matched.containsKey(candidate.table()) && used.add(candidate.source().code())) {
        matched.put(candidate.table(), candidate.source());
      }
    }
    return matched;
  }

  /** The only table of a file is the only one of the file before, unless that is a skipped one. */
  private static Optional<ManifestSource> only(
      List<ManifestSource> before, List<SourceTable> tables) {
    if (tables.size() != 1) {
      return Optional.empty();
    }
    List<ManifestSource> active =
        before.stream().filter(source -> !source.decisions().skip()).toList();
    boolean skipped =
        before.stream()
            .filter(source -> source.decisions().skip())
            .anyMatch(source -> score(source, tables.get(0)) >= EQUAL);
    return active.size() == 1 && !skipped ? Optional.of(active.get(0)) : Optional.empty();
  }

  /** Equal headers outweigh equal titles, equal titles outweigh similar headers. */
  private static double score(ManifestSource source, SourceTable table) {
    if (isPlaced(source, table)) {
      return SET;
    }
    double similar = similarity(source, table);
    boolean sameSheet =
        !source.parts().isEmpty()
            && Objects.equals(source.parts().get(0).sheet(), table.parts().get(0).table().sheet());
    boolean sameTitle = !table.title().isBlank() && table.title().equals(source.name());
    if (table.fingerprint().equals(source.fingerprint())) {
      return EQUAL + (sameTitle ? 1 : 0) + (sameSheet ? 0.5 : 0);
    }
    if (sameTitle && similar > 0) {
      return 2 + similar;
    }
    if (similar >= MOSTLY) {
      return 1 + similar;
    }
    return sameSheet && similar >= HALF_OF_MOSTLY ? similar : 0;
  }

  /** Tells whether a table lies where a person has set the source's. */
  private static boolean isPlaced(ManifestSource source, SourceTable table) {
    TableDecisions decisions = source.decisions();
    DetectedTable shape = table.parts().get(0).table();
    String sheet =
        decisions.sheet() == null && !source.parts().isEmpty()
            ? source.parts().get(0).sheet()
            : decisions.sheet();
    if (!Objects.equals(sheet, shape.sheet())) {
      return false;
    }
    String range = decisions.range();
    if (range != null) {
      return CellRange.find(range)
          .filter(set -> set.firstRow() <= shape.lastDataRow())
          .filter(set -> shape.firstDataRow() <= set.lastRow())
          .filter(set -> set.firstColumn() <= shape.columns().get(0).position())
          .filter(set -> shape.columns().get(0).position() <= set.lastColumn())
          .isPresent();
    }
    List<Integer> rows = decisions.headerRows();
    boolean only = source.columns().isEmpty() && !decisions.isPlaced() && !decisions.isEmpty();
    return only || (rows != null && !rows.isEmpty() && rows.equals(shape.headerRows()));
  }

  /**
   * Returns which part of both tables' headers they share, as they lie in the file; a header that
   * names a period is another one next month.
   */
  private static double similarity(ManifestSource source, SourceTable table) {
    Set<String> old = headers(source.headers());
    List<String> read = new ArrayList<>(ManifestDraft.unpivoted(table.parts().get(0).table()));
    table.columns().forEach(column -> read.add(column.originalName()));
    Set<String> now = headers(read);
    Set<String> all = new HashSet<>(old);
    all.addAll(now);
    old.retainAll(now);
    return all.isEmpty() ? 0 : (double) old.size() / all.size();
  }

  private static boolean namesPeriod(String header) {
    return Arrays.stream(header.split(" / "))
        .anyMatch(level -> PeriodParser.ofHeader(level).isPresent());
  }

  private static Set<String> headers(List<String> names) {
    Set<String> headers = new HashSet<>(names);
    headers.remove("");
    Set<String> lasting = new HashSet<>(headers);
    lasting.removeIf(SourceCodes::namesPeriod);
    return lasting.isEmpty() ? headers : lasting;
  }

  static SourceCode free(String manifest, String label, Set<String> taken) {
    String wanted = label.isEmpty() ? "table" : label;
    String code = fit(manifest, wanted);
    for (int n = 2; !taken.add(code); n++) {
      code = fit(manifest, wanted + "_" + n);
    }
    return new SourceCode(code);
  }

  /** Joins manifest and label; where they are too long together, cuts the label and adds a hash. */
  private static String fit(String manifest, String label) {
    String whole = manifest + "_" + label;
    if (whole.length() <= SourceCode.MAX_LENGTH) {
      return whole;
    }
    String hash =
        "h" + FileHash.sha256(whole.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH - 1);
    String cut = whole.substring(0, SourceCode.MAX_LENGTH - HASH_LENGTH - 1);
    return cut.replaceAll("(?<!_)_+$", "") + "_" + hash;
  }
}
