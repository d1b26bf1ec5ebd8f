package org.datawarp.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.cli.Workflows;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.lifecycle.transfer.StreamedUploads;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.download.JsonService;
import org.datawarp.pipeline.download.Ping;
import org.datawarp.pipeline.download.ProxyRules;
import org.datawarp.pipeline.download.TrustedCertificates;
import org.datawarp.pipeline.enrich.ColumnDescriber;
import org.datawarp.pipeline.enrich.model.Dialect;
import org.datawarp.pipeline.enrich.model.ModelDescriber;
import org.datawarp.pipeline.enrich.model.ModelSettings;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.admin.DoctorWorkflow;
import org.datawarp.workflow.admin.ServerWorkflow;
import org.datawarp.workflow.admin.SetupWorkflow;
import org.datawarp.workflow.adopt.AdoptWorkflow;
import org.datawarp.workflow.archive.ArchiveWorkflow;
import org.datawarp.workflow.archive.EventArchive;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.canonical.ConsolidateWorkflow;
import org.datawarp.workflow.canonical.MatchWorkflow;
import org.datawarp.workflow.cleanup.CleanupWorkflow;
import org.datawarp.workflow.cleanup.OrphanCount;
import org.datawarp.workflow.convert.ConvertWorkflow;
import org.datawarp.workflow.diff.DiffWorkflow;
import org.datawarp.workflow.inspect.InspectWorkflow;
import org.datawarp.workflow.publication.PublicationRefresh;
import org.datawarp.workflow.publication.PublicationsWorkflow;
import org.datawarp.workflow.refresh.EnrichWorkflow;
import org.datawarp.workflow.refresh.FileExportWorkflow;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.datawarp.workflow.remove.RemoveWorkflow;
import org.datawarp.workflow.rename.RenameWorkflow;
import org.datawarp.workflow.report.ReportWorkflow;
import org.datawarp.workflow.restore.RestoreWorkflow;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.datawarp.workflow.schedule.ScheduleWorkflow;
import org.datawarp.workflow.status.ShowWorkflow;
import org.datawarp.workflow.status.StandingWorkflow;
import org.datawarp.workflow.status.StatusRepair;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.datawarp.workflow.trace.TraceWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.jspecify.annotations.Nullable;

/** Builds every object once, when it is first needed, and closes what was opened. */
final class Application implements Workflows {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PING_PATIENCE = Duration.ofSeconds(10);
  private static final long MAX_RETRIES = 100;
  private static final String DEFAULT_CONTACT = "no contact configured";

  private final GlobalOptions options;
  private final Map<String, String> environment;
  private final Workspace workspace;
  private final WorkspaceContext context;
  private final StreamedUploads uploads;
  private final Clock clock = Clock.systemUTC();
  private @Nullable Configuration configuration;
  private @Nullable SyncConfiguration syncConfiguration;
  private @Nullable Database database;
  private @Nullable DownloadCache cache;
  private @Nullable ColumnDescriber describer;

  Application(GlobalOptions options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
    this.workspace = Workspace.locate(options.workspace(), environment, Path.of(""));
    this.context =
        new WorkspaceContext(
            workspace, this::configuration, this::database, this::cache, this::describer, clock);
    this.uploads = new StreamedUploads(workspace);
  }

  @Override
  public PublicationRefresh refresh() {
    adopt().requireNoEstate();
    RefreshWorkflow one = new RefreshWorkflow(context);
    return new PublicationRefresh(context, one::run, one::plan);
  }

  @Override
  public PublicationsWorkflow publications() {
    return new PublicationsWorkflow(context, this::cacheIn);
  }

  @Override
  public StepsWorkflow steps() {
    adopt().requireNoEstate();
    return new StepsWorkflow(context);
  }

  @Override
  public FileExportWorkflow fileExport() {
    adopt().requireNoEstate();
    return new FileExportWorkflow(context);
  }

  @Override
  public EnrichWorkflow enrich() {
    adopt().requireNoEstate();
    return new EnrichWorkflow(context);
  }

  @Override
  public ArchiveWorkflow archive() {
    adopt().requireNoEstate();
    return new ArchiveWorkflow(context, this::cloudSync);
  }

  @Override
  public RestoreWorkflow restore() {
    adopt().requireNoEstate();
    return new RestoreWorkflow(context, this::objectStores);
  }

  @Override
  public RetentionWorkflow retention() {
    adopt().requireNoEstate();
    return new RetentionWorkflow(context);
  }

  @Override
  public StatusWorkflow look() {
    adopt().requireNoEstate();
    return new StatusWorkflow(context);
  }

  @Override
  public StandingWorkflow standing() {
    adopt().requireNoEstate();
    return new StandingWorkflow(
        context,
        new StandingWorkflow.Outside(
            () -> {
              OrphanCount found = new CleanupWorkflow(context).count();
              return new StandingWorkflow.Orphans(found.count(), found.unreadable());
            },
            this::syncConfiguration));
  }

  @Override
  public ShowWorkflow show() {
    adopt().requireNoEstate();
    return new ShowWorkflow(context);
  }

  @Override
  public TraceWorkflow trace() {
    adopt().requireNoEstate();
    return new TraceWorkflow(context);
  }

  @Override
  public DiffWorkflow diff() {
    return new DiffWorkflow(context, () -> adopt().requireNoEstate());
  }

  @Override
  public StatusRepair repair() {
    adopt().requireNoEstate();
    return new StatusRepair(context);
  }

  @Override
  public InspectWorkflow inspect() {
    return new InspectWorkflow();
  }

  @Override
  public ConvertWorkflow convert() {
    return new ConvertWorkflow(workspace, this::cacheIn);
  }

  @Override
  public CleanupWorkflow cleanup() {
    adopt().requireNoEstate();
    return new CleanupWorkflow(context);
  }

  @Override
  public MatchWorkflow match() {
    adopt().requireNoEstate();
    return new MatchWorkflow(context);
  }

  @Override
  public ConsolidateWorkflow consolidate() {
    adopt().requireNoEstate();
    return new ConsolidateWorkflow(context);
  }

  @Override
  public RemoveWorkflow remove() {
    adopt().requireNoEstate();
    return new RemoveWorkflow(context);
  }

  @Override
  public EventArchive eventArchive() {
    adopt().requireNoEstate();
    return new EventArchive(context);
  }

  @Override
  public RenameWorkflow rename() {
    adopt().requireNoEstate();
    return new RenameWorkflow(context);
  }

  @Override
  public UndoWorkflow undo() {
    adopt().requireNoEstateOrAdoption();
    return new UndoWorkflow(context);
  }

  @Override
  public ScheduleWorkflow schedule() {
    return new ScheduleWorkflow(context, () -> new Ping(downloadSettings(PING_PATIENCE)));
  }

  @Override
  public SetupWorkflow setup() {
    return new SetupWorkflow(context);
  }

  @Override
  public ServerWorkflow server() {
    adopt().requireNoEstate();
    return new ServerWorkflow(context);
  }

  @Override
  public BackupWorkflow backup() {
    adopt().requireNoEstate();
    return new BackupWorkflow(
        context,
        new BackupWorkflow.Outside(
            this::objectStores, url -> new Database(settings(url), clock), uploads, environment));
  }

  @Override
  public SyncWorkflow sync() {
    adopt().requireNoEstate();
    return new SyncWorkflow(cloudSync(), context, this::syncConfiguration, objectStores());
  }

  @Override
  public DoctorWorkflow doctor() {
    return new DoctorWorkflow(
        context, () -> cloudSync().hasStore(), this::objectStores, environment);
  }

  @Override
  public ReportWorkflow report() {
    adopt().requireNoEstate();
    return new ReportWorkflow(context);
  }

  private CloudSync cloudSync() {
    return new CloudSync(context, this::syncConfiguration, objectStores());
  }

  @Override
  public AdoptWorkflow adopt() {
    return new AdoptWorkflow(context);
  }

  @Override
  public void close() {
    uploads.close();
    if (database != null) {
      database.close();
    }
  }

  private Configuration configuration() {
    if (configuration == null) {
      Map<ConfigurationKey, String> given = new EnumMap<>(ConfigurationKey.class);
      if (options.databaseUrl() != null) {
        given.put(ConfigurationKey.DATABASE_URL, options.databaseUrl());
      }
      if (options.caBundle() != null) {
        given.put(ConfigurationKey.CA_BUNDLE, options.caBundle().toString());
      }
      configuration = Configuration.read(workspace.configurationFile(), environment, given);
    }
    return configuration;
  }

  private DatabaseSettings settings(@Nullable String url) {
    return DatabaseSettings.of(
        url, environment, Path.of(System.getProperty("user.home", "")), workspace.postgres());
  }

  private ObjectStores objectStores() {
    return new ObjectStores(
        this::syncConfiguration, new HttpSettings(this::proxy, this::trust), clock);
  }

  private SyncConfiguration syncConfiguration() {
    if (syncConfiguration == null) {
      syncConfiguration = SyncConfiguration.read(workspace.syncConfigurationFile(), environment);
    }
    return syncConfiguration;
  }

  private Optional<HttpSettings.Proxy> proxy(URI uri) {
    return new ProxyRules(environment)
        .find(uri)
        .map(
            server -> new HttpSettings.Proxy(server.host(), server.port(), server.authorization()));
  }

  private SSLContext trust() {
    String bundle = configuration().text(ConfigurationKey.CA_BUNDLE);
    return new TrustedCertificates(bundle == null ? null : Path.of(bundle), environment).context();
  }

  private Database database() {
    if (database == null) {
      database =
          new Database(
              settings(configuration().text(ConfigurationKey.DATABASE_URL)),
              clock,
              options.acceptsDatabase() ? DatabaseAcceptance.ANY : DatabaseAcceptance.USUAL);
    }
    return database;
  }

  private DownloadCache cache() {
    if (cache == null) {
      cache = cacheIn(workspace.downloads());
    }
    return cache;
  }

  private DownloadCache cacheIn(Path folder) {
    return new DownloadCache(folder, downloadSettings(patience()), clock);
  }

  private Duration patience() {
    return Duration.ofSeconds(configuration().number(ConfigurationKey.DOWNLOAD_TIMEOUT));
  }

  /** Made when descriptions are asked for; without a model in the configuration there is none. */
  private Optional<ColumnDescriber> describer() {
    if (describer == null && configuration().text(ConfigurationKey.ENRICHMENT_MODEL) != null) {
      describer =
          new ModelDescriber(
              modelSettings(),
              new JsonService(downloadSettings(patience()), clock),
              workspace.enrichment(),
              clock);
    }
    return Optional.ofNullable(describer);
  }

  private ModelSettings modelSettings() {
    Configuration values = configuration();
    String word = String.valueOf(values.text(ConfigurationKey.ENRICHMENT_DIALECT));
    Dialect dialect =
        Dialect.find(word)
            .orElseThrow(
                () ->
                    new UsageException(
                        "enrichment.dialect is '" + word + "'",
                        "write openai, anthropic or gemini"));
    String endpoint = values.text(ConfigurationKey.ENRICHMENT_ENDPOINT);
    return new ModelSettings(
        dialect,
        endpoint == null ? dialect.standardEndpoint() : withoutTrailingSlash(endpoint),
        String.valueOf(values.text(ConfigurationKey.ENRICHMENT_MODEL)),
        values.resolved(ConfigurationKey.ENRICHMENT_KEY),
        Duration.ofSeconds(Math.max(1, values.number(ConfigurationKey.ENRICHMENT_TIMEOUT))),
        (int) Math.min(values.number(ConfigurationKey.ENRICHMENT_RETRIES), MAX_RETRIES),
        values.number(ConfigurationKey.ENRICHMENT_MAX_TOKENS_RUN),
        values.number(ConfigurationKey.ENRICHMENT_MAX_TOKENS_MONTH));
  }

  /**
   * Returns how addresses are asked.
   *
   * @param patience the longest silence of a server
   */
  private DownloadSettings downloadSettings(Duration patience) {
    Configuration values = configuration();
    String bundle = values.text(ConfigurationKey.CA_BUNDLE);
    String contact = values.text(ConfigurationKey.CONTACT);
    return new DownloadSettings(
        CONNECT_TIMEOUT,
        patience,
        values.number(ConfigurationKey.DOWNLOAD_MAX_BYTES),
        (int) Math.min(values.number(ConfigurationKey.DOWNLOAD_RETRIES), MAX_RETRIES),
        DownloadSettings.userAgent(Version.TEXT, contact == null ? DEFAULT_CONTACT : contact),
        bundle == null ? null : Path.of(bundle),
        environment,
        Duration.ofSeconds(Math.max(1, values.number(ConfigurationKey.DOWNLOAD_TOTAL_TIMEOUT))),
        values.list(ConfigurationKey.DOWNLOAD_PRIVATE_HOSTS));
  }

  private static String withoutTrailingSlash(String address) {
    int end = address.length();
    while (end > 0 && address.charAt(end - 1) == '/') {
      end--;
    }
    return address.substring(0, end);
  }
}
