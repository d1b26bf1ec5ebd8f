package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutSheet;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.enrich.PublisherWords;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Legend;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.NoTableFound;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.jspecify.annotations.Nullable;

/** The tables of an issue's files; the spooled cells live until this is closed. */
public final class ReadIssue implements AutoCloseable {
  private final List<Extraction> extractions = new ArrayList<>();
  private final List<SourceTable> tables = new ArrayList<>();
  private final Map<Integer, IssueFile> files = new TreeMap<>();
  private final Map<Integer, Extraction> owners = new TreeMap<>();
  private final IdentityHashMap<Extraction, PublisherWords> words = new IdentityHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  void add(IssueFile file, Extraction extraction) {
    extractions.add(extraction);
    warnings.addAll(extraction.warnings());
    for (SourceTable table : extraction.sources()) {
      files.put(tables.size(), file);
      owners.put(tables.size(), extraction);
      tables.add(table);
    }
  }

  List<SourceTable> tables() {
    return List.copyOf(tables);
  }

  IssueFile file(int table) {
    IssueFile file = files.get(table);
    if (file == null) {
      throw new IllegalStateException("no table " + table);
    }
    return file;
  }

  /**
   * Returns what a table's file and the landing page say.
   *
   * @param page the landing page; null where there is none
   * @param licence the licence that a person has configured; empty where nobody has
   */
  PublisherWords words(int table, @Nullable PageReport page, Optional<String> licence) {
    Extraction owner = owners.get(table);
    if (owner == null) {
      throw new IllegalStateException("no table " + table);
    }
    return words.computeIfAbsent(owner, file -> new PublisherWords(file, page, licence));
  }

  /** Returns the one table whose rows were given away while they were read; empty for none. */
  public Optional<SourceTable> early() {
    return extractions.size() == 1 ? extractions.get(0).early() : Optional.empty();
  }

  /**
   * Returns the shorthand that the notes about a table explain, and what else its columns hold,
   * each token once.
   */
  List<Marker> legend(int table) {
    Map<String, Marker> markers = new LinkedHashMap<>();
    Extraction extraction = owners.get(table);
    if (extraction != null) {
      for (SourcePart part : tables.get(table).parts()) {
        Legend legend = extraction.legends().get(label(part.table()));
        if (legend != null) {
          legend.entries().values().forEach(marker -> markers.putIfAbsent(marker.token(), marker));
        }
      }
      // What no legend explains is stored as it was understood.
      for (SourcePart part : tables.get(table).parts()) {
        part.markers().forEach(marker -> markers.putIfAbsent(marker.token(), marker));
      }
    }
    return List.copyOf(markers.values());
  }

  private static String label(DetectedTable table) {
    String sheet = table.sheet() == null ? "" : table.sheet();
    if (table.member() == null) {
      return sheet.isEmpty() ? "(csv)" : sheet;
    }
    return sheet.isEmpty() ? table.member() : table.member() + ": " + sheet;
  }

  /** Returns the sheets that hold no table, with what they were taken for. */
  List<LeftOutSheet> leftOutSheets() {
    List<LeftOutSheet> list = new ArrayList<>();
    for (Extraction extraction : extractions) {
      for (SheetSummary sheet : extraction.sheets()) {
        if (sheet.kind() != SheetKind.DATA) {
          list.add(
              new LeftOutSheet(sheet.member(), sheet.name(), sheet.kind().text(), sheet.why()));
        }
      }
    }
    return list;
  }

  /** Returns the cells of all files that belong to no table. */
  List<UnclaimedCells> unclaimed() {
    return extractions.stream().flatMap(extraction -> extraction.unclaimed().stream()).toList();
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Checks that there is something to load and that every row read is accounted for.
   *
   * @throws SourceUnreadableException if there is no table
   * @throws DataRejectedException if rows do not reconcile, or there are only empty tables
   */
  void requireSound(String names) {
    if (tables.isEmpty()) {
      throw NoTableFound.in(
          names, extractions.stream().flatMap(extraction -> extraction.sheets().stream()).toList());
    }
    for (SourceTable table : tables) {
      for (SourcePart part : table.parts()) {
        if (!part.counts().reconciles()) {
          throw new DataRejectedException(
              "rows do not reconcile in "
                  + place(part)
                  + ": "
                  + part.counts().read()
                  + " read, "
                  + part.counts().data()
                  + " data, "
                  + part.counts().explained()
                  + " explained",
              "look at it with 'datawarp inspect FILE' and report it");
        }
      }
    }
    if (tables.size() > 1 && tables.stream().allMatch(table -> table.rowsToLoad() == 0)) {
      throw new DataRejectedException(
          "all " + tables.size() + " tables of " + names + " are empty", "check the file");
    }
  }

  static String place(SourcePart part) {
    String member = part.table().member();
    String sheet = part.table().sheet();
    String text = member == null ? "" : "member '" + member + "' ";
    return (text + (sheet == null ? "the CSV" : "sheet '" + sheet + "'"))
        + " table "
        + part.table().number();
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (Extraction extraction : extractions) {
      try {
        extraction.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
