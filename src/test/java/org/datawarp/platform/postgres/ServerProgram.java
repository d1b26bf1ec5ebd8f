package org.datawarp.platform.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A program that uses the embedded server, in a process of its own, so that it can be killed. */
final class ServerProgram {
  private static final String READY = "ready";

  private final Process process;

  private ServerProgram(Process process) {
    this.process = process;
  }

  /** Reads one value, says so, and leaves when its input ends. */
  public static void main(String[] arguments) throws IOException {
    DatabaseSettings settings = DatabaseSettings.embedded(Path.of(arguments[0]));
    try (Database database = new Database(settings, Clock.systemUTC())) {
      database.requireSchema();
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // Whatever is said, only the end counts.
      }
    }
  }

  static ServerProgram start(Path folder, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx200m"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ServerProgram.class.getName(), folder.toString()));
    return new ServerProgram(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until it has read from the database. */
  void awaitReady() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IllegalStateException("the program ended without reading");
      }
    }
  }

  /** Lets it leave, and returns its exit code. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
