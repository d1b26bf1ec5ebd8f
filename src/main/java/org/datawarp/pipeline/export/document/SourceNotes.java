package org.datawarp.pipeline.export.document;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.datawarp.pipeline.export.ColumnNote;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.MarkerNote;
import org.datawarp.pipeline.export.NoteLine;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.SourceFile;
import org.datawarp.pipeline.export.StoredColumn;
import org.jspecify.annotations.Nullable;

/** The sheet of notes beside a source's rows: what its page of text says of them. */
public final class SourceNotes {
  private final List<NoteLine> lines = new ArrayList<>();

  private SourceNotes() {}

  /**
   * Returns the notes of a source.
   *
   * @param columns the columns that are written, in their order
   * @param rows how many rows are written
   */
  public static List<NoteLine> of(SourceDescription source, List<StoredColumn> columns, long rows) {
    SourceNotes notes = new SourceNotes();
    notes.about(source);
    notes.entry("Rows", String.format(Locale.ENGLISH, "%,d", rows));
    notes.files(source);
    notes.markers(source);
    notes.footnotes(source);
    notes.columns(source, columns);
    return notes.lines;
  }

  /**
   * Returns the notes of several sources in one file.
   *
   * @param pattern what they were chosen by
   * @param rows how many rows are written
   */
  public static List<NoteLine> ofSeveral(
      String pattern, List<SourceDescription> sources, long rows) {
    SourceNotes notes = new SourceNotes();
    notes.lines.add(NoteLine.heading(pattern));
    notes.entry("Sources", String.valueOf(sources.size()));
    notes.entry("Rows", String.format(Locale.ENGLISH, "%,d", rows));
    for (SourceDescription source : sources) {
      notes.lines.add(NoteLine.blank());
      notes.about(source);
      notes.files(source);
      notes.markers(source);
      notes.footnotes(source);
    }
    return notes.lines;
  }

  private void about(SourceDescription source) {
    lines.add(NoteLine.heading(source.title()));
    entry("Description", source.description());
    entry("Source", source.code().value());
    entry("Period", String.join(", ", periods(source)));
    entry("Unit", source.unit());
    entry("Published", source.publicationDate());
    entry("Publication", source.landingPage());
    Licence licence = source.licence();
    entry("Licence", licence.name());
    entry("Licence text", licence.url());
    entry("Attribution", licence.attribution());
  }

  private static Set<String> periods(SourceDescription source) {
    Set<String> periods = new LinkedHashSet<>();
    source.files().stream().map(SourceFile::period).filter(Objects::nonNull).forEach(periods::add);
    return periods;
  }

  private void files(SourceDescription source) {
    if (source.files().isEmpty()) {
      return;
    }
    lines.add(NoteLine.blank());
    lines.add(
        NoteLine.heading(
            "Publisher's file", "Address", "Sheet", "Period", "SHA-256", "_manifest_file_id"));
    for (SourceFile file : source.files()) {
      lines.add(
          NoteLine.text(
              name(file.url()),
              file.url(),
              String.join(" ", present(file.member(), file.sheet())),
              Objects.requireNonNullElse(file.period(), ""),
              file.sha256(),
              String.valueOf(file.manifestFileId())));
    }
  }

  private void markers(SourceDescription source) {
    if (source.markers().isEmpty()) {
      return;
    }
    lines.add(NoteLine.blank());
    lines.add(NoteLine.heading("Marker", "Meaning", "Class", "Period"));
    Set<MarkerNote> told = new LinkedHashSet<>(source.markers());
    for (MarkerNote marker : told) {
      lines.add(
          NoteLine.text(
              marker.token(),
              marker.meaning(),
              marker.kind().toLowerCase(Locale.ROOT).replace('_', ' '),
              Objects.requireNonNullElse(marker.period(), "")));
    }
  }

  private void footnotes(SourceDescription source) {
    if (source.notes().isEmpty()) {
      return;
    }
    lines.add(NoteLine.blank());
    lines.add(NoteLine.heading("Footnotes"));
    source.notes().forEach(note -> lines.add(NoteLine.text("", note)));
  }

  private void columns(SourceDescription source, List<StoredColumn> columns) {
    lines.add(NoteLine.blank());
    lines.add(
        NoteLine.heading("Column", "Original header", "Type", "Unit", "Description", "Notes"));
    for (StoredColumn column : columns) {
      ColumnNote note = source.note(column.name());
      lines.add(
          NoteLine.text(
              column.name(),
              note.header(),
              column.type().text(),
              Objects.requireNonNullElse(note.facts().unit(), ""),
              note.description().isBlank()
                  ? SourceDocument.known(column.name())
                  : note.description(),
              String.join(" ", note.facts().notes())));
    }
  }

  /** Adds a line, where there is something to say. */
  private void entry(String label, @Nullable Object value) {
    String text = value == null ? "" : value.toString();
    if (!text.isBlank()) {
      lines.add(NoteLine.entry(label, text));
    }
  }

  private static List<String> present(@Nullable String... texts) {
    List<String> present = new ArrayList<>();
    for (String text : texts) {
      if (text != null) {
        present.add(text);
      }
    }
    return present;
  }

  /** Returns the last part of an address, without what is asked of it. */
  private static String name(String url) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? path : name;
  }
}
