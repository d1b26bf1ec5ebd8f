package org.datawarp.repository;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * One file a committed run owes to its readers. Paths are relative to the workspace.
 *
 * @param action what is to be done
 * @param from the file now
 * @param to where it belongs
 * @param sha256 the SHA-256 of its bytes
 * @param replaces of a file that is replaced, the SHA-256 of the one in its place when the run was
 *     decided, empty where there was none: what else is there by then is not replaced; null where
 *     an older program did not note it, and for other actions
 */
public record FileOperation(
    Action action, String from, String to, String sha256, @Nullable String replaces) {
  /** Makes an item that notes nothing of the file it replaces. */
  public FileOperation(Action action, String from, String to, String sha256) {
    this(action, from, to, sha256, null);
  }

  /** Returns this item with the SHA-256 of the file that it may replace, empty for none. */
  public FileOperation replacing(String before) {
    return new FileOperation(action, from, to, sha256, before);
  }

  /** What is to be done with a file. */
  public enum Action {
    /** Keep the old file under a second, free name: nothing there is ever overwritten. */
    KEEP,
    /** Put the new file in the old one's place. */
    REPLACE,
    /** Take a file away that was kept before. */
    REMOVE,
    /**
     * Move a file to a free place: into a run's trash, or back. A file that somebody has changed
     * meanwhile stays where it is.
     */
    MOVE
  }

  public Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action.name());
    map.put("from", from);
    map.put("to", to);
    map.put("sha256", sha256);
    if (replaces != null) {
      map.put("replaces", replaces);
    }
    return map;
  }

  static FileOperation of(Map<?, ?> json) {
    return new FileOperation(
        Action.valueOf(String.valueOf(json.get("action"))),
        String.valueOf(json.get("from")),
        String.valueOf(json.get("to")),
        String.valueOf(json.get("sha256")),
        json.get("replaces") instanceof String before ? before : null);
  }

  /** Reads a stored list. */
  public static List<FileOperation> list(String json) {
    try {
      Object list = JsonCodec.read("{\"items\":" + json + "}").get("items");
      List<FileOperation> items = new ArrayList<>();
      if (list instanceof List<?> entries) {
        for (Object entry : entries) {
          if (entry instanceof Map<?, ?> map) {
            items.add(FileOperation.of(map));
          }
        }
      }
      return items;
    } catch (MalformedJsonException e) {
      throw new DatabaseException(
          "the list of files a run has to publish is damaged in datawarp.tbl_runs", null, e);
    }
  }
}
