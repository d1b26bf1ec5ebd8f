package org.datawarp.pipeline.extract;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableChoice;
import org.datawarp.model.table.UnpivotMode;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be read: what differs from the standard.
 *
 * @param unpivot what to do with tables whose columns are periods
 * @param overrides what a person has decided about single sheets, usually in the manifest
 * @param choices how single tables are read otherwise than the rest
 * @param anchors the tables of the previous manifest, so that a difference is reported as one
 * @param maxQuarantine how many cells of a column may contradict its type and be put aside; with
 *     more the type widens until it holds them all, as it does with 0
 * @param bounds whether the bounds of shorthand such as {@code <5} get columns of their own
 * @param sections what becomes of rows that hold a label alone
 * @param loaded the columns of tables that are loaded, which keep their names
 */
public record ExtractOptions(
    UnpivotMode unpivot,
    List<SheetOverride> overrides,
    List<TableChoice> choices,
    List<TableAnchor> anchors,
    int maxQuarantine,
    BoundsMode bounds,
    SectionMode sections,
    List<LoadedColumns> loaded) {
  private static final ExtractOptions STANDARD =
      new ExtractOptions(UnpivotMode.AUTOMATIC, List.of(), List.of());

  /** Copies the lists. */
  public ExtractOptions {
    overrides = List.copyOf(overrides);
    choices = List.copyOf(choices);
    anchors = List.copyOf(anchors);
    loaded = List.copyOf(loaded);
    if (maxQuarantine < 0) {
      throw new IllegalArgumentException("fewer than no cells: " + maxQuarantine);
    }
  }

  /** Builds options without quarantine and without columns for bounds. */
  public ExtractOptions(
      UnpivotMode unpivot, List<SheetOverride> overrides, List<TableAnchor> anchors) {
    this(unpivot, overrides, List.of(), anchors, 0, BoundsMode.OFF, SectionMode.COLUMNS, List.of());
  }

  /** Returns the options without overrides or anchors; period columns become rows. */
  public static ExtractOptions standard() {
    return STANDARD;
  }

  /** Returns these options with another way of treating period columns. */
  public ExtractOptions withUnpivot(UnpivotMode mode) {
    return new ExtractOptions(
        mode, overrides, choices, anchors, maxQuarantine, bounds, sections, loaded);
  }

  /** Returns these options with other decisions about sheets. */
  public ExtractOptions withOverrides(List<SheetOverride> decisions) {
    return new ExtractOptions(
        unpivot, decisions, choices, anchors, maxQuarantine, bounds, sections, loaded);
  }

  /** Returns these options with other choices for single tables. */
  public ExtractOptions withChoices(List<TableChoice> made) {
    return new ExtractOptions(
        unpivot, overrides, made, anchors, maxQuarantine, bounds, sections, loaded);
  }

  /** Returns these options with other tables to compare with. */
  public ExtractOptions withAnchors(List<TableAnchor> remembered) {
    return new ExtractOptions(
        unpivot, overrides, choices, remembered, maxQuarantine, bounds, sections, loaded);
  }

  /** Returns these options with another limit of cells put aside in each column. */
  public ExtractOptions withMaxQuarantine(int cells) {
    return new ExtractOptions(
        unpivot, overrides, choices, anchors, cells, bounds, sections, loaded);
  }

  /** Returns these options with another way of treating bounds. */
  public ExtractOptions withBounds(BoundsMode mode) {
    return new ExtractOptions(
        unpivot, overrides, choices, anchors, maxQuarantine, mode, sections, loaded);
  }

  /** Returns these options with another way of treating rows that hold a label alone. */
  public ExtractOptions withSections(SectionMode mode) {
    return new ExtractOptions(
        unpivot, overrides, choices, anchors, maxQuarantine, bounds, mode, loaded);
  }

  /** Returns these options with the columns of tables that are loaded. */
  public ExtractOptions withLoaded(List<LoadedColumns> columns) {
    return new ExtractOptions(
        unpivot, overrides, choices, anchors, maxQuarantine, bounds, sections, columns);
  }

  /**
   * Finds the columns that a table was loaded with, where the rules read the same ones otherwise
   * now.
   *
   * @param headers its columns' headers as they are read now
   * @return nothing where no table of the sheet has such columns, or several have
   */
  public Optional<LoadedColumns> loadedAs(
      @Nullable String sheet, @Nullable String member, List<List<String>> headers) {
    List<LoadedColumns> alike =
        loaded.stream()
            .filter(
                table ->
                    Objects.equals(table.sheet(), sheet)
                        && Objects.equals(table.member(), member)
                        && table.areReadAnew(headers))
            .toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }
}
