package org.datawarp.cli;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the running program is, so that others can be told how to start it. */
public final class ProgramPlace {
  private static final String NAME = "datawarp";

  private ProgramPlace() {}

  /**
   * Returns the words that start the program: its script, else Java with its JAR, else its name.
   */
  public static List<String> words() {
    Path file = file();
    if (file == null || !Files.isRegularFile(file)) {
      return List.of(NAME);
    }
    if (!file.toString().endsWith(".jar")) {
      return List.of(file.toString());
    }
    Path script = file.resolveSibling(NAME);
    return Files.isExecutable(script)
        ? List.of(script.toString())
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            file.toString());
  }

  /** Returns the folder of the Java that runs. */
  public static @Nullable String javaHome() {
    String home = System.getProperty("java.home");
    return home == null || home.isEmpty() ? null : home.replace(File.separatorChar, '/');
  }

  private static @Nullable Path file() {
    CodeSource source = ProgramPlace.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      return null; // no file of this machine's
    }
  }
}
