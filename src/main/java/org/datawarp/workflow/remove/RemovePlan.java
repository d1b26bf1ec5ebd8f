package org.datawarp.workflow.remove;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes, and what goes with it.
 *
 * @param sources the sources
 * @param manifests the manifests that go with their last source, or by themselves
 * @param warnings what a person should know before
 */
public record RemovePlan(
    List<GoingSource> sources, List<GoingManifest> manifests, List<String> warnings) {
  /** Copies the lists. */
  public RemovePlan {
    sources = List.copyOf(sources);
    manifests = List.copyOf(manifests);
    warnings = List.copyOf(warnings);
  }

  /**
   * A source that goes, or one period of a canonical source that keeps others.
   *
   * @param source its code
   * @param period the period that goes; null for all of the source
   * @param manifest the manifest that owns it; null for canonical and adopted ones
   * @param table its staging table, with the schema
   * @param rows rows in its exports; null before the first export
   * @param sizeBytes bytes of its exports
   * @param files its exports and descriptions, relative to the workspace
   * @param views views that read its table, and go on reading it: in the trash, if all of it goes
   */
  public record GoingSource(
      String source,
      @Nullable String period,
      @Nullable String manifest,
      String table,
      @Nullable Long rows,
      long sizeBytes,
      List<String> files,
      List<String> views) {
    /** Copies the lists. */
    public GoingSource {
      files = List.copyOf(files);
      views = List.copyOf(views);
    }
  }

  /**
   * A manifest that goes.
   *
   * @param manifest its name
   * @param path its file, relative to the workspace
   * @param state its state, lower case
   */
  public record GoingManifest(String manifest, String path, String state) {}
}
