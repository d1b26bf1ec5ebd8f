package org.datawarp.lifecycle.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.StoredManifest;

/** A manifest's new text: in the database with the run's transaction, in its file after it. */
public final class ManifestUpdate {
  private ManifestUpdate() {}

  /**
   * Writes the manifest into the run's folder and the database, and plans to put it in place as the
   * active one; a draft of its name goes.
   *
   * @param items gets what is to be done after the commit
   * @return its file, relative to the workspace
   */
  public static String plan(Run run, Manifest manifest, List<FileOperation> items) {
    ManifestStore manifests = new ManifestStore(run.workspace());
    Path target = planInUse(run, manifest, items);
    manifests
        .findPending(manifest.name())
        .ifPresent(draft -> items.add(removal(run, draft.file())));
    return run.workspace().relative(target);
  }

  /**
   * Does the same and leaves drafts alone.
   *
   * @return its file; the one it stood in goes where its name does not fit any more
   */
  public static Path planInUse(Run run, Manifest manifest, List<FileOperation> items) {
    ManifestStore manifests = new ManifestStore(run.workspace());
    Path known = manifests.activeFile(manifest.name());
    Path target = manifests.activeFile(manifest);
    plan(run, manifest, target, items);
    if (!target.equals(known) && Files.isRegularFile(known)) {
      items.add(removal(run, known));
    }
    return target;
  }

  /** Records that a manifest was found as it is at a check, with what a person wrote into it. */
  public static void saveCheck(Run run, Manifest manifest) {
    String text = ManifestStore.text(manifest);
    ContractChanges.save(run, manifest, text);
    run.records()
        .saveCheck(
            run.connection(),
            manifest.name(),
            text,
            FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
            run.startedAt());
  }

  private static FileOperation removal(Run run, Path file) {
    return new FileOperation(
        FileOperation.Action.REMOVE, run.workspace().relative(file), "", FileHash.sha256(file));
  }

  /** Plans a manifest at a place of the caller's choice, and leaves drafts alone. */
  public static void plan(Run run, Manifest manifest, Path target, List<FileOperation> items) {
    String text = ManifestStore.text(manifest);
    Path file = run.newFile(manifest.name() + ".yaml");
    AtomicFile.replace(file, text);
    FileOperation item = run.replaceItem(file, target, FileHash.sha256(file));
    // A manifest that the run plans twice is what it is in the end.
    items.removeIf(
        earlier ->
            earlier.to().equals(item.to())
                && (earlier.action() == FileOperation.Action.REPLACE
                    || earlier.action() == FileOperation.Action.MOVE));
    items.add(item);
    save(run, manifest, text, target);
  }

  /** Records a manifest's text, and where it is. */
  public static void save(Run run, Manifest manifest, Path place) {
    save(run, manifest, ManifestStore.text(manifest), place);
  }

  private static void save(Run run, Manifest manifest, String text, Path place) {
    ManifestHeader header = manifest.header();
    Period period = header.period();
    ContractChanges.save(run, manifest, text);
    run.records()
        .saveManifest(
            run.connection(),
            new StoredManifest(
                header.name(),
                header.publication(),
                header.state().text(),
                period == null ? null : period.label(),
                run.workspace().relative(place),
                text,
                FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
                run.id().value(),
                header.lastLoaded(),
                header.lastCheckedAt()));
  }
}
