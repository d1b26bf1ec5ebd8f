package org.datawarp.refresh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.extract.SourceTable;
import org.datawarp.manifest.ManifestColumn;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.SourceCode;
import org.datawarp.model.TableColumn;
import org.datawarp.workspace.FileHash;

/**
 * Which code each table gets. Codes are sticky: a table that was there before keeps its code, found
 * by its headers, then by its title, then by headers that are mostly the same, and by its sheet's
 * name last. The only table of a file is the only table of the file before.
 */
final class SourceCodes {
  private static final double MOSTLY = 0.6;
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

  private static Map<Integer, ManifestSource> match(
      List<ManifestSource> before, List<SourceTable> tables) {
    record Candidate(int table, ManifestSource source, double score) {}
    if (before.size() == 1 && tables.size() == 1) {
      return Map.of(0, before.get(0));
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

  /** Equal headers outweigh equal titles, equal titles outweigh similar headers. */
  private static double score(ManifestSource source, SourceTable table) {
    double similar = similarity(source, table);
    boolean sameTitle = !table.title().isBlank() && table.title().equals(source.name());
    if (table.fingerprint().equals(source.fingerprint())) {
      return 4 + (sameTitle ? 1 : 0);
    }
    if (sameTitle && similar > 0) {
      return 2 + similar;
    }
    if (similar >= MOSTLY) {
      return 1 + similar;
    }
    boolean sameSheet =
        !source.parts().isEmpty()
            && Objects.equals(source.parts().get(0).sheet(), table.parts().get(0).table().sheet());
    return sameSheet && similar >= HALF_OF_MOSTLY ? similar : 0;
  }

  /** Returns which part of both tables' headers they share. Made columns have no header. */
  private static double similarity(ManifestSource source, SourceTable table) {
    Set<String> old = headers(source.columns().stream().map(ManifestColumn::originalName).toList());
    Set<String> now = headers(table.columns().stream().map(TableColumn::originalName).toList());
    Set<String> all = new HashSet<>(old);
    all.addAll(now);
    old.retainAll(now);
    return all.isEmpty() ? 0 : (double) old.size() / all.size();
  }

  private static Set<String> headers(List<String> names) {
    Set<String> headers = new HashSet<>(names);
    headers.remove("");
    return headers;
  }

  private static SourceCode free(String manifest, String label, Set<String> taken) {
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
    return cut.replaceAll("_+$", "") + "_" + hash;
  }
}
