package org.datawarp.storage.object;

import java.io.IOException;

/**
 * An answer that no object store gives: a sign-in page of the network, say, or another server's.
 */
public final class NotAStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotAStoreException(String what, int status) {
    super(what + " (HTTP " + status + ")");
  }
}
