package org.datawarp.workflow.adopt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.lifecycle.adoption.AdoptionRecord;
import org.datawarp.lifecycle.adoption.AdoptionRecord.Move;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.RunStep;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.FileOperation.Action;
import org.datawarp.repository.LegacyEstate;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.StoredManifest;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.adopt.AdoptionPlan.ManifestChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputKind;
import org.datawarp.workflow.adopt.AdoptionPlan.Place;
import org.datawarp.workflow.adopt.AdoptionPlan.SourceChoice;
import org.jspecify.annotations.Nullable;

/**
 * The run of an adoption: sources are linked and files recorded, the commit decides, files move.
 */
final class AdoptionRun {
  private final Run run;
  private final Workspace workspace;
  private final UUID identity;
  private final List<FileOperation> items = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private final Map<String, String> written = new TreeMap<>();
  private int files;

  AdoptionRun(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.identity = run.session().identity();
  }

  /**
   * Carries a plan out.
   *
   * @param record gets what the run is about to do before the commit
   */
  AdoptionReport execute(RunExecutor.Order order, AdoptionPlan plan, AdoptionRecord record) {
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    Connection connection = run.connection();
    plan.sources()
        .forEach(
            source ->
                LegacyEstate.link(
                    connection,
                    identity,
                    source.code(),
                    source.rows(),
                    source.manifest(),
                    source.publication()));
    plan.manifests().forEach(this::manifest);
    plan.outputs().forEach(output -> move(output.file(), output.to(), output.sha256()));
    exports(plan);
    found(plan);
    new RunRepository(identity).saveItems(connection, run.id(), notes(plan));
    run.steps().end();
    record.with(run.id().value(), moves, written).save(workspace);
    run.commit(List.of(), items, null);
    run.publish(items, List.of());
    return new AdoptionReport(run.id().value(), plan, run.takeNotes());
  }

  private void manifest(ManifestChoice choice) {
    String to = choice.to();
    if (to == null) {
      return;
    }
    Manifest text = choice.text();
    if (text == null) {
      archive(choice, to);
      return;
    }
    String yaml = ManifestStore.text(text);
    String sha256 = FileHash.sha256(yaml.getBytes(StandardCharsets.UTF_8));
    items.add(new FileOperation(Action.REPLACE, draft(yaml), to, sha256));
    written.put(to, sha256);
    if (choice.kept() != null) {
      archive(choice, choice.kept());
    }
    if (choice.place() == Place.ACTIVE) {
      Period period = text.header().period();
      run.records()
          .saveManifest(
              run.connection(),
              new StoredManifest(
                  choice.name(),
                  text.header().publication(),
                  text.state().text(),
                  period == null ? null : period.label(),
                  to,
                  yaml,
                  sha256,
                  run.id().value(),
                  text.header().lastLoaded(),
                  null));
    }
  }

  private void archive(ManifestChoice choice, String to) {
    move(choice.file(), to, choice.sha256());
    String meta =
        new ArchiveMeta(
                choice.sha256(),
                workspace.root().resolve(choice.file()).toFile().length(),
                choice.name(),
                choice.name(),
                null,
                null,
                0,
                null,
                null,
                run.startedAt(),
                run.id().value(),
                choice.file())
            .text(Map.of());
    String sha256 = FileHash.sha256(meta.getBytes(StandardCharsets.UTF_8));
    String place = to + ArchiveMeta.SUFFIX;
    items.add(new FileOperation(Action.KEEP, draft(meta), place, sha256));
    written.put(place, sha256);
  }

  private String draft(String text) {
    Path file = run.newFile("adopted-" + ++files);
    AtomicFile.replace(file, text);
    return workspace.relative(file);
  }

  private void move(String from, String to, String sha256) {
    items.add(new FileOperation(Action.MOVE, from, to, sha256));
    moves.add(new Move(from, to, sha256));
  }

  private void exports(AdoptionPlan plan) {
    Map<String, String> pages = new HashMap<>();
    plan.outputs().stream()
        .filter(output -> output.kind() == OutputKind.DESCRIPTION && output.source() != null)
        .forEach(output -> pages.put(String.valueOf(output.source()), output.to()));
    Map<String, Long> rows = new HashMap<>();
    plan.sources().forEach(source -> rows.put(source.code(), orZero(source.rows())));
    for (OutputChoice output : plan.outputs()) {
      String source = output.source();
      if (output.kind() == OutputKind.PARQUET && source != null) {
        LegacyEstate.saveUnproven(
            run.connection(),
            identity,
            new LegacyEstate.UnprovenExport(
                source,
                output.to(),
                pages.get(source),
                output.sha256(),
                output.sizeBytes(),
                rows.getOrDefault(source, 0L)),
            run.startedAt(),
            run.id().value());
      }
    }
  }

  private static long orZero(@Nullable Long rows) {
    return rows == null ? 0 : rows;
  }

  private void found(AdoptionPlan plan) {
    plan.found().forEach(table -> found("staging_table", table, null));
    plan.outputs().stream()
        .filter(OutputChoice::isFound)
        .forEach(output -> found(output.kind().toString(), output.to(), output.sha256()));
  }

  private void found(String kind, String item, @Nullable String sha256) {
    LegacyEstate.saveFound(
        run.connection(),
        identity,
        new LegacyEstate.FoundItem(kind, item, sha256),
        run.startedAt(),
        run.id().value());
  }

  private static List<RunItem> notes(AdoptionPlan plan) {
    List<RunItem> all = new ArrayList<>();
    for (SourceChoice source : plan.sources()) {
      all.add(
          new RunItem(
              "source",
              source.table(),
              source.code(),
              null,
              null,
              source.why().isEmpty() ? "of manifest " + source.manifest() : source.why(),
              "done"));
    }
    for (ManifestChoice choice : plan.manifests()) {
      all.add(
          new RunItem(
              "manifest",
              choice.file(),
              null,
              null,
              null,
              (choice.to() == null ? "stays: " : "to " + choice.to() + ": ") + choice.why(),
              "done"));
    }
    for (OutputChoice output : plan.outputs()) {
      all.add(
          new RunItem(
              output.kind().toString(),
              output.file(),
              null,
              null,
              output.sizeBytes(),
              "to " + output.to() + ": " + output.why(),
              "done"));
    }
    plan.found()
        .forEach(
            table ->
                all.add(
                    new RunItem(
                        "staging_table", table, null, null, null, "no source names it", "done")));
    return all;
  }
}
