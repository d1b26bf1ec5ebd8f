package org.datawarp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.datawarp.app.Program.Ended;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.R2Gate;
import org.datawarp.testing.R2Gate.Fault;
import org.datawarp.testing.S3Server;
import org.datawarp.testing.ServerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No secret is found in anything that good and failing runs leave behind: standard output, the log
 * and errors on standard error, journals, state files, manifests, rows of every table, and the
 * store.
 */
class SecretsIT {
  private static final String BUCKET = "nhs-archive";
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String WRONG = "WRONGneverShown+secret/of0123456789";
  private static final String TOKEN = "TOKENneverShown+of/aSession==";
  private static final String LOGIN = "LOGINneverShown0123";
  private static final String QUERY = "QUERYneverShown4567";
  private static final String DATABASE = "DATABASEneverShown89";
  private static final String PROXY = "PROXYneverShown1011";
  private static final List<String> SECRETS =
      List.of(S3Server.SECRET, WRONG, TOKEN, LOGIN, QUERY, DATABASE, PROXY);

  @TempDir private static Path servers;

  /** The server's programs, and tables it makes and deletes as it works: their rows are read. */
  private static final Pattern UNREAD =
      Pattern.compile("\\.datawarp/postgres/(?:\\d+|data/(?:base|global|pg_wal))/.*");

  private static S3Server server;
  private static R2Gate gate;
  private static HttpTestServer web;

  @TempDir private Path folder;

  private final String prefix = "nhs" + NUMBERS.incrementAndGet();
  private final String store = "r2://" + BUCKET + "/" + prefix;
  private final List<String> shown = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Path workspace;

  /** Whether each command runs in a process of its own. */
  private boolean processes;

  @BeforeAll
  static void start() {
    server = S3Server.start(servers.resolve("s3"), BUCKET);
    gate = R2Gate.start(server.port());
    web = HttpTestServer.start();
    web.serve("/waits-Sep-2025.csv", "Region,Waiting\nNorth,1\n".getBytes(UTF_8));
  }

  @AfterAll
  static void stop() {
    web.close();
    gate.close();
    server.close();
  }

  @BeforeEach
  void setUp() throws IOException {
    workspace = folder.resolve("workspace");
    environment.put("R2_ACCESS_KEY_ID", S3Server.KEY_ID);
    environment.put("R2_SECRET_ACCESS_KEY", S3Server.SECRET);
    run(0, "init");
    ServerTemplate.copyTo(workspace.resolve(".datawarp/postgres"));
    run(0, "db", "start");
    configure("secret_access_key: ${R2_SECRET_ACCESS_KEY}");
    for (String period : List.of("jul25", "aug25", "sep25")) {
      Path file = folder.resolve("waits.csv");
      Files.writeString(file, "Region,Patients\nNorth,1\nSouth,2\n");
      run(0, "refresh", "waits_" + period, "--url", file.toString());
    }
    run(0, "archive", "waits_jul25");
  }

  @AfterEach
  void tearDown() throws IOException {
    gate.failNoMore();
    environment.keySet().removeIf(name -> name.startsWith("DATAWARP_"));
    run(0, "db", "stop");
  }

  @Test
  void aGoodRunShowsNoSecret() throws IOException {
    Files.writeString(folder.resolve("key.txt"), S3Server.SECRET + "\n");
    run(0, "sync", "--dry-run");
    run(0, "sync");
    configure("secret_access_key: ${file:" + folder.resolve("key.txt") + "}");
    environment.remove("R2_SECRET_ACCESS_KEY");
    run(0, "sync", "--json");
    run(0, "sync", "verify", "--full");
    run(0, "sync", "pull", "**");
    run(0, "sync", "expire");
    run(0, "sync", "status");
    run(0, "backup", "create", "--to", store);
    run(0, "backup", "list", "--from", store);
    run(0, "backup", "verify", "--from", store);
    run(0, "restore", "waits_jul25", "--from", store);
    archiveTo(store + "-old");
    run(0, "retention", "apply", "--min-age", "0h", "--max-delete", "9");
    run(0, "sync", "--delete-local");
    run(0, "config", "show");
    run(0, "status");
    Files.delete(folder.resolve("key.txt"));

    requireNoSecret();
  }

  @Tag("slow")
  @Test
  void aSecretWrittenIntoTheConfigurationStaysThereInProcessesOfTheirOwnToo() throws IOException {
    processes = true;
    environment.remove("R2_SECRET_ACCESS_KEY");
    configure("secret_access_key: '" + S3Server.SECRET + "'");

    run(0, "sync");
    run(0, "backup", "create", "--to", store);
    run(0, "config", "show", "--origin");
    processes = false;
    run(0, "backup", "create");
    run(0, "db", "status");

    Files.delete(workspace.resolve(".datawarp/sync.yaml"));
    requireNoSecret();
  }

  @Test
  void theSecretOfAWrongKeyIsNotShown() throws IOException {
    archiveTo(store);
    environment.put("R2_SECRET_ACCESS_KEY", WRONG);

    assertThat(runAll(2, 2))
        .allMatch(said -> said.contains("secret does not belong to the access key"));

    requireNoSecret();
  }

  @Test
  void expiredCredentialsAreNotShownThoughTheServerRepeatsThem() throws IOException {
    archiveTo(store);
    environment.put("R2_SESSION_TOKEN", TOKEN);
    failAll(Fault.status(400, "ExpiredToken " + TOKEN + " has expired"));

    assertThat(runAll(2, 2)).allMatch(said -> said.contains("the credentials have expired"));

    failAll(Fault.status(400, "Odd sent: " + TOKEN + " " + S3Server.SECRET));
    assertThat(run(16, "sync")).contains("refused: sent: *** ***");
    requireNoSecret();
  }

  @Test
  void whatARefusedTokenIsWithIsNotShown() throws IOException {
    archiveTo(store);
    failAll(Fault.status(403, "AccessDenied"));

    assertThat(runAll(16, 3)).allMatch(said -> said.contains("access refused"));

    failAll(Fault.of(Fault.Kind.SKEWED, 7200));
    assertThat(run(16, "sync")).contains("clock is 2 hours ahead");
    requireNoSecret();
  }

  @Test
  void aStoreOutOfReachShowsNoSecret() throws IOException {
    archiveTo(store);
    write("endpoint: http://127.0.0.1:1\n  secret_access_key: ${R2_SECRET_ACCESS_KEY}", true);

    run(12, "sync");
    run(3, "backup", "create", "--to", store);
    run(0, "retention", "apply", "--min-age", "0h", "--max-delete", "9");
    run(0, "archive", "waits_sep25");
    run(0, "sync", "status");

    requireNoSecret();
  }

  @Test
  void secretsInAddressesAreNotShown() throws IOException {
    String endpoint = "http://user:" + LOGIN + "@127.0.0.1:1";
    for (String command : List.of("sync", "backup create", "backup list", "restore waits_jul25")) {
      String[] words = command.split(" ");
      run(2, with(words, "--from", store, "--endpoint", endpoint));
      run(2, with(words, "--from", store, "--endpoint", gate.endpoint() + "/?sig=" + QUERY));
      run(2, with(words, "--from", "s3://key:" + LOGIN + "@" + BUCKET + "/x"));
      run(2, with(words, "--from", store + "?X-Amz-Signature=" + QUERY));
    }
    run(2, "retention", "set", "waits_*", "--archive-to", "s3://key:" + LOGIN + "@" + BUCKET);
    run(2, "retention", "set", "waits_*", "--archive-to", store + "?token=" + QUERY);
    configure("endpoint: " + endpoint);
    run(2, "sync");
    configure("secret_access_key: ${" + "NO_SUCH_VARIABLE}");
    assertThat(run(2, "sync")).contains("NO_SUCH_VARIABLE");
    Files.delete(workspace.resolve(".datawarp/sync.yaml"));

    environment.put("HTTPS_PROXY", "http://user:" + PROXY + "@127.0.0.1:1");
    run(12, "sync", "--to", store, "--endpoint", "https://store.invalid");
    environment.remove("HTTPS_PROXY");

    String address = web.url("/waits-Sep-2025.csv").replace("//", "//user:" + LOGIN + "@");
    run(0, "refresh", "other_sep25", "--url", address);
    run(12, "refresh", "gone_sep25", "--url", web.url("/gone-Sep-2025.csv?token=" + QUERY));

    String url = "postgresql://user:" + DATABASE + "@127.0.0.1:1/nhs";
    run(15, "status", "--db-url", url);
    run(15, "backup", "create", "--db-url", url);
    run(0, "backup", "create");
    run(15, "backup", "restore", "--into", url);
    run(2, "status", "--db-url", "mysql://user:" + DATABASE + "@127.0.0.1/nhs");

    requireNoSecret();
  }

  /**
   * Runs every command that asks the store; returns what each says.
   *
   * @param status how they end
   * @param kept how a backup ends, which may have been made and only not sent
   */
  private List<String> runAll(int status, int kept) throws IOException {
    List<String> said = new ArrayList<>();
    for (String command :
        List.of("sync", "sync --dry-run", "sync verify --full", "sync pull **", "sync expire")) {
      said.add(run(status, command.split(" ")));
    }
    said.add(run(kept, "backup", "create", "--to", store));
    for (String command : List.of("backup list", "backup verify")) {
      said.add(run(status, with(command.split(" "), "--to", store)));
    }
    said.add(run(status, "restore", "waits_jul25", "--from", store));
    said.add(run(0, "retention", "apply", "--min-age", "0h", "--max-delete", "9"));
    return said;
  }

  private void archiveTo(String target) throws IOException {
    run(
        0,
        with(
            "retention set waits_* --periods 1 --days 0 --delete-after-archive --archive-to"
                .split(" "),
            target));
  }

  private void configure(String line) throws IOException {
    write(
        line.startsWith("endpoint") ? line : "endpoint: " + gate.endpoint() + "\n  " + line, false);
  }

  private void write(String lines, boolean autoSync) throws IOException {
    Files.writeString(
        workspace.resolve(".datawarp/sync.yaml"),
        "cloud:\n  bucket: %s\n  prefix: %s\n  %s\nsync:\n  auto_sync: %s\n  cloud_retention_days: 40\n"
            .formatted(BUCKET, prefix, lines, autoSync));
  }

  private static void failAll(Fault fault) {
    gate.failBy(request -> Optional.of(fault));
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Runs the program with all its steps logged; returns what it shows. */
  private String run(int status, String... words) throws IOException {
    String[] all = with(words, "--verbose", "--workspace", workspace.toString());
    Ended ended = processes ? inProcess(all) : here(all);
    assertThat(ended.status()).as(String.join(" ", words) + "\n" + ended).isEqualTo(status);
    String text = ended.out() + ended.err();
    shown.add(text);
    return text;
  }

  /** Runs the program in this process; what it logs goes to its errors, as it does in its own. */
  private Ended here(String... words) {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    PrintStream real = System.err;
    System.setErr(new PrintStream(logged, true, UTF_8));
    try {
      Ended ended = Program.run(environment, words);
      return new Ended(ended.status(), ended.out(), logged.toString(UTF_8) + ended.err());
    } finally {
      System.setErr(real);
    }
  }

  private Ended inProcess(String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(Arrays.asList(words));
    Path output = folder.resolve("shown.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(?i)DATAWARP_.*|R2_.*|AWS_.*|JAVA_.*|.*_PROXY"));
    builder.environment().putAll(environment);
    try {
      int status = builder.start().waitFor();
      String text = Files.readString(output);
      Files.delete(output);
      return new Ended(status, text, "");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void requireNoSecret() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < shown.size(); i++) {
      texts.put("what run " + i + " shows", shown.get(i));
    }
    texts.put("the rows of the database", rows());
    for (Path root : List.of(folder, servers)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (UNREAD.matcher(workspace.relativize(file).toString()).matches()) {
            continue;
          }
          texts.put(file.toString(), text(file));
        }
      }
    }
    assertThat(shown).as("the log is shown").anyMatch(text -> text.contains("DEBUG"));
    assertThat(texts.keySet())
        .anyMatch(name -> name.endsWith(".datawarp/sync.lock") || name.contains("/.sync/"))
        .anyMatch(name -> name.contains("/manifests/"));
    assertThat(texts.get("the rows of the database"))
        .contains("tbl_runs")
        .contains("tbl_refresh_events")
        .contains("waits_aug25");
    for (String secret : SECRETS) {
      for (String form : forms(secret)) {
        texts.forEach(
            (name, text) -> assertThat(text.contains(form)).as(form + " in " + name).isFalse());
      }
    }
  }

  /** Returns how a secret may be written. */
  private static List<String> forms(String secret) {
    return List.of(
        secret,
        URLEncoder.encode(secret, UTF_8),
        secret.replace("/", "\\/"),
        Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".gz")) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return new String(in.readAllBytes(), UTF_8);
      }
    }
    return new String(bytes, ISO_8859_1);
  }

  /** Returns every row of every table of the program's schema. */
  private String rows() {
    Workspace here = new Workspace(workspace);
    DatabaseSettings settings = DatabaseSettings.of(null, Map.of(), here.root(), here.postgres());
    StringBuilder rows = new StringBuilder();
    try (Database database = new Database(settings, Clock.systemUTC());
        Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'datawarp'")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet found =
            statement.executeQuery("SELECT t::text FROM datawarp." + table + " t")) {
          while (found.next()) {
            rows.append(table).append(' ').append(found.getString(1)).append('\n');
          }
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows.toString();
  }
}
