package org.datawarp.workflow.publication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.lifecycle.publication.PublicationCalendar;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.Secrets;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.publication.Publication;
import org.datawarp.model.publication.UrlTemplate;
import org.datawarp.pipeline.discover.LandingPages;
import org.datawarp.pipeline.discover.LinkDecision;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.discover.PublishedPeriod;
import org.datawarp.pipeline.download.CachedFile;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.FetchMode;
import org.datawarp.pipeline.download.FetchRequest;
import org.datawarp.pipeline.download.Fetched;
import org.datawarp.pipeline.download.Page;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.platform.config.PublicationWriter;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.OwnerOnly;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.workflow.publication.PublicationOrder.Wanted;
import org.datawarp.workflow.publication.PublicationReport.Failure;
import org.jspecify.annotations.Nullable;

/** Lists registered publications, asks their publishers, and proposes entries for new ones. */
public final class PublicationsWorkflow {
  private static final String ADD = "publications add";

  private final WorkspaceContext context;
  private final Function<Path, DownloadCache> caches;

  /**
   * Makes the workflow; nothing is opened before it works.
   *
   * @param caches makes what fetches into a folder, for where there is no workspace
   */
  public PublicationsWorkflow(WorkspaceContext context, Function<Path, DownloadCache> caches) {
    this.context = context;
    this.caches = caches;
  }

  /** Lists the registered publications, in the configuration's order. Asks no publisher. */
  public List<PublicationLine> list() {
    List<Publication> publications = context.configuration().publications();
    if (publications.isEmpty()) {
      return List.of();
    }
    Map<String, List<HeldIssue>> held = HeldIssue.readAll(context);
    return publications.stream()
        .map(publication -> line(publication, held.getOrDefault(publication.code(), List.of())))
        .toList();
  }

  /**
   * Asks the publishers of publications what is there. Changes nothing but the download cache.
   *
   * @param codes the ones to ask; empty for all
   * @throws NotFoundException if one is not registered
   */
  public List<PublicationCheck> check(List<String> codes) {
    List<Publication> publications =
        codes.isEmpty()
            ? context.configuration().publications()
            : codes.stream().map(context.configuration()::requirePublication).toList();
    if (publications.isEmpty()) {
      return List.of();
    }
    Map<String, List<HeldIssue>> held = HeldIssue.readAll(context);
    return publications.stream()
        .map(publication -> check(publication, held.getOrDefault(publication.code(), List.of())))
        .toList();
  }

  /**
   * Proposes an entry from what a page, or a file, says.
   *
   * @param code the publication's code; null to propose one
   */
  public ProposedEntry propose(String address, @Nullable String code) {
    if (!Secrets.blotted(address).equals(address)) {
      throw new RefusedException(
          "the address holds a secret, which the configuration should not",
          "write the entry yourself, with ${VARIABLE} in the secret's place");
    }
    String name = code == null ? EntryDraft.code(address) : code;
    if (!SourceCode.isValid(name)) {
      throw new UsageException("'" + name + "' is not a name", "use " + SourceCode.RULE);
    }
    EntryDraft draft = new EntryDraft(address);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      DownloadCache cache =
          context.workspace().exists()
              ? context.cache()
              : caches.apply(folder.path().resolve("fetched"));
      fill(draft, address, cache, folder.path());
    }
    return new ProposedEntry(
        name, draft.entry(), PublicationWriter.text(name, draft.entry()), draft.reasons(), null);
  }

  /**
   * Writes a proposed entry into the configuration's file; everything else in it stays.
   *
   * @throws RefusedException if there is such a publication
   * @throws NotFoundException if there is no workspace
   */
  public ProposedEntry write(ProposedEntry proposed) {
    if (!context.workspace().exists()) {
      throw new NotFoundException(
          "no workspace in " + context.workspace().root(), "make one with 'datawarp init'");
    }
    Path file = context.workspace().configurationFile();
    String name = String.valueOf(file.getFileName());
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      OwnerOnly.replace(
          file, PublicationWriter.added(name, text, proposed.publication(), proposed.entry()));
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + ": " + IoErrors.of(e), "mend its permissions", e);
    }
    return new ProposedEntry(
        proposed.publication(),
        proposed.entry(),
        proposed.yaml(),
        proposed.reasons(),
        context.workspace().relative(file));
  }

  private PublicationLine line(Publication publication, List<HeldIssue> held) {
    PublicationCalendar calendar = new PublicationCalendar(publication, held, today());
    Optional<Period> next = calendar.findNext();
    return new PublicationLine(
        publication.code(),
        publication.name(),
        publication.isReference()
            ? "none"
            : publication.unit() == null ? null : publication.unit().word(),
        publication.issues().word(),
        address(publication),
        held.size(),
        calendar.findNewest().map(Period::label).orElse(null),
        labels(calendar.listDue()),
        next.map(Period::label).orElse(null),
        next.flatMap(publication::findDue).orElse(null),
        publication.origin(),
        PublicationNotes.warnings(publication, held));
  }

  private static @Nullable String address(Publication publication) {
    String address =
        publication.landingPage() == null
            ? Optional.ofNullable(publication.url()).map(UrlTemplate::text).orElse(null)
            : publication.landingPage();
    return address == null ? null : Secrets.blotted(address);
  }

  private PublicationCheck check(Publication publication, List<HeldIssue> held) {
    List<String> warnings = PublicationNotes.warnings(publication, held);
    try {
      return asked(publication, held, warnings);
    } catch (InterruptedRunException e) {
      throw e;
    } catch (DatawarpException e) {
      return new PublicationCheck(
          publication.code(),
          address(publication),
          List.of(),
          List.of(),
          List.of(),
          null,
          null,
          List.of(),
          warnings,
          Failure.of(e));
    }
  }

  private PublicationCheck asked(
      Publication publication, List<HeldIssue> held, List<String> warnings) {
    List<String> problems = new ArrayList<>();
    Optional<String> location = context.configuration().findPage(publication);
    PublicationPage page =
        location
            .map(at -> PublicationPage.fetch(context.cache(), publication, at, FetchMode.ONLINE))
            .orElse(null);
    if (page != null && !page.isFile() && page.periods().isEmpty()) {
      problems.add("no period is found on the page");
    }
    IssuePlanner planner = new IssuePlanner(publication, held, page, today());
    List<PlannedIssue> all = planner.plan(Wanted.ALL_MISSING);
    List<PlannedIssue> plan = publication.hasOneManifest() ? all.stream().limit(1).toList() : all;
    List<Period> due = new PublicationCalendar(publication, held, today()).listDue();
    due.stream()
        .filter(period -> page != null && !page.isFile() && !planner.isOnPage(period))
        .forEach(
            period ->
                problems.add(
                    period
                        + " is not on the page; it was due on "
                        + publication
                            .findDue(period)
                            .map(LocalDate::toString)
                            .orElse("no known day")));
    Optional<Period> newest = page == null ? newest(publication, due) : Optional.<Period>empty();
    Optional<String> url =
        publication.isReference() || newest.isPresent()
            ? context.configuration().findIssueUrl(publication, newest.orElse(null))
            : Optional.empty();
    if (page == null && url.isEmpty() && (publication.isReference() || newest.isPresent())) {
      problems.add(
          newest.isPresent() && !publication.urls().isEmpty()
              ? newest.get() + " has no address: write it under 'urls'"
              : "nothing says where its issues are");
    }
    Boolean isThere = null;
    if (page == null && url.isPresent()) {
      isThere = isThere(url.get());
      if (!isThere) {
        problems.add(
            newest.map(Period::label).orElse("the file")
                + " is not at "
                + Secrets.blotted(url.get()));
      }
    }
    return new PublicationCheck(
        publication.code(),
        url.or(() -> location).map(Secrets::blotted).orElse(address(publication)),
        page == null
            ? List.of()
            : labels(
                page.periods().stream()
                    .map(PublishedPeriod::period)
                    .sorted(Publication.ORDER)
                    .toList()),
        labels(
            plan.stream()
                .map(PlannedIssue::period)
                .filter(Objects::nonNull)
                .filter(planner::isOut)
                .sorted(Publication.ORDER)
                .toList()),
        labels(
            plan.stream()
                .map(PlannedIssue::period)
                .filter(Objects::nonNull)
                .filter(period -> !planner.isOut(period))
                .sorted(Publication.ORDER)
                .toList()),
        newest.map(Period::label).orElse(null),
        isThere,
        problems,
        warnings,
        null);
  }

  /** The newest that is due tells most; where none is missing, the newest that there is. */
  private Optional<Period> newest(Publication publication, List<Period> due) {
    return due.stream()
        .max(Publication.ORDER)
        .or(
            () ->
                publication.listExpected(today()).stream()
                    .filter(
                        period ->
                            publication
                                .findDue(period)
                                .filter(day -> today().isBefore(day))
                                .isEmpty())
                    .max(Publication.ORDER));
  }

  private boolean isThere(String location) {
    try {
      Fetched fetched = context.cache().fetchAny(FetchRequest.of(location, "publications check"));
      return fetched instanceof CachedFile
          || hasData(
              new LandingPages().find(((Page) fetched).finalUrl(), ((Page) fetched).text(), null));
    } catch (DatawarpException e) {
      if (e.isAbsent()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasData(PageReport report) {
    return !report.taken().isEmpty() || !report.nested().isEmpty();
  }

  private static void fill(EntryDraft draft, String address, DownloadCache cache, Path folder) {
    Fetched fetched = cache.fetchAny(FetchRequest.of(address, ADD));
    if (fetched instanceof CachedFile file) {
      draft.file(file.fileName());
      return;
    }
    Page first = (Page) fetched;
    PageReport report = new LandingPages().find(first.finalUrl(), first.text(), null);
    PublicationPage page = new PublicationPage(report.periods(), null, List.of(report));
    List<PublishedPeriod> issues = EntryDraft.newestFirst(page);
    PageReport newest = issues.isEmpty() ? null : below(cache, first, issues.get(0));
    draft.page(page, newest);
    if (issues.size() > 1) {
      compare(draft, cache, first, issues, folder);
    }
  }

  private static @Nullable PageReport below(DownloadCache cache, Page page, PublishedPeriod issue) {
    cache.requireFollowable(page.finalUrl(), issue.url());
    try {
      return cache.fetchAny(FetchRequest.of(issue.url().toString(), ADD)) instanceof Page inner
          ? new LandingPages().find(inner.finalUrl(), inner.text(), issue.period())
          : null;
    } catch (DatawarpException e) {
      if (e.isAbsent()) {
        return null; // announced, and not there yet
      }
      throw e;
    }
  }

  /** Compares the two newest issues that can be read. */
  private static void compare(
      EntryDraft draft,
      DownloadCache cache,
      Page page,
      List<PublishedPeriod> newestFirst,
      Path folder) {
    List<Extraction> read = new ArrayList<>();
    try {
      for (PublishedPeriod issue : newestFirst.subList(0, Math.min(3, newestFirst.size()))) {
        if (read.size() < 2) {
          files(cache, page, issue).ifPresent(file -> read.add(extracted(file, folder)));
        }
      }
      if (read.size() == 2) {
        draft.overlap(IssueOverlap.of(tables(read.get(1)), tables(read.get(0))));
      }
    } catch (InterruptedRunException e) {
      throw e;
    } catch (DatawarpException e) {
      draft.note("its two newest issues could not be compared: " + e.getMessage());
    } finally {
      read.forEach(Extraction::close);
    }
  }

  private static List<SourceTable> tables(Extraction extraction) {
    return extraction.sources();
  }

  private static Extraction extracted(CachedFile file, Path folder) {
    return Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder)
        .extract(file.path(), file.fileName(), ExtractOptions.standard());
  }

  /** Fetches the first file of an issue. */
  private static Optional<CachedFile> files(DownloadCache cache, Page page, PublishedPeriod issue) {
    Fetched fetched;
    cache.requireFollowable(page.finalUrl(), issue.url());
    try {
      fetched = cache.fetchAny(FetchRequest.of(issue.url().toString(), ADD));
      if (fetched instanceof Page inner) {
        PageReport report = new LandingPages().find(inner.finalUrl(), inner.text(), issue.period());
        Optional<LinkDecision> link = report.taken().stream().findFirst();
        if (link.isEmpty()) {
          return Optional.empty();
        }
        cache.requireFollowable(inner.finalUrl(), link.get().url());
        fetched = cache.fetchAny(FetchRequest.of(link.get().url().toString(), ADD));
      }
    } catch (DatawarpException e) {
      if (e.isAbsent()) {
        return Optional.empty();
      }
      throw e;
    }
    return fetched instanceof CachedFile file ? Optional.of(file) : Optional.empty();
  }

  private static List<String> labels(List<Period> periods) {
    return periods.stream().map(Period::label).toList();
  }

  private LocalDate today() {
    return PublicationCalendar.today(context.clock());
  }
}
