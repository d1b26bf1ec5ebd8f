package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.Contract;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.extract.ExtractionVersion;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.load.FileRef;
import org.datawarp.pipeline.load.LoadPart;
import org.datawarp.pipeline.load.LoadRequest;
import org.datawarp.pipeline.load.ManifestRef;
import org.datawarp.pipeline.load.ReplaceRule;
import org.datawarp.pipeline.load.RowOrigin;
import org.datawarp.pipeline.load.ShrinkRule;
import org.datawarp.pipeline.load.SourceScope;
import org.datawarp.pipeline.load.TableExtent;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.LegacyEstate;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** What is asked of the load, for each table of an issue. */
final class LoadRequests {
  private final Workspace workspace;
  private final RefreshRequest request;
  private final Manifest draft;
  private final Moment moment;
  private final List<String> grantSelectTo;
  private final Adopted adopted;

  LoadRequests(
      Workspace workspace,
      RefreshRequest request,
      Manifest draft,
      Moment moment,
      List<String> grantSelectTo,
      Adopted adopted) {
    this.adopted = adopted;
    this.workspace = workspace;
    this.request = request;
    this.draft = draft;
    this.moment = moment;
    this.grantSelectTo = grantSelectTo;
  }

  /**
   * Who loads, and when.
   *
   * @param identity the workspace's UUID
   * @param run the run's id
   * @param startedAt the run's start
   */
  record Moment(UUID identity, String run, Instant startedAt) {}

  /**
   * What was taken over from an estate of the Python version: rows that no file row of ours says
   * the manifest of.
   *
   * @param codes the adopted sources
   * @param before the manifest whose rows are loaded; null for none
   */
  record Adopted(Set<String> codes, @Nullable Manifest before) {
    static Adopted read(Connection connection, RefreshTarget target) {
      return new Adopted(LegacyEstate.listAdopted(connection), target.loaded().orElse(null));
    }

    private ReplaceRule rule(SourceCode code, @Nullable Period period) {
      if (!codes.contains(code.value())) {
        return new ReplaceRule.OwnRows();
      }
      List<String> written = written(code);
      Period loaded = before == null ? period : before.header().period();
      return new ReplaceRule.OwnAndAdoptedRows(
          written.size() == 1 ? written.get(0) : loaded == null ? null : loaded.label());
    }

    /** Returns the periods as the Python version wrote them, into the rows as well. */
    private List<String> written(SourceCode code) {
      return before == null
          ? List.of()
          : before.source(code).stream()
              .flatMap(source -> source.parts().stream())
              .map(part -> part.extra().get("period"))
              .filter(Objects::nonNull)
              .map(String::valueOf)
              .distinct()
              .toList();
    }
  }

  LoadRequest of(ReadTable table) {
    ManifestSource source = draft.source(table.code()).orElseThrow();
    boolean unpivoted =
        table.table().parts().stream().anyMatch(part -> part.table().unpivot() != null);
    return new LoadRequest(
        table.code(),
        source.registeredName(),
        description(source),
        source.facts(),
        source.columns().stream()
            .collect(
                Collectors.toMap(ManifestColumn::name, ManifestColumn::facts, (one, other) -> one)),
        source.isCanonical() ? SourceScope.PUBLICATION : SourceScope.MANIFEST,
        source.table(),
        table.table().columns(),
        parts(table),
        draft.header().period(),
        manifest(table),
        moment.identity(),
        moment.run(),
        String.valueOf(ExtractionVersion.CURRENT),
        moment.startedAt(),
        unpivoted ? RowOrigin.UNPIVOTED : RowOrigin.ROW,
        adopted.rule(table.code(), draft.header().period()),
        request.has(RefreshRequest.Option.ACCEPT_SHRINK) ? ShrinkRule.ACCEPT : ShrinkRule.REFUSE,
        source.canonical() == null ? Contract.EVOLVE : source.canonical().contract(),
        grantSelectTo);
  }

  private @Nullable String description(ManifestSource source) {
    String own = source.facts().description();
    return own == null ? draft.header().description() : own;
  }

  private ManifestRef manifest(ReadTable table) {
    return manifestRef(
        workspace.relative(new ManifestStore(workspace).activeFile(draft)),
        draft,
        table.file().file().url());
  }

  /**
   * Returns what is said of a manifest's publication.
   *
   * @param path the manifest's file, relative to the workspace
   * @param url the file its rows are from
   */
  static ManifestRef manifestRef(String path, Manifest manifest, String url) {
    IssueFacts facts = manifest.header().facts();
    return new ManifestRef(
        manifest.name(),
        path,
        manifest.header().publication(),
        facts.published(),
        Licence.of(facts.licence(), facts.licenceUrl(), url).name());
  }

  private List<LoadPart> parts(ReadTable table) {
    List<LoadPart> parts = new ArrayList<>();
    for (SourcePart part : table.table().parts()) {
      FileRef file =
          new FileRef(
              table.file().file().url(),
              workspace.relative(table.file().file().path()),
              table.file().file().sha256(),
              table.file().file().sizeBytes(),
              part.table().sheet(),
              part.table().member(),
              part.table().number());
      TableExtent extent =
          new TableExtent(
              part.table().headerRows(),
              part.table().firstDataRow(),
              part.table().lastDataRow(),
              part.counts(),
              part.keyOrigins());
      parts.add(new LoadPart(file, extent, part::open, part.rowsToLoad()));
    }
    return parts;
  }
}
