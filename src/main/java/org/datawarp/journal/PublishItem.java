package org.datawarp.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One file a committed run owes to its readers. Paths are relative to the workspace.
 *
 * @param action what is to be done
 * @param from the file now
 * @param to where it belongs
 * @param sha256 the SHA-256 of its bytes
 */
public record PublishItem(Action action, String from, String to, String sha256) {
  /** What is to be done with a file. */
  public enum Action {
    /** Keep the old file under a second, free name: nothing there is ever overwritten. */
    KEEP,
    /** Put the new file in the old one's place. */
    REPLACE,
    /** Take a file away that was kept before. */
    REMOVE
  }

  Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action.name());
    map.put("from", from);
    map.put("to", to);
    map.put("sha256", sha256);
    return map;
  }

  static PublishItem of(Map<?, ?> json) {
    return new PublishItem(
        Action.valueOf(String.valueOf(json.get("action"))),
        String.valueOf(json.get("from")),
        String.valueOf(json.get("to")),
        String.valueOf(json.get("sha256")));
  }
}
