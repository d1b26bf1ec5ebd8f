package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunSession;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestFile;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.MappingRepository;
import org.datawarp.storage.workspace.Workspace;

/**
 * Whether a refresh would change nothing: the same bytes, read with the same options, and rows and
 * exports still as they were left.
 */
public final class UnchangedCheck {
  private final RunSession session;
  private final Workspace workspace;

  public UnchangedCheck(RunSession session, Workspace workspace) {
    this.session = session;
    this.workspace = workspace;
  }

  /**
   * Begins to read the files that the check compares, where it is likely to: the cached downloads
   * and the exports of the manifest. Meanwhile the database can be asked.
   */
  public static void begin(RefreshRequest request, RefreshTarget target, Workspace workspace) {
    if (!isPossible(request, target)) {
      return;
    }
    Manifest before = target.before().orElseThrow().manifest();
    FileHash.begin(
        Stream.concat(
                before.header().files().stream().map(ManifestFile::path),
                before.loadable().stream().map(ManifestSource::parquetPath))
            .filter(Objects::nonNull)
            .flatMap(path -> workspace.find(path).stream())
            .toList());
  }

  private static boolean isPossible(RefreshRequest request, RefreshTarget target) {
    return !request.has(RefreshRequest.Option.FORCE)
        && !request.has(RefreshRequest.Option.REREAD)
        && request.scope() == RefreshRequest.Scope.FULL
        && target.draft().isEmpty()
        && target
            .before()
            .filter(before -> before.manifest().state() == ManifestState.EXPORTED)
            .isPresent();
  }

  /** Tells it, with the session's transaction. */
  public boolean isUnchanged(
      RefreshRequest request, RefreshTarget target, Issue issue, Optional<IssuePeriod> period) {
    if (!isPossible(request, target)) {
      return false;
    }
    Manifest before = target.before().orElseThrow().manifest();
    return before.header().options().equals(target.options())
        && Objects.equals(before.header().period(), period.map(IssuePeriod::period).orElse(null))
        && hashes(issue).equals(hashes(before))
        && !before.loadable().isEmpty()
        && isRegistered(before)
        && before.loadable().stream().allMatch(source -> isAsRecorded(before, source))
        && !isReviewed(before);
  }

  /**
   * Tells whether the registry has exactly the sources of the manifest, each with its row, and the
   * manifest is the one recorded, but for what a person decided in it since.
   */
  private boolean isRegistered(Manifest manifest) {
    Set<String> codes =
        manifest.loadable().stream()
            .map(source -> source.code().value())
            .collect(Collectors.toSet());
    ManifestRepository records = session.records();
    return codes.equals(records.listRegistered(session.connection(), manifest.name(), codes))
        && records
            .findManifestText(session.connection(), manifest.name())
            .map(text -> ManifestStore.parse(manifest.name() + ".yaml", text))
            .map(recorded -> recorded.loadable().stream().map(ManifestSource::code).toList())
            .filter(recorded -> codes.equals(values(recorded)))
            .isPresent();
  }

  private static Set<String> values(List<SourceCode> codes) {
    return codes.stream().map(SourceCode::value).collect(Collectors.toSet());
  }

  /**
   * Moves the date of the check in the database, which takes in what a person wrote into the
   * manifest since. The manifest's file stays as it is, byte by byte.
   */
  public void recordCheck(RefreshTarget target, Run run) {
    ManifestUpdate.saveCheck(run, target.before().orElseThrow().manifest());
    SqlErrors.commit("storing the check of " + target.manifest(), session.connection());
  }

  /** Tells whether a person has said since what a table of it is, or is not. */
  private boolean isReviewed(Manifest manifest) {
    Period period = manifest.header().period();
    if (period == null || !manifest.header().options().containsKey("reference")) {
      return false;
    }
    Set<String> reviewed =
        new MappingRepository(session.identity())
            .listReviewed(session.connection(), period.label());
    return manifest.loadable().stream()
        .anyMatch(source -> !source.isCanonical() && reviewed.contains(source.code().value()));
  }

  private boolean isAsRecorded(Manifest manifest, ManifestSource source) {
    ManifestRepository records = session.records();
    Optional<ManifestRepository.ExportState> export =
        records.findExport(
            session.connection(), source.code().value(), manifest.exportPeriod(source));
    if (export.isEmpty() || source.parquetSha256() == null) {
      return false;
    }
    Path file = workspace.resolve(export.get().path());
    return export.get().sha256().equals(source.parquetSha256())
        && export.get().rowCount() == source.rows()
        && records
            .findRowCount(session.connection(), source.table(), manifest.exportPeriod(source))
            .equals(OptionalLong.of(source.rows()))
        && Files.isRegularFile(file)
        && FileHash.sha256(file).equals(source.parquetSha256());
  }

  private static Set<String> hashes(Issue issue) {
    Set<String> hashes = new HashSet<>();
    issue.files().forEach(file -> hashes.add(file.file().sha256()));
    return hashes;
  }

  private static Set<String> hashes(Manifest manifest) {
    Set<String> hashes = new HashSet<>();
    for (ManifestFile file : manifest.header().files()) {
      hashes.add(String.valueOf(file.sha256()));
    }
    return hashes;
  }
}
