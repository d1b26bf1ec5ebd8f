package org.datawarp.lifecycle.refresh;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.CanonicalExports;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.DecimalDigits;
import org.datawarp.pipeline.export.ParquetDraft;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.CanonicalRepository;
import org.jspecify.annotations.Nullable;

/**
 * The Parquet files of an issue that are written while its rows are loaded, in the run's folder.
 * Closing deletes those that were not taken.
 */
final class ParquetDrafts implements AutoCloseable {
  /** Each is an open file until its table is exported; the tables after these are read again. */
  private static final int MAX_OPEN = 100;

  private final Run run;
  private final int room;
  private final Map<String, ParquetDraft> drafts = new TreeMap<>();
  private @Nullable ParquetDraft early;

  private ParquetDrafts(Run run, int room) {
    this.run = run;
    this.room = room;
  }

  /** Returns the drafts of a run; there are none where it exports nothing. */
  static ParquetDrafts of(Run run, RefreshRequest request) {
    return new ParquetDrafts(
        run,
        switch (request.scope()) {
          case LOAD_ONLY -> 0;
          case FULL, PARTIAL, METADATA_ONLY -> MAX_OPEN;
        });
  }

  /** Returns the drafts of a run that loads nothing. */
  static ParquetDrafts none(Run run) {
    return new ParquetDrafts(run, 0);
  }

  /** Returns the draft for rows of which it is not known yet whose they are; null for none. */
  @Nullable ParquetDraft early() {
    if (early == null) {
      early = make("early", Map.of());
    }
    return early;
  }

  /** Returns the draft for the rows of a source that is about to be loaded; null for none. */
  @Nullable ParquetDraft begin(ManifestSource source) {
    discard(source.code());
    ParquetDraft draft =
        make(source.code().value(), source.isCanonical() ? digits(source) : Map.of());
    if (draft != null) {
      drafts.put(source.code().value(), draft);
    }
    return draft;
  }

  private Map<String, DecimalDigits> digits(ManifestSource source) {
    CanonicalRepository canonical = new CanonicalRepository(run.session().identity());
    return CanonicalExports.digits(canonical, run.connection(), source.code().value());
  }

  private @Nullable ParquetDraft make(String name, Map<String, DecimalDigits> atLeast) {
    return drafts.size() < room
        ? new ParquetDraft(run.newFile(name + "-sent.parquet"), atLeast)
        : null;
  }

  /** Notes that a source was loaded by going on with rows that {@link #early} took. */
  void goOnWithEarly(SourceCode code) {
    ParquetDraft rows = early;
    early = null;
    if (rows != null) {
      discard(code);
      drafts.put(code.value(), rows);
    }
  }

  /** Returns the rows that were sent to a source's table, counted and hashed, where known. */
  Optional<TableHash> rows(SourceCode code) {
    return Optional.ofNullable(drafts.get(code.value())).flatMap(ParquetDraft::rows);
  }

  /** Returns the draft of a source, which is closed by whoever takes it; null where none is. */
  @Nullable ParquetDraft take(SourceCode code) {
    return drafts.remove(code.value());
  }

  /** Deletes the draft of a source whose load was taken back. */
  void discard(SourceCode code) {
    ParquetDraft draft = take(code);
    if (draft != null) {
      draft.close();
    }
  }

  /** Deletes the draft of rows that turned out to be no source's. */
  void discardEarly() {
    if (early != null) {
      early.close();
      early = null;
    }
  }

  @Override
  public void close() {
    drafts.values().forEach(ParquetDraft::close);
    drafts.clear();
    discardEarly();
  }
}
