package org.datawarp.cli.output;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.testing.GoldenFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every printer prints on terminals of two widths, as it was reviewed. */
class PrintersTest {
  private static final List<Integer> WIDTHS = List.of(80, 120);

  @ParameterizedTest(name = "{0}, {1} columns")
  @MethodSource("prints")
  void whatIsPrintedIsAsReviewed(String name, int columns, Consumer<Console> print) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);

    print.accept(
        new Console(writer, writer, false, false, () -> columns, OutputStream.nullOutputStream()));

    GoldenFile.check(
        "print/" + name + "-" + columns + ".txt",
        text.toString().replace(System.lineSeparator(), "\n"));
  }

  static Stream<Arguments> prints() {
    Map<String, Consumer<Console>> prints = new LinkedHashMap<>();
    GlobalOptions options = new GlobalOptions();
    prints.put(
        "refresh",
        to ->
            new RefreshPrinter(to, RefreshPrinter.Server.EMBEDDED)
                .print(SampleReports.refreshed(), options));
    prints.put(
        "refresh-unchanged",
        to ->
            new RefreshPrinter(to, RefreshPrinter.Server.EMBEDDED)
                .print(SampleReports.unchanged(), options));
    prints.put(
        "refresh-described",
        to ->
            new RefreshPrinter(to, RefreshPrinter.Server.EMBEDDED)
                .print(SampleReports.described(), options));
    prints.put("adopt-plan", to -> new AdoptPrinter(to).plan(SampleReports.adoption()));
    prints.put("adopt", to -> new AdoptPrinter(to).report(SampleReports.adopted()));
    prints.put("enrich", to -> new EnrichPrinter(to).print(SampleReports.enriched(), options));
    prints.put(
        "refresh-not-published",
        to ->
            new RefreshPrinter(to, RefreshPrinter.Server.EMBEDDED)
                .print(SamplePublications.notPublished(), options));
    prints.put(
        "refresh-publication",
        to -> new PublicationPrinter(to).all(SamplePublications.refreshed()));
    prints.put(
        "refresh-due", to -> new PublicationPrinter(to).news(SamplePublications.refreshed()));
    prints.put(
        "publications-list", to -> new PublicationPrinter(to).lines(SamplePublications.lines()));
    prints.put(
        "publications-check", to -> new PublicationPrinter(to).checks(SamplePublications.checks()));
    prints.put(
        "publications-add", to -> new PublicationPrinter(to).entry(SamplePublications.entry()));
    prints.put(
        "remove-plan",
        to -> new RemovePrinter(to).print(SampleReports.removal(), "would be removed"));
    prints.put("remove", to -> new RemovePrinter(to).print(SampleReports.removed(), "removed"));
    prints.put("match", to -> new MatchPrinter(to).print(SampleReports.matched()));
    prints.put(
        "archive-events", to -> new EventArchivePrinter(to).print(SampleReports.archivedEvents()));
    prints.put("rename-plan", to -> new RenamePrinter(to).print(SampleReports.rename(null)));
    prints.put(
        "rename", to -> new RenamePrinter(to).print(SampleReports.rename(SampleReports.RUN)));
    prints.put(
        "consolidate-plan",
        to -> new ConsolidatePrinter(to).print(SampleReports.consolidation(null)));
    prints.put(
        "consolidate",
        to -> new ConsolidatePrinter(to).print(SampleReports.consolidation(SampleReports.RUN)));
    prints.put("cleanup-plan", to -> new CleanupPrinter(to, false).print(SampleReports.cleanup()));
    prints.put("cleanup", to -> new CleanupPrinter(to, true).print(SampleReports.cleaned()));
    prints.put(
        "archive-plan",
        to -> new ArchivePrinter(to, options).plan(Optional.of(SampleReports.planned())));
    prints.put("archive", to -> new ArchivePrinter(to, options).report(SampleReports.archived()));
    prints.put("archive-nothing", to -> new ArchivePrinter(to, options).plan(Optional.empty()));
    prints.put(
        "policy-upload", to -> new PolicyUploadPrinter(to).delivered(SampleReports.delivered()));
    prints.put("sync-plan", to -> new SyncPrinter(to).planned(SampleReports.sync()));
    prints.put("sync", to -> new SyncPrinter(to).sent(SampleReports.sync()));
    prints.put("sync-idle", to -> new SyncPrinter(to).sent(SampleReports.idle()));
    prints.put("sync-verify", to -> new SyncPrinter(to).verified(SampleReports.verified()));
    prints.put("sync-repair", to -> new SyncPrinter(to).repaired(SampleReports.repaired()));
    prints.put("sync-pull", to -> new SyncPrinter(to).pulled(SampleReports.pulled()));
    prints.put("sync-expire", to -> new SyncPrinter(to).expired(SampleReports.expired()));
    prints.put("sync-status", to -> new SyncPrinter(to).status(SampleReports.syncStatus()));
    prints.put(
        "backup-create", to -> new BackupPrinter(to, false).created(SampleReports.created()));
    prints.put("backup-list", to -> new BackupPrinter(to, false).list(SampleReports.backups()));
    prints.put("backup-verify", to -> new BackupPrinter(to, false).verified(SampleReports.tried()));
    prints.put(
        "backup-restore", to -> new BackupPrinter(to, false).restored(SampleReports.restored()));
    prints.put(
        "backup-prune", to -> new BackupPrinter(to, false).pruned(SampleReports.pruning(), true));
    prints.put(
        "retention-set", to -> new RetentionPrinter(to).policy(SampleReports.policies().get(0)));
    prints.put("retention-list", to -> new RetentionPrinter(to).policies(SampleReports.policies()));
    prints.put(
        "retention-explain", to -> new RetentionPrinter(to).verdicts(SampleReports.verdicts()));
    prints.put("hold-add", to -> new RetentionPrinter(to).hold(SampleReports.holds().get(0)));
    prints.put("hold-list", to -> new RetentionPrinter(to).holds(SampleReports.holds()));
    prints.put("db-status", to -> new ServerPrinter(to).print(Optional.of(SampleReports.server())));
    prints.put("db-status-external", to -> new ServerPrinter(to).print(Optional.empty()));
    prints.put("doctor", to -> new DoctorPrinter(to).print(SampleReports.examined()));
    prints.put("status", to -> new StatusPrinter(to, options).print(StatusSamples.troubled()));
    prints.put("status-quiet", to -> new StatusPrinter(to, options).print(StatusSamples.sound()));
    prints.put("show", to -> new SourcePrinter(to).print(LookSamples.sources()));
    prints.put("trace", to -> new TracePrinter(to).print(LookSamples.trace()));
    prints.put("trace-gone", to -> new TracePrinter(to).print(LookSamples.untraced()));
    prints.put("diff", to -> new DiffPrinter(to).print(LookSamples.diff()));
    prints.put("diff-same", to -> new DiffPrinter(to).print(LookSamples.noDiff()));
    return prints.entrySet().stream()
        .flatMap(
            each ->
                WIDTHS.stream()
                    .map(columns -> Arguments.of(each.getKey(), columns, each.getValue())));
  }
}
