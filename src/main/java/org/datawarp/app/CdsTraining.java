package org.datawarp.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.datawarp.cli.Console;
import org.datawarp.cli.RootCommand;
import org.datawarp.platform.io.TemporaryFolder;

/**
 * Loads the classes of the usual commands, so that the launcher can keep them in a class-data
 * archive. Works in a temporary folder of its own and without the user's environment; touches no
 * workspace and no database, and sends nothing to anybody but itself.
 */
final class CdsTraining {
  /** The system property that asks for it. */
  static final String PROPERTY = "org.datawarp.training";

  /** Packages whose classes are loaded without being run, as running them needs a database. */
  private static final List<String> PACKAGES =
      List.of(
          "org/datawarp/",
          "org/postgresql/",
          "com/zaxxer/hikari/",
          "picocli/",
          "org/snakeyaml/engine/",
          "ch/qos/logback/classic/",
          "ch/qos/logback/core/",
          "org/apache/parquet/column/",
          "org/apache/parquet/schema/",
          "org/apache/parquet/format/",
          "org/apache/parquet/bytes/",
          "org/apache/parquet/hadoop/",
          "org/apache/parquet/io/",
          "shaded/parquet/com/fasterxml/jackson/",
          "software/amazon/awssdk/core/internal/http/",
          "software/amazon/awssdk/core/interceptor/",
          "software/amazon/awssdk/http/",
          "software/amazon/awssdk/protocols/",
          "software/amazon/awssdk/services/s3/model/PutObject",
          "software/amazon/awssdk/services/s3/model/UploadPartRe",
          "software/amazon/awssdk/services/s3/model/CreateMultipartUpload",
          "software/amazon/awssdk/services/s3/model/CompleteMultipartUpload",
          "software/amazon/awssdk/services/s3/model/HeadObject",
          "software/amazon/awssdk/services/s3/model/GetObjectRe",
          "software/amazon/awssdk/services/s3/model/ListObjectsV2");

  /** A key for requests that reach no server. */
  private static final Map<String, String> KEY =
      Map.of("AWS_ACCESS_KEY_ID", "training", "AWS_SECRET_ACCESS_KEY", "training");

  /** A port of this machine that nobody listens on: a client is made, and hangs up. */
  private static final String NOBODY = "http://127.0.0.1:1";

  private static final String CSV =
      "Period,Organisation,Open referrals\n2025-08,RAA,12\n2025-08,RAB,*\n2025-08,RAC,1.5\n";

  void run() {
    try {
      try (TemporaryFolder folder = TemporaryFolder.create()) {
        commands(folder.path());
      }
      loadClasses();
    } catch (IOException e) {
      throw new IllegalStateException("training failed", e);
    }
  }

  private static void commands(Path folder) throws IOException {
    String csv = Files.writeString(folder.resolve("adhd_aug25.csv"), CSV).toString();
    String nowhere = folder.resolve("nowhere").toString();
    command("--version");
    command("--help");
    command("refresh", "--help");
    command("list", "--workspace", nowhere);
    command("list", "--workspace", nowhere, "--json");
    command("status", "--workspace", nowhere);
    command("config", "show", "--workspace", nowhere);
    command("inspect", csv);
    command("inspect", csv, "--json");
    try (TrainingServer server = TrainingServer.start()) {
      // The first is asked for a password and refused.
      command("list", "--workspace", nowhere, "--db-url", server.url());
      command("list", "--workspace", nowhere, "--db-url", server.url());
      command("status", "--workspace", nowhere, "--db-url", server.url());
    }
    String workspace = folder.resolve("workspace").toString();
    command("init", "--workspace", workspace);
    command(
        "sync", "--workspace", workspace, "--to", "s3://training", "--endpoint", NOBODY, "--json");
  }

  private static void command(String... arguments) {
    PrintWriter nothing = new PrintWriter(Writer.nullWriter());
    RootCommand.execute(
        "datawarp " + Version.TEXT,
        options -> new Application(options, KEY),
        new Console(nothing, nothing, false, false),
        arguments);
  }

  private static void loadClasses() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("java.class.path", ""))) {
      jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .filter(name -> PACKAGES.stream().anyMatch(name::startsWith))
          .forEach(name -> load(name.substring(0, name.length() - 6).replace('/', '.')));
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, CdsTraining.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return; // a class for a library that is not in the program; no command needs it
    }
  }
}
