package org.datawarp.workflow.remove;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * A source that goes.
   *
   * @param code its code
   * @param manifest the manifest that owns it; null for canonical and adopted ones
   * @param table its staging table, with the schema
   * @param rowCount rows in its exports; null before the first export
   * @param sizeBytes bytes of its exports
   * @param files its exports and descriptions, relative to the workspace
   * @param views views that read its table, and go on reading it in the trash
   */
  public record GoingSource(
      String code,
      @Nullable String manifest,
      String table,
      @Nullable Long rowCount,
      long sizeBytes,
      List<String> files,
      List<String> views) {
    /** Copies the lists. */
    public GoingSource {
      files = List.copyOf(files);
      views = List.copyOf(views);
    }

    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", code);
      map.put("manifest", manifest);
      map.put("table", table);
      map.put("rows", rowCount);
      map.put("size_bytes", sizeBytes);
      map.put("files", files);
      map.put("views", views);
      return map;
    }
  }

  /**
   * A manifest that goes.
   *
   * @param name its name
   * @param path its file, relative to the workspace
   * @param state its state, lower case
   */
  public record GoingManifest(String name, String path, String state) {
    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("manifest", name);
      map.put("path", path);
      map.put("state", state);
      return map;
    }
  }

  /** Returns the plan as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("sources", sources.stream().map(GoingSource::json).toList());
    map.put("manifests", manifests.stream().map(GoingManifest::json).toList());
    map.put("warnings", warnings);
    return map;
  }
}
