package org.datawarp.storage.object;

import java.util.List;

/**
 * Which key the file of a workspace has in a store, and the way back: the path without {@code
 * archive/} for what was archived, {@code backups/…} as it is, anything else below {@code
 * workspace/}.
 */
public final class ArchiveKeys {
  /** The keys that are the program's own and no file's. */
  public static final String OWN = ".datawarp/";

  private static final String ARCHIVE = "archive/";
  private static final String OTHER = "workspace/";
  private static final List<String> ARCHIVED = List.of("manifests/", "parquet/", "downloads/");
  private static final String BACKUPS = "backups/";

  private ArchiveKeys() {}

  /**
   * Returns the key of a file.
   *
   * @param path relative to the workspace, with forward slashes
   */
  public static String keyOf(String path) {
    if (path.startsWith(ARCHIVE) && isArchived(path.substring(ARCHIVE.length()))) {
      return path.substring(ARCHIVE.length());
    }
    return path.startsWith(BACKUPS) ? path : OTHER + path;
  }

  /** Returns the path of a key's file; the opposite of {@link #keyOf}. */
  public static String pathOf(String key) {
    if (isArchived(key)) {
      return ARCHIVE + key;
    }
    return key.startsWith(OTHER) ? key.substring(OTHER.length()) : key;
  }

  /** Tells whether a name can be a key in every kind of store. */
  public static boolean isUsable(String key) {
    return ObjectKeys.isUsable(key);
  }

  /** Tells whether an object may be replaced: a backup's description gets the date of its trial. */
  public static boolean isRewritten(String key) {
    return key.startsWith(BACKUPS) && key.endsWith(".meta");
  }

  private static boolean isArchived(String key) {
    return ARCHIVED.stream().anyMatch(key::startsWith);
  }
}
