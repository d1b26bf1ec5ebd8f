package org.datawarp.workflow.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.model.RunListener;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.testing.S3Server;
import org.datawarp.workflow.sync.SyncWorkflow.LossHandling;

/** A workspace and its syncs with a server. */
final class SyncFixture {
  private static final HttpSettings DIRECT =
      new HttpSettings(uri -> Optional.empty(), SyncFixture::defaultTrust);

  private final Workspace workspace;
  private final String to;
  private final String endpoint;
  private final Map<String, String> environment = new HashMap<>();
  private Clock clock = Clock.systemUTC();

  /** Makes a workspace in a folder. */
  SyncFixture(Path folder, String to, String endpoint) {
    this.workspace = new Workspace(folder);
    this.to = to;
    this.endpoint = endpoint;
    environment.put("R2_ACCESS_KEY_ID", S3Server.KEY_ID);
    environment.put("R2_SECRET_ACCESS_KEY", S3Server.SECRET);
    new WorkspaceSetup(workspace).create("");
  }

  Workspace workspace() {
    return workspace;
  }

  Map<String, String> environment() {
    return environment;
  }

  void setClock(Clock other) {
    clock = other;
  }

  /** Writes a file of random bytes that are always the same. */
  Path write(String path, int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new Random(path.hashCode()).nextBytes(bytes);
    return write(path, bytes);
  }

  Path write(String path, byte[] bytes) {
    try {
      Path file = workspace.root().resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code .datawarp/sync.yaml}. */
  void configure(String yaml) {
    try {
      Files.writeString(workspace.syncConfigurationFile(), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the store that is synced. */
  Destination destination() {
    return new ObjectStores(this::configuration, DIRECT, clock).destination(to, endpoint);
  }

  SyncWorkflow workflow() {
    ObjectStores stores = new ObjectStores(this::configuration, DIRECT, clock);
    WorkspaceContext context =
        new WorkspaceContext(
            workspace,
            () -> {
              throw new IllegalStateException("a sync needs no configuration but its own");
            },
            this::noDatabase,
            () -> {
              throw new IllegalStateException("a sync needs no downloads");
            },
            clock);
    return new SyncWorkflow(
        new CloudSync(context, this::configuration, stores), context, this::configuration, stores);
  }

  /** Opens the store; the caller closes it. */
  ObjectStore store() {
    return new ObjectStores(this::configuration, DIRECT, clock).open(to, endpoint);
  }

  SyncReport sync(Option... options) {
    return workflow().run(request(options), RunListener.SILENT);
  }

  VerifyReport verify(double share) {
    return workflow().verify(request(), share, RunListener.SILENT);
  }

  StoreRepairReport repair(Option... options) {
    return workflow().repair(request(options), LossHandling.KEEP_TELLING, RunListener.SILENT);
  }

  PullReport pull(String... patterns) {
    return workflow().pull(request(), List.of(patterns), RunListener.SILENT);
  }

  SyncRequest request(Option... options) {
    Set<Option> set = EnumSet.noneOf(Option.class);
    set.addAll(List.of(options));
    return new SyncRequest(to, endpoint, null, null, null, set, Duration.ZERO, "sync");
  }

  private SyncConfiguration configuration() {
    return SyncConfiguration.read(workspace.syncConfigurationFile(), environment);
  }

  /** An embedded server that never ran: there is no database. */
  private Database noDatabase() {
    return new Database(
        DatabaseSettings.of(null, Map.of(), workspace.root(), workspace.postgres()), clock);
  }

  private static SSLContext defaultTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
