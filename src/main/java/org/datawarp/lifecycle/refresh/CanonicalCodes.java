package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.match.TableFingerprint;
import org.datawarp.pipeline.match.TableMatch;
import org.datawarp.pipeline.match.TableMatcher;
import org.datawarp.repository.CanonicalRepository.CanonicalSource;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.MappingRepository.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Which canonical source each table of an issue is. A table that its manifest knows stays what it
 * was, or becomes what a person has accepted; the others are matched by what they look like. One
 * that is only perhaps a source has a table of its own until a person has said so, and one that is
 * none, by its looks or by a person's word, begins a source.
 */
final class CanonicalCodes {
  private final RefreshTarget target;
  private final References references;
  private final @Nullable Period period;

  CanonicalCodes(RefreshTarget target, References references, @Nullable Period period) {
    this.target = target;
    this.references = references;
    this.period = period;
  }

  /**
   * Where a table lies among other periods.
   *
   * @param entry what its manifest says of it
   * @param table the staging table
   * @param source the source as it is; null for one that begins
   */
  record Place(CanonicalEntry entry, TableName table, @Nullable CanonicalSource source) {}

  /**
   * What was decided.
   *
   * @param codes which code each table gets, and which source of its manifest it was
   * @param tables the tables, their columns called as in their canonical source
   * @param places the place of each table in a canonical source, by its index
   * @param proposals what tables may be, too
   * @param kept the names that columns keep where tables are read anew: those in the source by
   *     those of today's rules, by source
   */
  record Assignment(
      SourceCodes.Assignment codes,
      List<SourceTable> tables,
      Map<Integer, Place> places,
      List<Mapping> proposals,
      Map<String, Map<String, String>> kept) {}

  /** Decides where every table has a source of its own. */
  static Assignment own(String manifest, List<ManifestSource> known, List<SourceTable> tables) {
    return new Assignment(
        SourceCodes.assign(manifest, known, tables), tables, Map.of(), List.of(), Map.of());
  }

  Assignment assign(List<ManifestSource> known, List<SourceTable> tables) {
    Period stacked = requirePeriod();
    Map<Integer, ManifestSource> matched = SourceCodes.match(known, tables);
    Map<String, CanonicalSource> accepted = references.accepted(stacked);
    Set<String> taken = new HashSet<>();
    known.forEach(source -> taken.add(source.code().value()));
    Map<Integer, SourceCode> codes = new TreeMap<>();
    Map<Integer, SourceCode> owns = new TreeMap<>();
    Map<Integer, Place> places = new HashMap<>();
    Set<String> used = new HashSet<>();
    List<Integer> open = new ArrayList<>();
    Set<String> begun = new HashSet<>();
    references.sources().forEach(source -> begun.add(source.code()));
    for (int i = 0; i < tables.size(); i++) {
      ManifestSource same = matched.get(i);
      SourceCode own = own(tables.get(i), same, tables.size() == 1, taken);
      owns.put(i, own);
      CanonicalSource wanted = accepted.get(own.value());
      CanonicalEntry entry = same == null ? null : same.canonical();
      if (same != null && entry != null) {
        codes.put(i, same.code());
        used.add(same.code().value());
        CanonicalSource source = references.find(same.code().value()).orElse(null);
        places.put(i, place(entry, same, source));
      } else if (wanted != null) {
        put(i, wanted, entry(own, 1, CanonicalEntry.ACCEPTED, wanted), codes, places);
        used.add(wanted.code());
      } else if (references.rejected().contains(own, stacked.label()) && !isSkipped(same)) {
        begin(i, tables, own, begun, codes, places);
      } else if (same != null && (same.isLoaded() || same.decisions().skip())) {
        codes.put(i, same.code());
      } else {
        open.add(i);
      }
    }
    List<Mapping> proposals = new ArrayList<>();
    match(open, tables, owns, used, begun, codes, places, proposals, stacked);
    List<SourceCode> inOrder = new ArrayList<>(codes.values());
    Map<String, Map<String, String>> kept = new TreeMap<>();
    List<SourceTable> named = named(underKeptNames(tables, matched, kept), places);
    return new Assignment(
        new SourceCodes.Assignment(inOrder, matched), named, places, proposals, kept);
  }

  private static boolean isSkipped(@Nullable ManifestSource source) {
    return source != null && source.decisions().skip();
  }

  private Place place(CanonicalEntry entry, ManifestSource same, @Nullable CanonicalSource source) {
    return source == null
        ? new Place(entry, same.table(), null)
        : new Place(
            entry.with(references.contract(source, entry.contract())), source.table(), source);
  }

  private Period requirePeriod() {
    if (period == null) {
      throw new RefusedException(
          target.manifest() + " has no period, by which a canonical source tells issues apart",
          "say which with --period, or load it into tables of its own with --reference none");
    }
    return period;
  }

  private SourceCode own(
      SourceTable table, @Nullable ManifestSource same, boolean isOnly, Set<String> taken) {
    if (same != null) {
      CanonicalEntry entry = same.canonical();
      return entry == null ? same.code() : entry.ownCode();
    }
    return isOnly && taken.add(target.manifest())
        ? new SourceCode(target.manifest())
        : SourceCodes.free(target.manifest(), table.suggestedName(), taken);
  }

  private void match(
      List<Integer> open,
      List<SourceTable> tables,
      Map<Integer, SourceCode> owns,
      Set<String> used,
      Set<String> begun,
      Map<Integer, SourceCode> codes,
      Map<Integer, Place> places,
      List<Mapping> proposals,
      Period stacked) {
    List<CanonicalSource> candidates =
        references.sources().stream()
            .filter(source -> !used.contains(source.code()))
            .filter(source -> TableFingerprint.ofJson(source.fingerprint()).isPresent())
            .toList();
    List<TableFingerprint> known =
        candidates.stream()
            .map(source -> TableFingerprint.ofJson(source.fingerprint()).orElseThrow())
            .toList();
    Map<Integer, TableMatch> matches =
        TableMatcher.match(fingerprints(open, tables), known, references.rejected().fingerprints());
    for (int n = 0; n < open.size(); n++) {
      int i = open.get(n);
      SourceCode own = require(owns, i);
      TableMatch match = matches.get(n);
      CanonicalSource source = match == null ? null : candidates.get(match.candidate());
      if (match == null || source == null) {
        begin(i, tables, own, begun, codes, places);
      } else if (match.isTaken()) {
        put(
            i,
            source,
            entry(own, match.confidence(), match.method().text(), source),
            codes,
            places);
      } else {
        codes.put(i, own);
        proposals.add(
            new Mapping(
                own.value(),
                stacked.label(),
                source.code(),
                match.confidence(),
                MappingRepository.PROPOSED + match.method().text(),
                false,
                match.doubt()));
      }
    }
  }

  /** A table that is no source yet begins one, called as it would be without its period. */
  private void begin(
      int i,
      List<SourceTable> tables,
      SourceCode own,
      Set<String> taken,
      Map<Integer, SourceCode> codes,
      Map<Integer, Place> places) {
    boolean isOnly = tables.size() == 1 && taken.add(target.publication());
    SourceCode code =
        isOnly
            ? new SourceCode(target.publication())
            : SourceCodes.free(
                target.publication(), withoutPeriod(tables.get(i).suggestedName()), taken);
    codes.put(i, code);
    places.put(
        i,
        new Place(
            new CanonicalEntry(own, 1, CanonicalEntry.FIRST, Contract.EVOLVE),
            code.stagingTable(),
            null));
  }

  private List<TableFingerprint> fingerprints(List<Integer> open, List<SourceTable> tables) {
    Map<String, String> renames = new HashMap<>();
    references.sources().forEach(source -> renames.putAll(source.renames()));
    return open.stream().map(i -> fingerprint(tables.get(i)).renamed(renames)).toList();
  }

  /** Returns what a table is recognised by. */
  static TableFingerprint fingerprint(SourceTable table) {
    return TableFingerprint.of(
        table.columns(), table.title(), table.parts().get(0).table().sheet());
  }

  private static void put(
      int i,
      CanonicalSource source,
      CanonicalEntry entry,
      Map<Integer, SourceCode> codes,
      Map<Integer, Place> places) {
    codes.put(i, new SourceCode(source.code()));
    places.put(i, new Place(entry, source.table(), source));
  }

  private static CanonicalEntry entry(
      SourceCode own, double confidence, String method, CanonicalSource source) {
    return new CanonicalEntry(own, confidence, method, Contract.of(source.contract()));
  }

  private static SourceCode require(Map<Integer, SourceCode> owns, int i) {
    SourceCode own = owns.get(i);
    if (own == null) {
      throw new IllegalStateException("table " + i + " has no code of its own");
    }
    return own;
  }

  /**
   * Gives the columns of tables that are read anew the names that they have in their canonical
   * source: the rows and files of other periods, archived ones too, go by them.
   */
  private List<SourceTable> underKeptNames(
      List<SourceTable> tables,
      Map<Integer, ManifestSource> matched,
      Map<String, Map<String, String>> kept) {
    List<SourceTable> result = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      ManifestSource same = matched.get(i);
      SourceTable table = tables.get(i);
      if (target.reread() && same != null && same.isCanonical()) {
        Map<String, String> names = new TreeMap<>();
        ReadingPlan.names(same, table)
            .forEach(
                (old, now) -> {
                  if (!old.equals(now)) {
                    names.put(now, old);
                  }
                });
        SourceTable renamed = renamed(table, names);
        if (!names.isEmpty() && hasDistinctNames(renamed)) {
          kept.put(same.code().value(), names);
          table = renamed;
        }
      }
      result.add(table);
    }
    return result;
  }

  private static boolean hasDistinctNames(SourceTable table) {
    List<String> names = table.columns().stream().map(TableColumn::name).toList();
    return new HashSet<>(names).size() == names.size();
  }

  /** Gives columns the names that a person has said they go by in their source. */
  private static List<SourceTable> named(List<SourceTable> tables, Map<Integer, Place> places) {
    List<SourceTable> named = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      Place place = places.get(i);
      CanonicalSource source = place == null ? null : place.source();
      SourceTable table = tables.get(i);
      named.add(source == null ? table : named(table, source.renames()));
    }
    return named;
  }

  /** A name that another column of the table has is not taken twice. */
  private static SourceTable named(SourceTable table, Map<String, String> renames) {
    List<String> there = table.columns().stream().map(TableColumn::name).toList();
    Map<String, String> free = new HashMap<>(renames);
    free.values().removeIf(there::contains);
    SourceTable renamed = renamed(table, free);
    return hasDistinctNames(renamed) ? renamed : table;
  }

  private static SourceTable renamed(SourceTable table, Map<String, String> names) {
    List<TableColumn> columns = new ArrayList<>();
    for (TableColumn column : table.columns()) {
      String name = column.name();
      int made = name.indexOf("__");
      String base = made < 0 ? name : name.substring(0, made);
      String wanted = names.get(base);
      columns.add(
          wanted == null
              ? column
              : new TableColumn(
                  wanted + name.substring(base.length()),
                  column.type(),
                  column.header(),
                  column.markers(),
                  column.keys(),
                  column.insteadOfValues()));
    }
    return new SourceTable(
        table.suggestedName(), table.title(), columns, table.parts(), table.fingerprint());
  }

  private static String withoutPeriod(String label) {
    Optional<String> period = PeriodParser.find(label).map(PeriodParser.PeriodFinding::matchedText);
    if (period.isEmpty() || period.get().isEmpty()) {
      return label;
    }
    String left =
        label.replace(period.get(), "").replaceAll("__+", "_").replaceAll("^_+|(?<!_)_+$", "");
    return left.isEmpty() ? "table" : left;
  }
}
