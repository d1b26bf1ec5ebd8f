package org.datawarp.storage.object;

/**
 * Is told of bytes while they are transferred; called by the thread that moves them, which it may
 * hold up to keep to a rate.
 */
@FunctionalInterface
public interface TransferListener {
  /** A flow that nothing is done about. */
  TransferListener FREE = bytes -> {};

  /** Takes note of so many bytes that are about to go out or came in. */
  void passed(int bytes);
}
