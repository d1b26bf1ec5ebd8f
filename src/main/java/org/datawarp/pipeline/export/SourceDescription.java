package org.datawarp.pipeline.export;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.SourceCode;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a source besides its rows; it goes into the Parquet file's metadata, the
 * {@code .md} beside it and the catalogue.
 *
 * @param code the source's code
 * @param title one line for people
 * @param description what the rows are for; may be empty
 * @param licence the terms of use
 * @param publicationDate the day the publisher issued the newest file, or null
 * @param landingPage the publication's page, or null
 * @param files the files the rows came from
 * @param columns notes on columns, in any order; columns without a note may be left out
 * @param markers what the shorthand in the marker columns means
 * @param unit what all numbers count; null where it is said of columns or not at all
 * @param notes the publisher's notes, those on the table first
 * @param workspace the identity of the workspace that exports it; null where none does
 */
public record SourceDescription(
    SourceCode code,
    String title,
    String description,
    Licence licence,
    @Nullable LocalDate publicationDate,
    @Nullable String landingPage,
    List<SourceFile> files,
    List<ColumnNote> columns,
    List<MarkerNote> markers,
    @Nullable String unit,
    List<String> notes,
    @Nullable UUID workspace) {
  /** Copies the lists. */
  public SourceDescription {
    notes = List.copyOf(notes);
    files = List.copyOf(files);
    columns = List.copyOf(columns);
    markers = List.copyOf(markers);
  }

  /** Makes one that no workspace exports. */
  public SourceDescription(
      SourceCode code,
      String title,
      String description,
      Licence licence,
      @Nullable LocalDate publicationDate,
      @Nullable String landingPage,
      List<SourceFile> files,
      List<ColumnNote> columns,
      List<MarkerNote> markers) {
    this(
        code,
        title,
        description,
        licence,
        publicationDate,
        landingPage,
        files,
        columns,
        markers,
        null,
        List.of(),
        null);
  }

  /** Makes one without any shorthand. */
  public SourceDescription(
      SourceCode code,
      String title,
      String description,
      Licence licence,
      @Nullable LocalDate publicationDate,
      @Nullable String landingPage,
      List<SourceFile> files,
      List<ColumnNote> columns) {
    this(
        code, title, description, licence, publicationDate, landingPage, files, columns, List.of());
  }

  /** Returns this description with what the shorthand means. */
  public SourceDescription withMarkers(List<MarkerNote> meanings) {
    return new SourceDescription(
        code,
        title,
        description,
        licence,
        publicationDate,
        landingPage,
        files,
        columns,
        meanings,
        unit,
        notes,
        workspace);
  }

  /** Returns this description with what the publisher says of all its numbers. */
  public SourceDescription withNotes(@Nullable String measuredIn, List<String> all) {
    return new SourceDescription(
        code,
        title,
        description,
        licence,
        publicationDate,
        landingPage,
        files,
        columns,
        markers,
        measuredIn,
        all,
        workspace);
  }

  /** Returns this description as a workspace exports it. */
  public SourceDescription of(UUID exporter) {
    return new SourceDescription(
        code,
        title,
        description,
        licence,
        publicationDate,
        landingPage,
        files,
        columns,
        markers,
        unit,
        notes,
        exporter);
  }

  /** Returns the note on a column; one with empty texts where there is none. */
  public ColumnNote note(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseGet(() -> new ColumnNote(name, "", ""));
  }
}
