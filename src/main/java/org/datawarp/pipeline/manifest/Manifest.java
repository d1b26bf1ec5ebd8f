package org.datawarp.pipeline.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableChoice;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.platform.codec.YamlCodec;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/**
 * One issue of a publication: its files, its tables, and how far they have come.
 *
 * @param header what the issue is
 * @param sources its tables; empty in a draft whose file held none
 * @param extra top-level keys Datawarp does not know, kept as they were
 */
public record Manifest(
    ManifestHeader header,
    List<ManifestSource> sources,
    Map<String, ? extends @Nullable Object> extra) {
  private static final String DECIDED = "decided";
  private static final int MARK_LENGTH = 16;

  /** Copies the sources. */
  public Manifest {
    sources = List.copyOf(sources);
  }

  /** Returns the manifest's name. */
  public String name() {
    return header.name();
  }

  /** Returns its state. */
  public ManifestState state() {
    return header.state();
  }

  /** Finds a source by its code. */
  public Optional<ManifestSource> source(SourceCode code) {
    return sources.stream().filter(source -> source.code().equals(code)).findFirst();
  }

  /** Tells whether tables of it lie in canonical sources. */
  public boolean isCanonical() {
    return sources.stream().anyMatch(ManifestSource::isCanonical);
  }

  /**
   * Returns the stored form of the period that an export of a source holds; null where the export
   * holds every row of the source's table.
   */
  public @Nullable String exportPeriod(ManifestSource source) {
    return source.isCanonical() && header.period() != null ? header.period().label() : null;
  }

  /** Returns this manifest with another header. */
  public Manifest with(ManifestHeader changed) {
    return new Manifest(changed, sources, extra);
  }

  /** Returns this manifest with other sources. */
  public Manifest withSources(List<ManifestSource> changed) {
    return new Manifest(header, changed, extra);
  }

  /** Returns this manifest with one source replaced by that of the same code, or added. */
  public Manifest withSource(ManifestSource changed) {
    List<ManifestSource> list = new ArrayList<>(sources);
    list.removeIf(source -> source.code().equals(changed.code()));
    list.add(changed);
    return withSources(list);
  }

  /** Returns what to do with period columns where no table says otherwise. */
  public UnpivotMode unpivot() {
    return unpivotOf(header.options());
  }

  /** Returns what an issue's options say of period columns. */
  public static UnpivotMode unpivotOf(Map<String, String> options) {
    return DecisionText.unpivot(options.getOrDefault(DecisionText.UNPIVOT, ""));
  }

  /** Returns what an issue's options say of bounds. */
  public static BoundsMode boundsOf(Map<String, String> options) {
    String text = options.get(DecisionText.BOUNDS);
    return DecisionText.text(BoundsMode.COLUMNS).equals(text) ? BoundsMode.COLUMNS : BoundsMode.OFF;
  }

  /** Returns what an issue's options say of rows that hold a label alone. */
  public static SectionMode sectionsOf(Map<String, String> options) {
    String text = options.get(DecisionText.SECTIONS);
    return DecisionText.text(SectionMode.DROP).equals(text)
        ? SectionMode.DROP
        : SectionMode.COLUMNS;
  }

  /** Returns how many cells of a column an issue's options allow to be put aside. */
  public static int quarantineOf(Map<String, String> options) {
    return Integer.parseInt(options.getOrDefault(DecisionText.QUARANTINE, "0"));
  }

  /**
   * Returns what people have decided about the sheets of one file.
   *
   * @param url the file's address
   * @param issue the addresses of all its files: a table known from another of them is not meant
   */
  public List<SheetOverride> overrides(String url, Set<String> issue) {
    List<SheetOverride> overrides = new ArrayList<>();
    for (ManifestSource source : sources) {
      TableDecisions decisions = source.decisions();
      for (ManifestPart place : places(source, url, issue)) {
        if (decisions.isPlaced() && !decisions.skip()) {
          overrides.add(
              new SheetOverride(
                  place.sheet(), place.member(), false, decisions.headerRows(), decisions.range()));
        } else if (decisions.skip() && isSkipped(place, url, issue)) {
          overrides.add(new SheetOverride(place.sheet(), place.member(), true, null, null));
        }
      }
    }
    return overrides.stream().distinct().toList();
  }

  /** Returns how single tables of one file are read otherwise than the rest. */
  public List<TableChoice> choices(String url, Set<String> issue) {
    return choices(url, issue, null);
  }

  /**
   * Does the same, and lets tables that are loaded keep the keys they were loaded with: no column
   * of labels is added, and no other column is filled down, but where a person says so.
   *
   * @param loaded the manifest whose rows are loaded; null for a reading that nothing binds
   */
  public List<TableChoice> choices(String url, Set<String> issue, @Nullable Manifest loaded) {
    List<TableChoice> choices = new ArrayList<>();
    for (ManifestSource source : sources) {
      ManifestSource kept = loaded == null ? null : loaded.source(source.code()).orElse(null);
      TableDecisions decisions = kept == null ? source.decisions() : source.decidedAs(kept);
      if (decisions.isChoice()) {
        for (ManifestPart place : places(source, url, issue)) {
          choices.add(
              new TableChoice(
                  place.sheet(),
                  place.member(),
                  source.headers(),
                  decisions.unpivot(),
                  decisions.periodColumns(),
                  decisions.bounds(),
                  decisions.quarantine(),
                  decisions.sections(),
                  decisions.fillDown()));
        }
      }
    }
    return choices;
  }

  /** Returns the columns that its tables are loaded with, so that they keep their names. */
  public List<LoadedColumns> loadedColumns() {
    return sources.stream().flatMap(source -> source.loadedColumns().stream()).toList();
  }

  /** Returns the tables as they are remembered, those that are skipped left out. */
  public List<TableAnchor> anchors() {
    return sources.stream()
        .filter(source -> !source.decisions().skip() && !source.parts().isEmpty())
        .map(ManifestSource::anchor)
        .toList();
  }

  /**
   * Returns options with a mark of all that people have decided, theirs and the sources': as long
   * as it stays the same, the same bytes give the same rows. Without any decision there is no mark.
   */
  public static Map<String, String> marked(
      Map<String, String> options, List<ManifestSource> sources) {
    Map<String, @Nullable Object> decided = new TreeMap<>(options);
    decided.remove(DECIDED);
    for (ManifestSource source : sources) {
      if (!source.decisions().isEmpty()) {
        Map<String, @Nullable Object> map = new TreeMap<>();
        DecisionText.write(source.decisions(), map);
        decided.put("source " + source.code(), map);
      }
    }
    Map<String, String> result = new TreeMap<>(options);
    result.remove(DECIDED);
    if (!decided.isEmpty()) {
      byte[] text = YamlCodec.write(decided).getBytes(StandardCharsets.UTF_8);
      result.put(DECIDED, FileHash.sha256(text).substring(0, MARK_LENGTH));
    }
    return result;
  }

  /** Returns the sources that have a table; those that a person has set aside have none. */
  public List<ManifestSource> loadable() {
    return sources.stream().filter(source -> !source.isIdle()).toList();
  }

  /** Returns the sheets a source's decisions are about; a member's name only where it was said. */
  private static List<ManifestPart> places(ManifestSource source, String url, Set<String> issue) {
    TableDecisions decisions = source.decisions();
    List<ManifestPart> parts =
        source.parts().stream()
            .filter(part -> part.url().equals(url) || !issue.contains(part.url()))
            .toList();
    if (source.parts().isEmpty() || decisions.sheet() != null || decisions.member() != null) {
      ManifestPart known = parts.isEmpty() ? null : parts.get(0);
      String sheet = decisions.sheet() == null && known != null ? known.sheet() : decisions.sheet();
      return source.parts().isEmpty() || known != null
          ? List.of(place(url, sheet, decisions.member()))
          : List.of();
    }
    return parts.stream()
        .map(part -> place(url, part.sheet(), parts.size() > 1 ? null : part.member()))
        .distinct()
        .toList();
  }

  private static ManifestPart place(String url, @Nullable String sheet, @Nullable String member) {
    return new ManifestPart(url, sheet, member, 1, List.of(), 0, 0, null, null, 0, Map.of());
  }

  /** A whole sheet is skipped only where every table known on it is. */
  private boolean isSkipped(ManifestPart place, String url, Set<String> issue) {
    return sources.stream()
        .filter(source -> !source.decisions().skip())
        .flatMap(source -> places(source, url, issue).stream())
        .noneMatch(other -> isSameSheet(other, place));
  }

  private static boolean isSameSheet(ManifestPart one, ManifestPart other) {
    return Objects.equals(one.sheet(), other.sheet())
        && (one.member() == null || other.member() == null || one.member().equals(other.member()));
  }
}
