package org.datawarp.refresh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.datawarp.db.SqlErrors;
import org.datawarp.extract.ExtractionVersion;
import org.datawarp.journal.Records;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestFile;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.model.ManifestState;
import org.datawarp.run.Run;
import org.datawarp.run.RunSession;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.Workspace;

/**
 * Whether a refresh would change nothing: the same bytes, read by the same rules with the same
 * options, and rows and exports still as they were left.
 */
final class UnchangedCheck {
  private final RunSession session;
  private final Workspace workspace;

  UnchangedCheck(RunSession session, Workspace workspace) {
    this.session = session;
    this.workspace = workspace;
  }

  boolean isUnchanged(
      RefreshRequest request, RefreshTarget target, Issue issue, Optional<IssuePeriod> period) {
    if (request.has(RefreshRequest.Option.FORCE)
        || request.scope() != RefreshRequest.Scope.FULL
        || target.before().isEmpty()
        || target.draft().isPresent()) {
      return false;
    }
    Manifest before = target.before().get().manifest();
    return before.state() == ManifestState.EXPORTED
        && before.header().extractionVersion() == ExtractionVersion.CURRENT
        && before.header().options().equals(target.options())
        && Objects.equals(before.header().period(), period.map(IssuePeriod::period).orElse(null))
        && hashes(issue).equals(hashes(before))
        && !before.sources().isEmpty()
        && before.sources().stream().allMatch(this::isAsRecorded);
  }

  /** Moves the two dates, in the file and in the database. */
  void recordCheck(RefreshTarget target, ManifestStore manifests, Run run) {
    ManifestStore.Stored stored = target.before().orElseThrow();
    Manifest checked = stored.manifest().with(stored.manifest().header().checked(run.startedAt()));
    String text = ManifestStore.text(checked);
    session
        .records()
        .saveCheck(
            session.connection(),
            target.manifest(),
            text,
            FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
            run.startedAt());
    SqlErrors.commit("storing the check of " + target.manifest(), session.connection());
    manifests.saveActive(checked);
  }

  private boolean isAsRecorded(ManifestSource source) {
    Records records = session.records();
    Optional<Records.ExportState> export =
        records.findExport(session.connection(), source.code().value());
    if (export.isEmpty() || source.parquetSha256() == null) {
      return false;
    }
    Path file = workspace.resolve(export.get().path());
    return export.get().sha256().equals(source.parquetSha256())
        && export.get().rowCount() == source.rows()
        && records
            .findRowCount(session.connection(), source.table())
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
