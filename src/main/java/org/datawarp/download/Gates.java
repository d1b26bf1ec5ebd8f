package org.datawarp.download;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.datawarp.workspace.FileGate;

/** Work done while a lock file is held. */
final class Gates {
  private Gates() {}

  @SuppressWarnings("try") // the gate is held, not used
  static <T> T behind(Path lockFile, Supplier<T> work) {
    try (FileGate gate = FileGate.hold(lockFile)) {
      return work.get();
    }
  }
}
