package org.datawarp.app;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.error.UsageException;

/**
 * The encoding in which Java writes names of files, which it takes from the locale when it starts.
 *
 * <p>Under {@code LC_ALL=C}, which cron has, names beyond ASCII reach the program as question marks
 * and lead to other files. The launcher sets a locale that has them; without it they are refused.
 */
final class FileNameEncoding {
  private static final char LOST = '\ufffd';
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private final Charset charset;
  private final String currentFolder;

  /** Builds it for an encoding and the current folder, as Java names them. */
  FileNameEncoding(String name, String currentFolder) {
    this.charset = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    this.currentFolder = currentFolder;
  }

  /** Returns that of this process. */
  static FileNameEncoding ofThisProcess() {
    return new FileNameEncoding(
        System.getProperty("sun.jnu.encoding", "UTF-8"), System.getProperty("user.dir", ""));
  }

  /**
   * Refuses names that got lost on the way here.
   *
   * @throws UsageException if an argument or the current folder has a name that cannot be read
   */
  void check(List<String> arguments) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      return;
    }
    if (isLost(currentFolder)) {
      throw refused("the current folder's name");
    }
    for (String argument : arguments) {
      if (isLost(argument) || (argument.indexOf('?') >= 0 && commandLineIsBeyondAscii())) {
        throw refused("an argument (" + argument + ")");
      }
    }
  }

  private boolean isLost(String text) {
    return text.indexOf(LOST) >= 0 || !charset.newEncoder().canEncode(text);
  }

  private static boolean commandLineIsBeyondAscii() {
    try {
      for (byte b : Files.readAllBytes(COMMAND_LINE)) {
        if (b < 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // not on Linux: nothing more is known
    }
  }

  private UsageException refused(String what) {
    return new UsageException(
        what + " holds characters that the locale's encoding, " + charset + ", does not have",
        "start the program as 'datawarp', or set LC_ALL=C.UTF-8 before 'java -jar' (in a crontab:"
            + " a line LC_ALL=C.UTF-8 above)");
  }
}
