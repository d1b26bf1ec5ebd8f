package org.datawarp.lifecycle.refresh;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.Secrets;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.Suggestion;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.publication.Publication;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.ExtractionVersion;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh is about.
 *
 * @param manifest the manifest's name
 * @param publication the series: the name without its period
 * @param location where the data is
 * @param before the manifest in use
 * @param archived the manifest as it was archived, where none is in use: its sources keep their
 *     codes and tables, and what people decided goes on
 * @param draft the draft, which a person may have written into since it was extracted
 * @param options what else decides about the rows, as the manifest records it
 * @param reread whether loaded tables take the columns and names of today's rules
 * @param licence the licence that the configuration says of the publication; empty where it leaves
 *     that to the pages
 */
public record RefreshTarget(
    String manifest,
    String publication,
    String location,
    Optional<ManifestStore.Stored> before,
    Optional<ManifestStore.Stored> archived,
    Optional<ManifestStore.Stored> draft,
    Map<String, String> options,
    boolean reread,
    Optional<String> licence) {
  private static final String UNPIVOT = "unpivot";
  private static final String NEVER = "never";
  private static final String BOUNDS = "bounds";
  private static final String COLUMNS = "columns";
  private static final String TABLE = "table";
  private static final String REFERENCE = "reference";

  /**
   * Reads what is known of a manifest.
   *
   * @throws UsageException if the name is not one, or nothing says where the data is
   */
  public static RefreshTarget of(
      RefreshRequest request, ManifestStore manifests, Configuration configuration) {
    String name = name(request);
    Optional<ManifestStore.Stored> before = manifests.findActive(name);
    Optional<ManifestStore.Stored> draft = manifests.findPending(name);
    Optional<ManifestStore.Stored> archived =
        before.isPresent() ? Optional.empty() : manifests.findArchived(name);
    Optional<ManifestStore.Stored> known = draft.or(() -> before).or(() -> archived);
    if (known.isEmpty() && request.url() == null) {
      manifests.requireNotDeprecated(name);
    }
    boolean loadsOnly = request.scope() == RefreshRequest.Scope.LOAD_ONLY;
    if (loadsOnly && known.isEmpty() && request.url() == null) {
      throw new NotFoundException(
          "no manifest '" + name + "' to load",
          "make its draft with 'datawarp extract URL --source " + name + "'");
    }
    String publication =
        known
            .map(stored -> stored.manifest().header().publication())
            .orElseGet(() -> PublicationNames.of(name, configuration));
    if (known.isEmpty()) {
      PublicationNames.requireIssueName(name, publication, configuration);
    }
    String location = location(request, known, publication, configuration);
    if (location == null) {
      throw new UsageException(
          "there is no address for '" + name + "' yet",
          addressHint(name, publication, configuration));
    }
    return new RefreshTarget(
        name,
        publication,
        location,
        before,
        archived,
        draft,
        options(request, known),
        request.has(RefreshRequest.Option.REREAD),
        configuration
            .findPublication(publication)
            .flatMap(registered -> Optional.ofNullable(registered.licence())));
  }

  private static String addressHint(String name, String publication, Configuration configuration) {
    return configuration.findPublication(publication).isPresent()
        ? "say where the data is with --url, or write its address under 'urls' of "
            + publication
            + " in .datawarp/config.yaml"
        : Suggestion.hint(
            name,
            configuration.publications().stream().map(Publication::code).toList(),
            "say where the data is with --url, or register the publication: 'datawarp"
                + " publications add URL'");
  }

  /**
   * Returns where the data is: what the command line says, else what the configuration says of this
   * very period, else what the manifest remembers, else what the configuration says of all periods.
   */
  private static @Nullable String location(
      RefreshRequest request,
      Optional<ManifestStore.Stored> known,
      String publication,
      Configuration configuration) {
    if (request.url() != null) {
      return request.url();
    }
    Optional<Publication> registered = configuration.findPublication(publication);
    Period period = period(request, known);
    if (registered.isPresent() && period != null) {
      Optional<String> own = configuration.findOwnUrl(registered.get(), period);
      if (own.isPresent()) {
        return own.get();
      }
    }
    String recorded = known.map(stored -> stored.manifest().header().sourceUrl()).orElse(null);
    if (recorded != null && !Secrets.isBlotted(recorded)) {
      return recorded;
    }
    return registered.flatMap(found -> configuration.findIssueUrl(found, period)).orElse(recorded);
  }

  private static @Nullable Period period(
      RefreshRequest request, Optional<ManifestStore.Stored> known) {
    String said = request.period();
    if (said != null) {
      return IssuePeriod.said(said);
    }
    return known.isPresent()
        ? known.get().manifest().header().period()
        : PeriodParser.find(request.source()).map(PeriodParser.PeriodFinding::period).orElse(null);
  }

  /**
   * Returns the manifest's name.
   *
   * @throws UsageException if it is not one
   */
  public static String name(RefreshRequest request) {
    String name = request.source();
    if (!SourceCode.isValid(name)) {
      throw new UsageException("'" + name + "' is not a source name", "use " + SourceCode.RULE);
    }
    return name;
  }

  public Optional<Manifest> manifestBefore() {
    return before.map(ManifestStore.Stored::manifest);
  }

  /**
   * Returns what its tables are matched to: {@link RefreshRequest#AUTO} or a manifest's name; empty
   * where they have sources of their own.
   */
  public Optional<String> reference() {
    return Optional.ofNullable(options.get(REFERENCE));
  }

  /** Tells whether nothing of it was ever loaded, as far as its manifests tell. */
  public boolean isFirst() {
    return before.isEmpty() && archived.isEmpty();
  }

  /** Returns the manifest whose rows are in the database, as far as manifests tell. */
  Optional<Manifest> loaded() {
    return before.or(() -> archived).map(ManifestStore.Stored::manifest);
  }

  /**
   * Returns the SHA-256 of the files its rows come from, else of those in its draft, by address.
   */
  Map<String, String> loadedFiles() {
    Map<String, String> files = new TreeMap<>();
    loaded()
        .or(this::known)
        .ifPresent(
            manifest ->
                manifest
                    .header()
                    .files()
                    .forEach(
                        file -> {
                          String sha256 = file.sha256();
                          if (sha256 != null) {
                            files.put(file.url(), sha256);
                          }
                        }));
    return files;
  }

  /** Returns what was written of it last: the draft, else the manifest in use or archived. */
  public Optional<Manifest> known() {
    return draft.or(() -> before).or(() -> archived).map(ManifestStore.Stored::manifest);
  }

  /**
   * Returns how a file of the issue is to be read.
   *
   * @param url the file's address
   * @param issue the addresses of all its files
   */
  ExtractOptions extractOptions(String url, Set<String> issue) {
    ExtractOptions base =
        ExtractOptions.standard()
            .withUnpivot(Manifest.unpivotOf(options))
            .withBounds(Manifest.boundsOf(options))
            .withMaxQuarantine(Manifest.quarantineOf(options))
            .withSections(Manifest.sectionsOf(options));
    Manifest kept = keptReading();
    ExtractOptions bound = kept == null ? base : base.withLoaded(kept.loadedColumns());
    return known()
        .map(
            manifest ->
                bound
                    .withOverrides(manifest.overrides(url, issue))
                    .withChoices(manifest.choices(url, issue, kept)))
        .orElse(bound);
  }

  /** Returns the same with the columns and names of today's rules. */
  RefreshTarget readAnew() {
    return new RefreshTarget(
        manifest, publication, location, before, archived, draft, options, true, licence);
  }

  /** Tells whether tables are loaded by other rules than those of today. */
  boolean isReadByOtherRules() {
    return loaded()
        .filter(manifest -> manifest.sources().stream().anyMatch(ManifestSource::isLoaded))
        .map(manifest -> manifest.header().extractionVersion() != ExtractionVersion.CURRENT)
        .orElse(false);
  }

  /** Returns the manifest whose reading holds: that of the loaded rows, unless they are reread. */
  private @Nullable Manifest keptReading() {
    return reread ? null : loaded().orElse(null);
  }

  /** Tells whether the manifest was made of a file of this address. */
  boolean isKnownFile(String url) {
    Set<String> urls = new HashSet<>();
    known().ifPresent(manifest -> manifest.header().files().forEach(file -> urls.add(file.url())));
    return urls.contains(url);
  }

  private static Map<String, String> options(
      RefreshRequest request, Optional<ManifestStore.Stored> known) {
    Map<String, String> options = new TreeMap<>();
    known.ifPresent(stored -> options.putAll(stored.manifest().header().options()));
    if (request.has(RefreshRequest.Option.NO_UNPIVOT)) {
      options.put(UNPIVOT, NEVER);
    } else if (request.has(RefreshRequest.Option.UNPIVOT)) {
      options.remove(UNPIVOT);
    }
    if (request.has(RefreshRequest.Option.BOUNDS)) {
      options.put(BOUNDS, COLUMNS);
    } else if (request.has(RefreshRequest.Option.NO_BOUNDS)) {
      options.remove(BOUNDS);
    }
    reference(request, known, options);
    // A full refresh after a partial one is another thing, though the file be the same.
    options.remove(TABLE);
    if (request.scope() == RefreshRequest.Scope.PARTIAL) {
      options.put(TABLE, String.join(", ", request.tables()));
    }
    return Manifest.marked(
        options, known.map(stored -> stored.manifest().sources()).orElse(List.of()));
  }

  /** Rows do not change their table by the way: that is a command of its own. */
  private static void reference(
      RefreshRequest request, Optional<ManifestStore.Stored> known, Map<String, String> options) {
    String wanted = request.reference();
    if (wanted == null) {
      return;
    }
    Optional<Manifest> loaded =
        known
            .map(ManifestStore.Stored::manifest)
            .filter(found -> found.sources().stream().anyMatch(ManifestSource::isLoaded));
    if (wanted.equals(RefreshRequest.NONE)) {
      if (loaded.filter(Manifest::isCanonical).isPresent()) {
        throw new RefusedException(
            loaded.get().name() + " is loaded into canonical sources",
            "undo the run that did so, or load the issue under another name");
      }
      options.remove(REFERENCE);
      return;
    }
    if (loaded.isPresent() && !options.containsKey(REFERENCE)) {
      throw new RefusedException(
          loaded.get().name() + " is loaded into tables of its own",
          "'datawarp consolidate "
              + loaded.get().header().publication()
              + "' moves them into canonical sources");
    }
    options.put(REFERENCE, wanted);
  }
}
