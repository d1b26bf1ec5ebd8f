package org.datawarp.model;

/**
 * A file or folder of a workspace that cannot be read, so that nobody knows what is in it.
 *
 * @param path relative to the workspace, with slashes
 * @param reason why, for people
 */
public record UnreadablePath(String path, String reason) {
  /** Tells whether another path is this one or lies below it. */
  public boolean covers(String other) {
    return other.equals(path) || other.startsWith(path + "/");
  }

  /** Tells whether it is one of a folder's, or the folder itself. */
  public boolean isIn(String folder) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }
}
