package org.datawarp.cli.output;

import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.workflow.archive.Sent;
import org.jspecify.annotations.Nullable;

/** Tells what became of the files that retention policies send to their stores. */
public final class PolicyUploadPrinter {
  private final Console console;

  public PolicyUploadPrinter(Console console) {
    this.console = console;
  }

  void sent(List<Sent> all) {
    all.forEach(
        sent ->
            print(
                sent.store(),
                sent.files(),
                sent.sizeBytes(),
                sent.deleted().size(),
                sent.kept(),
                sent.failures(),
                sent.postponed()));
  }

  public void delivered(List<PolicyUploadReport> all) {
    all.forEach(
        sent ->
            print(
                sent.store(),
                sent.files(),
                sent.sentBytes(),
                sent.deletedLocal().size(),
                sent.keptLocal(),
                sent.failures(),
                sent.postponed()));
  }

  private void print(
      String store,
      long files,
      long sentBytes,
      long deleted,
      Map<String, String> kept,
      Map<String, String> failures,
      @Nullable String postponed) {
    if (postponed != null) {
      console.warn(
          Format.plural(files, "file")
              + " stay in archive/ and wait for "
              + store
              + "; the next 'datawarp sync' or 'retention apply' sends them: "
              + postponed);
      return;
    }
    console.print(
        Format.plural(files - failures.size(), "archived file")
            + " in "
            + store
            + ", each read back and equal ("
            + Format.size(sentBytes)
            + " sent now)"
            + (deleted == 0 ? "" : "; " + Format.count(deleted) + " deleted here"));
    kept.forEach((path, why) -> console.print(path + " stays here: " + why));
    failures.forEach((path, why) -> console.warn(path + " is not in " + store + ": " + why));
  }
}
