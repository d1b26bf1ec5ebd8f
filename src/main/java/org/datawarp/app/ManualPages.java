package org.datawarp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.datawarp.cli.RootCommand;

/** Writes the manual pages; the build does so beside the JAR. */
final class ManualPages {
  private ManualPages() {}

  /** Writes them into the folder that is named. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> page :
        RootCommand.manualPages("datawarp " + Version.TEXT).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }
}
