package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.platform.postgres.SqlErrors;

/**
 * Runs PostgreSQL's programs, which refuse to run as root.
 *
 * <p>For root there are two ways around that. In a user namespace of its own ({@code unshare -U})
 * the process has no name but keeps root's rights to files, and these stay root's. Where namespaces
 * are forbidden, as in most containers, {@code setpriv} makes it nobody, with the one capability it
 * needs to reach the folder. Data that another user made are served as that user.
 */
public final class ServerLauncher {
  private static final int NOBODY = 65534;
  private static final int NOT_STARTED = 127;
  private static final Set<String> KEPT_VARIABLES =
      Set.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "USER", "LOGNAME");

  private final ServerFolder folder;
  private final List<String> prefix;

  public ServerLauncher(ServerFolder folder, List<String> prefix) {
    this.folder = folder;
    this.prefix = List.copyOf(prefix);
  }

  /**
   * What a program left behind.
   *
   * @param exitCode its exit code
   * @param output both its outputs
   */
  public record Outcome(int exitCode, String output) {
    public boolean isSuccess() {
      return exitCode == 0;
    }

    /** Returns the last line that says something. */
    public String lastLine() {
      return output
          .lines()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("exit code " + exitCode);
    }
  }

  /** Finds the way that works for this user and this folder's data. */
  static ServerLauncher of(ServerFolder folder) {
    int self = userOfThisProcess();
    if (self != 0) {
      return new ServerLauncher(folder, List.of());
    }
    int owner = Files.isDirectory(folder.data()) ? owner(folder.data()) : 0;
    if (owner == 0) {
      List<String> namespace = List.of("unshare", "-U", "--");
      if (works(folder, namespace)) {
        return new ServerLauncher(folder, namespace);
      }
    }
    List<String> otherUser = asUser(owner == 0 ? NOBODY : owner);
    if (owner != 0 || !Files.isDirectory(folder.data())) {
      if (works(folder, otherUser)) {
        return new ServerLauncher(folder, otherUser);
      }
    }
    throw new DatabaseException(
        "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here",
        "run as another user, or name an external server with --db-url");
  }

  /**
   * Returns the words that run a program as another user who can reach root's folders.
   *
   * <p>Source: capabilities(7): access(2), which PostgreSQL asks about its own programs, minds the
   * capability of another user only under no_setuid_fixup.
   */
  public static List<String> asUser(int user) {
    return List.of(
        "setpriv",
        "--securebits=+no_setuid_fixup",
        "--reuid=" + user,
        "--regid=" + user,
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--");
  }

  /**
   * Runs a program in the folder and waits for it.
   *
   * @param command the program and its arguments
   * @param input what it reads
   * @param seconds how long it may take before it is killed
   */
  public Outcome run(List<String> command, String input, long seconds) {
    // Files, not pipes: a server started by the program may hold its outputs open.
    Path in = folder.unfinished("input");
    Path out = folder.unfinished("output");
    folder.write(in, input);
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile());
    restrictEnvironment(builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome(NOT_STARTED, SqlErrors.oneLine(e.getMessage()));
    }
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(NOT_STARTED, "no end after " + seconds + " seconds");
      }
      String output = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw ServerFolder.failed("running " + command.get(0), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while preparing the database", null, e);
    }
  }

  /** A server outlives us: secrets of this program's environment are not for it. */
  private static void restrictEnvironment(Map<String, String> environment) {
    environment.keySet().retainAll(KEPT_VARIABLES);
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
  }

  private static boolean works(ServerFolder folder, List<String> prefix) {
    return new ServerLauncher(folder, prefix).run(List.of("test", "-w", "."), "", 10).isSuccess();
  }

  private static int userOfThisProcess() {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return owner(self);
    }
    return "root".equals(Optional.ofNullable(System.getProperty("user.name")).orElse("")) ? 0 : -1;
  }

  private static int owner(Path path) {
    try {
      return (Integer) Files.getAttribute(path, "unix:uid");
    } catch (IOException e) {
      throw ServerFolder.failed("reading the owner of " + path, e);
    }
  }
}
