package org.datawarp.storage.workspace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.io.LockFile;

/** Another program that takes a lock of a workspace and keeps it until its input ends. */
public final class LockProgram implements AutoCloseable {
  private final Process process;
  private final String firstLine;

  private LockProgram(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  /** Starts the program and waits for its first line. */
  public static LockProgram start(Path root, String what) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockProgram.class.getName(),
                    root.toString(),
                    what))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new LockProgram(process, String.valueOf(out.readLine()));
  }

  /** Returns {@code held}, or what the program was refused with. */
  public String firstLine() {
    return firstLine;
  }

  long pid() {
    return process.pid();
  }

  /** Ends the program as the system does when it runs out of memory. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it in order. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  /** Holds {@code shared}, {@code exclusive}, {@code gate} or the folder of {@code run}. */
  public static void main(String[] arguments) throws IOException {
    Workspace workspace = new Workspace(Path.of(arguments[0]));
    try (AutoCloseable held = hold(workspace, arguments[1])) {
      System.out.println(held == null ? "refused" : "held");
      System.in.read();
    } catch (LockedException e) {
      System.out.println(e.getMessage());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static AutoCloseable hold(Workspace workspace, String what) {
    return switch (what) {
      case "shared" ->
          WorkspaceLock.acquire(workspace, LockFile.Mode.SHARED, "refresh b", Duration.ZERO);
      case "exclusive" ->
          WorkspaceLock.acquire(workspace, LockFile.Mode.EXCLUSIVE, "cleanup", Duration.ZERO);
      case "gate" -> LockFile.hold(workspace.state().resolve("gate"));
      default -> RunFolder.openAbandoned(workspace, what).orElse(null);
    };
  }
}
