package org.datawarp.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One way to start the packaged program.
 *
 * @param name the way, for people
 * @param java the JDK's folder
 * @param command what is put before the arguments
 */
record PackagedProgram(String name, Path java, List<String> command) {
  static final Path JAR =
      Path.of(System.getProperty("datawarp.jar", "target/datawarp.jar")).toAbsolutePath();
  static final Path SCRIPT = JAR.resolveSibling("datawarp");

  /** What is tried does not depend on how far Java compiles, which costs more than the program. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** How a run ended. */
  record Ended(int status, String out, String err) {}

  /** The launcher and the JAR on this JDK, and on a JDK 25 where one is found. */
  static List<PackagedProgram> all() {
    List<PackagedProgram> programs = new ArrayList<>();
    for (Path java : javas()) {
      String jdk = java.getFileName().toString();
      programs.add(new PackagedProgram("launcher on " + jdk, java, List.of(SCRIPT.toString())));
      List<String> plain = new ArrayList<>();
      plain.add(java.resolve("bin").resolve("java").toString());
      plain.addAll(QUICK);
      plain.addAll(List.of("-jar", JAR.toString()));
      programs.add(new PackagedProgram("JAR on " + jdk, java, plain));
    }
    return programs;
  }

  /** Runs with standard input closed. */
  Ended run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile("datawarp-test-", ".out");
    Path err = Files.createTempFile("datawarp-test-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Map<String, String> variables = builder.environment();
      variables.keySet().removeIf(name -> name.startsWith("DATAWARP_") || name.startsWith("JAVA_"));
      variables.put("JAVA_HOME", java.toString());
      variables.put("DATAWARP_JAVA_OPTIONS", QUICK.get(0));
      variables.put(
          "XDG_CACHE_HOME",
          JAR.resolveSibling("test-cache" + System.getProperty("datawarp.fork", "")).toString());
      environment.forEach(
          (key, value) -> {
            if (value.isEmpty()) {
              variables.remove(key);
            } else {
              variables.put(key, value);
            }
          });
      Process process = builder.start();
      process.getOutputStream().close();
      int status = process.waitFor();
      return new Ended(status, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<Path> javas() {
    List<Path> javas = new ArrayList<>();
    javas.add(Path.of(System.getProperty("java.home")));
    String named = System.getenv("DATAWARP_TEST_JAVA25");
    if (named != null && !named.isBlank()) {
      javas.add(Path.of(named));
      return javas;
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> folders = Files.list(installed)) {
        folders
            .filter(folder -> folder.getFileName().toString().contains("25"))
            .filter(folder -> Files.isExecutable(folder.resolve("bin").resolve("java")))
            .sorted()
            .findFirst()
            .ifPresent(javas::add);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return javas;
  }
}
