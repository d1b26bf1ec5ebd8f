package org.datawarp.pipeline.manifest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.ManifestState;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of its issue.
 *
 * @param name the manifest's name; the file is called so
 * @param publication the series
 * @param description for people; may be null
 * @param state how far it has come
 * @param period the time reported on; null for reference data that has none
 * @param sourceUrl the page or file it was made from; null where a legacy manifest has none
 * @param createdAt when the first draft was made
 * @param updatedAt when its text last changed in meaning
 * @param lastLoaded when its rows were last loaded; null before
 * @param lastCheckedAt when its files were last found unchanged or loaded; null before
 * @param lastUsed when a command last read it for work; null before
 * @param extractionVersion the version of the extraction rules its sources were found with
 * @param options what else decides about the rows, such as {@code table} or {@code unpivot}
 * @param parquetPaths the exports, relative to the workspace
 * @param files the files its rows come from
 * @param facts what the publisher says of the issue: licence, publication date, notes
 * @param history state changes, oldest first
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestHeader(
    String name,
    String publication,
    @Nullable String description,
    ManifestState state,
    @Nullable Period period,
    @Nullable String sourceUrl,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant lastLoaded,
    @Nullable Instant lastCheckedAt,
    @Nullable Instant lastUsed,
    int extractionVersion,
    Map<String, String> options,
    List<String> parquetPaths,
    List<ManifestFile> files,
    IssueFacts facts,
    List<StateChange> history,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the collections, and takes the secrets out of the address. */
  public ManifestHeader {
    sourceUrl = sourceUrl == null ? null : Secrets.blotted(sourceUrl);
    options = Map.copyOf(options);
    parquetPaths = List.copyOf(parquetPaths);
    files = List.copyOf(files);
    history = List.copyOf(history);
  }

  /** Makes one of whose issue the publisher has said nothing. */
  public ManifestHeader(
      String name,
      String publication,
      @Nullable String description,
      ManifestState state,
      @Nullable Period period,
      @Nullable String sourceUrl,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant lastLoaded,
      @Nullable Instant lastCheckedAt,
      @Nullable Instant lastUsed,
      int extractionVersion,
      Map<String, String> options,
      List<String> parquetPaths,
      List<ManifestFile> files,
      List<StateChange> history,
      Map<String, ? extends @Nullable Object> extra) {
    this(
        name,
        publication,
        description,
        state,
        period,
        sourceUrl,
        createdAt,
        updatedAt,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        parquetPaths,
        files,
        IssueFacts.NONE,
        history,
        extra);
  }

  /**
   * One change of state.
   *
   * @param at when
   * @param state the new state
   * @param run the run that made it
   * @param extra keys Datawarp does not know, kept as they were
   */
  public record StateChange(
      Instant at, ManifestState state, String run, Map<String, ? extends @Nullable Object> extra) {
    /** Makes one that has no further keys. */
    public StateChange(Instant at, ManifestState state, String run) {
      this(at, state, run, Map.of());
    }
  }

  /**
   * Moves to another state.
   *
   * @throws RefusedException if the state machine does not allow it
   */
  public ManifestHeader to(ManifestState next, Instant at, String run) {
    if (!state.next().contains(next)) {
      throw new RefusedException(
          "manifest " + name + " is " + state.text() + " and cannot become " + next.text(),
          state.next().isEmpty()
              ? "undo what made it " + state.text()
              : "from here it can become "
                  + String.join(" or ", state.next().stream().map(ManifestState::text).toList()));
    }
    List<StateChange> changes = new ArrayList<>(history);
    changes.add(new StateChange(at, next, run));
    return new ManifestHeader(
        name,
        publication,
        description,
        next,
        period,
        sourceUrl,
        createdAt,
        at,
        next == ManifestState.LOADED ? at : lastLoaded,
        next == ManifestState.LOADED ? at : lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        parquetPaths,
        files,
        facts,
        changes,
        extra);
  }

  /**
   * Returns this header as it is when its rows and exports have been brought back.
   *
   * @param before the changes of state until now, whichever header they stand in
   * @throws RefusedException if it is a draft, which has no exports, or deprecated
   */
  public ManifestHeader restored(List<StateChange> before, Instant at, String run) {
    if (state == ManifestState.DRAFT
        || state == ManifestState.ENRICHED
        || state == ManifestState.DEPRECATED) {
      throw new RefusedException(
          "manifest " + name + " is " + state.text() + " and cannot be restored",
          state == ManifestState.DEPRECATED
              ? "undo what made it deprecated"
              : "refresh it instead");
    }
    List<StateChange> changes = new ArrayList<>(before);
    changes.add(new StateChange(at, ManifestState.EXPORTED, run));
    return new ManifestHeader(
        name,
        publication,
        description,
        ManifestState.EXPORTED,
        period,
        sourceUrl,
        createdAt,
        at,
        lastLoaded,
        lastCheckedAt,
        at,
        extractionVersion,
        options,
        parquetPaths,
        files,
        facts,
        changes,
        extra);
  }

  /** Returns this header with other exports. */
  public ManifestHeader withParquetPaths(List<String> paths) {
    return new ManifestHeader(
        name,
        publication,
        description,
        state,
        period,
        sourceUrl,
        createdAt,
        updatedAt,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        paths,
        files,
        facts,
        history,
        extra);
  }

  /** Returns this header under another name. */
  public ManifestHeader named(String other, String series) {
    return new ManifestHeader(
        other,
        series,
        description,
        state,
        period,
        sourceUrl,
        createdAt,
        updatedAt,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        parquetPaths,
        files,
        facts,
        history,
        extra);
  }

  /** Returns this header with other options. */
  public ManifestHeader withOptions(Map<String, String> others) {
    return new ManifestHeader(
        name,
        publication,
        description,
        state,
        period,
        sourceUrl,
        createdAt,
        updatedAt,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        others,
        parquetPaths,
        files,
        facts,
        history,
        extra);
  }

  /** Returns this header with other further keys. */
  public ManifestHeader withExtra(Map<String, ? extends @Nullable Object> others) {
    return new ManifestHeader(
        name,
        publication,
        description,
        state,
        period,
        sourceUrl,
        createdAt,
        updatedAt,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        parquetPaths,
        files,
        facts,
        history,
        others);
  }

  /**
   * Returns this header with descriptions that were added to what is there, whether rows are loaded
   * or not: a draft is enriched from now on; a manifest further on was enriched in passing and is
   * in its state again, which its history says.
   *
   * @param words the issue's description; null where nobody said
   * @param others what is known of the issue, and what made the descriptions
   */
  public ManifestHeader enriched(
      @Nullable String words, IssueFacts others, Instant at, String run) {
    List<StateChange> changes = new ArrayList<>(history);
    changes.add(new StateChange(at, ManifestState.ENRICHED, run));
    ManifestState now = state == ManifestState.DRAFT ? ManifestState.ENRICHED : state;
    if (now != ManifestState.ENRICHED) {
      changes.add(new StateChange(at, now, run));
    }
    return new ManifestHeader(
        name,
        publication,
        words,
        now,
        period,
        sourceUrl,
        createdAt,
        at,
        lastLoaded,
        lastCheckedAt,
        lastUsed,
        extractionVersion,
        options,
        parquetPaths,
        files,
        others,
        changes,
        extra);
  }

  /**
   * Returns this header as that of a draft that is being loaded: it goes on from where the draft
   * has come to.
   */
  public ManifestHeader continuing(ManifestHeader draft) {
    boolean isBefore =
        draft.state() == ManifestState.DRAFT || draft.state() == ManifestState.ENRICHED;
    return !isBefore || draft.history().isEmpty()
        ? this
        : new ManifestHeader(
            name,
            publication,
            description,
            draft.state(),
            period,
            sourceUrl,
            createdAt,
            updatedAt,
            lastLoaded,
            lastCheckedAt,
            lastUsed,
            extractionVersion,
            options,
            parquetPaths,
            files,
            facts,
            draft.history(),
            extra);
  }
}
