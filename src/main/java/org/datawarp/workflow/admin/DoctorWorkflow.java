package org.datawarp.workflow.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.dump.PgDump;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.admin.DoctorReport.Check;
import org.datawarp.workflow.admin.DoctorReport.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the other commands stand on: versions, disk, permissions, server, clock, object
 * store. Changes nothing; a check that fails keeps no other from being made.
 */
public final class DoctorWorkflow {
  private static final long LITTLE = 2_000_000_000L;
  private static final long TOO_LITTLE = 500_000_000L;
  private static final Duration APART = Duration.ofSeconds(60);

  private final WorkspaceContext context;
  private final Supplier<Boolean> hasStore;
  private final Supplier<ObjectStores> stores;
  private final Map<String, String> environment;
  private final List<Check> checks = new ArrayList<>();

  /**
   * Makes the workflow.
   *
   * @param hasStore whether a bucket is configured
   * @param stores opens it
   * @param environment where programs are looked for
   */
  public DoctorWorkflow(
      WorkspaceContext context,
      Supplier<Boolean> hasStore,
      Supplier<ObjectStores> stores,
      Map<String, String> environment) {
    this.context = context;
    this.hasStore = hasStore;
    this.stores = stores;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Makes all checks.
   *
   * @param version the program's version
   */
  public DoctorReport examine(String version) {
    add("program", Verdict.OK, version + ", Java " + System.getProperty("java.version"), null);
    memory();
    attempt("settings", this::configuration);
    attempt("workspace", this::workspace);
    attempt("disk", () -> disk("disk", existing(context.workspace().root())));
    attempt("temporary", () -> disk("temporary", Path.of(System.getProperty("java.io.tmpdir"))));
    if (context.findIdentity().isPresent()) {
      attempt("database", this::database);
    }
    attempt("store", this::store);
    return new DoctorReport(context.workspace().root().toString(), checks);
  }

  private void memory() {
    long most = Runtime.getRuntime().maxMemory();
    add("memory", Verdict.OK, String.format(Locale.ROOT, "at most %,d MB", most / 1_000_000), null);
  }

  private void configuration() {
    String bundle = context.configuration().text(ConfigurationKey.CA_BUNDLE);
    if (bundle != null && !Files.isReadable(Path.of(bundle))) {
      add(
          "settings",
          Verdict.FAILED,
          "the certificates " + bundle + " cannot be read",
          "mend ca_bundle: see 'datawarp config show --origin'");
      return;
    }
    add("settings", Verdict.OK, "can be read", null);
  }

  private void workspace() {
    Workspace workspace = context.workspace();
    if (context.findIdentity().isEmpty()) {
      add(
          "workspace",
          Verdict.WARNING,
          "there is none in " + workspace.root(),
          "make one with 'datawarp init', or name another with --workspace");
      return;
    }
    List<Path> closed =
        List.of(
                workspace.root(),
                workspace.root().resolve(".datawarp"),
                workspace.activeManifests(),
                workspace.downloads(),
                workspace.root().resolve("output/current"),
                workspace.root().resolve("archive"))
            .stream()
            .filter(folder -> Files.exists(folder) && !Files.isWritable(folder))
            .toList();
    if (closed.isEmpty()) {
      add("workspace", Verdict.OK, workspace.root() + ", its folders can be written", null);
    } else {
      add(
          "workspace",
          Verdict.FAILED,
          closed.get(0) + " cannot be written" + (closed.size() > 1 ? ", nor others" : ""),
          "give this user the right to write there, or run as the folder's owner");
    }
  }

  private void disk(String name, Path folder) {
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      add(name, Verdict.FAILED, folder + ": " + IoErrors.of(e), "check the disk and its mount");
      return;
    }
    String found = String.format(Locale.ROOT, "%,d MB free in %s", free / 1_000_000, folder);
    if (free < TOO_LITTLE) {
      add(name, Verdict.FAILED, found, "make room: 'datawarp cleanup' shows what can go");
    } else if (free < LITTLE) {
      add(name, Verdict.WARNING, found, "a large refresh may not fit; make room in time");
    } else {
      add(name, Verdict.OK, found, null);
    }
  }

  private void database() {
    String server =
        context
            .database()
            .read(
                "asking the server",
                connection ->
                    Query.find(
                            connection,
                            "asking for the server's version",
                            "SHOW server_version",
                            row -> row.getString(1))
                        .orElse("unknown"));
    context.database().requireSchema();
    boolean embedded = context.database().embedded() != null;
    add(
        "database",
        Verdict.OK,
        "PostgreSQL " + server + (embedded ? ", embedded" : ", external") + ", schema up to date",
        null);
    clock();
    dump(server);
  }

  private void clock() {
    Instant theirs =
        context
            .database()
            .read(
                "asking for the time",
                connection ->
                    Query.find(
                            connection,
                            "asking for the time",
                            "SELECT clock_timestamp()",
                            row -> Objects.requireNonNull(row.getTimestamp(1)).toInstant())
                        .orElseThrow());
    Duration apart = Duration.between(theirs, context.clock().instant()).abs();
    if (apart.compareTo(APART) > 0) {
      add(
          "clock",
          Verdict.WARNING,
          "this machine and the server are " + apart.toSeconds() + " s apart",
          "set both by NTP: ages and grace periods are counted by them");
    } else {
      add("clock", Verdict.OK, "as the server's", null);
    }
  }

  private void dump(String server) {
    int major = Integer.parseInt(server.split("[^0-9]", 2)[0]);
    Optional<PgDump> found = PgDump.find(major, environment);
    add(
        "pg_dump",
        Verdict.OK,
        found.isPresent()
            ? "there is one for PostgreSQL " + major
            : "none for PostgreSQL " + major + "; backups are written without it",
        null);
  }

  private void store() {
    if (!hasStore.get()) {
      add("store", Verdict.OK, "none is configured", null);
      return;
    }
    try (ObjectStore store = stores.get().open(null, null)) {
      store.list("", null);
      add("store", Verdict.OK, store.address() + " answers and lists its objects", null);
    }
  }

  /** Makes a check; a failure becomes its answer. */
  private void attempt(String name, Runnable check) {
    try {
      check.run();
    } catch (DatawarpException e) {
      add(name, Verdict.FAILED, String.valueOf(e.getMessage()), e.hint());
    }
  }

  private void add(String name, Verdict verdict, String found, @Nullable String remedy) {
    checks.add(new Check(name, verdict, found, remedy));
  }

  private static Path existing(Path folder) {
    Path found = folder.toAbsolutePath();
    while (found.getParent() != null && !Files.exists(found)) {
      found = found.getParent();
    }
    return found;
  }
}
