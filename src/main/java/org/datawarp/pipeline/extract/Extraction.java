package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.table.CellForm;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.cell.CellConverter;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.CellSpool;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.LeftOutFinder;
import org.datawarp.pipeline.extract.table.SourceNames;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one file, and its rows. The spooled cells live until this is closed; so do the
 * cursors of {@link #sources}.
 */
public final class Extraction implements AutoCloseable {
  private final CellSpool spool;
  private final List<SheetSummary> sheets;
  private final List<FoundTable> found;
  private final List<DetectedTable> tables;
  private final List<SourceTable> sources;
  private final List<SheetText> texts;
  private final Map<String, Legend> legends;
  private final List<TableDifference> differences;
  private final List<UnclaimedCells> unclaimed;
  private final List<String> warnings;
  private final @Nullable SourceTable early;

  Extraction(
      CellSpool spool,
      List<SheetSummary> sheets,
      List<FoundTable> found,
      List<DetectedTable> tables,
      List<SourceTable> sources,
      List<SheetText> texts,
      Map<String, Legend> legends,
      List<TableDifference> differences,
      List<UnclaimedCells> unclaimed,
      List<String> warnings,
      @Nullable SourceTable early) {
    this.spool = spool;
    this.sheets = List.copyOf(sheets);
    this.found = List.copyOf(found);
    this.tables = List.copyOf(tables);
    this.sources = List.copyOf(sources);
    this.texts = List.copyOf(texts);
    this.legends = Collections.unmodifiableMap(new LinkedHashMap<>(legends));
    this.differences = List.copyOf(differences);
    this.unclaimed = List.copyOf(unclaimed);
    this.warnings = List.copyOf(warnings);
    this.early = early;
  }

  /** Returns every sheet (or CSV) in file order, with what it was taken for and why. */
  public List<SheetSummary> sheets() {
    return sheets;
  }

  /** Returns the tables as they lie in the file, each member its own; empty when none was found. */
  public List<DetectedTable> tables() {
    return tables;
  }

  /** Returns for each of {@link #tables} which rows inside it are not loaded. */
  public List<List<LeftOutRows>> leftOut() {
    return found.stream().map(LeftOutFinder::of).toList();
  }

  /** Returns for each of {@link #tables} the markers of its columns, each once. */
  public List<List<Marker>> markers() {
    return found.stream().map(FoundTable::markers).toList();
  }

  /** Returns for each of {@link #tables} which keys stand above their rows, a line each. */
  public List<List<String>> keys() {
    return found.stream().map(FoundTable::keyLines).toList();
  }

  /** Returns the tables as they are loaded: members of one shape are one, wide ones are long. */
  public List<SourceTable> sources() {
    return sources;
  }

  /**
   * Returns each of {@link #tables} as a source of its own with one part, as wide as it lies:
   * members of one shape stay apart.
   *
   * @param form how its cells are given
   */
  public List<SourceTable> separately(CellForm form) {
    SourceNames names = new SourceNames(found.stream().map(List::of).toList());
    List<SourceTable> separate = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      FoundTable table = found.get(i);
      separate.add(SourceBuilder.asItLies(table, tables.get(i), form, names.give(List.of(table))));
    }
    return separate;
  }

  /** Returns the words around the tables, one for each of {@link #sheets}. */
  public List<SheetText> texts() {
    return texts;
  }

  /**
   * Returns what each sheet and its file's notes say about its shorthand, by the sheet's name (in a
   * ZIP: {@code member: name}; for a CSV {@code (csv)} or its member); sheets without a legend are
   * missing.
   */
  public Map<String, Legend> legends() {
    return legends;
  }

  /** Returns in what the tables differ from those remembered; each is a warning too. */
  public List<TableDifference> differences() {
    return differences;
  }

  /** Returns the cells that belong to no table and to nothing else that has a name. */
  public List<UnclaimedCells> unclaimed() {
    return unclaimed;
  }

  /**
   * Finds what a cell holds, as text: words as they stand, numbers in full, dates as ISO writes
   * them; empty for a blank cell, and where there is no such sheet.
   *
   * @param sheet the sheet's name; null for a CSV
   * @param member the path inside a ZIP; null outside one
   * @param row the sheet's row, from 1
   * @param column the sheet's column, from 0
   */
  public Optional<String> cellText(
      @Nullable String sheet, @Nullable String member, long row, int column) {
    CellConverter converter = new CellConverter();
    for (SpooledSheet each : spool.sheets()) {
      if (Objects.equals(each.name, sheet) && Objects.equals(each.member, member)) {
        SpoolReader cells = each.open(row, row);
        while (cells.nextRow()) {
          while (cells.nextCell()) {
            if (cells.column() == column && cells.kind() != CellKind.BLANK) {
              return Optional.of(converter.asText(cells));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Returns what a person should know: one line each, naming sheet and cell. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns the source whose rows {@link StreamedRows} were given, all of them if they were as many
   * as the source has; empty where none were given or other ones.
   */
  public Optional<SourceTable> early() {
    return Optional.ofNullable(early);
  }

  /** Returns the spooled sheets, one for each of {@link #sheets}. */
  List<SpooledSheet> spooled() {
    return spool.sheets();
  }

  /** Returns the tables before they were described, one for each of {@link #tables}. */
  List<FoundTable> found() {
    return found;
  }

  /** Removes the spooled cells. */
  @Override
  public void close() {
    spool.close();
  }
}
