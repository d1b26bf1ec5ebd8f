package org.datawarp.platform.postgres;

/** Whether a database may be written to that is not the workspace's usual one. */
public enum DatabaseAcceptance {
  /** Only the one the workspace was last used with. */
  USUAL,
  /** Any: a person has said that it is the right one. */
  ANY
}
