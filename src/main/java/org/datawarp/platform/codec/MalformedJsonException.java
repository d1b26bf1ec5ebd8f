package org.datawarp.platform.codec;

/** Text that is not the JSON it should be; the reader of the file says which file it was. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from what is wrong and where. */
  MalformedJsonException(String message) {
    super(message);
  }
}
