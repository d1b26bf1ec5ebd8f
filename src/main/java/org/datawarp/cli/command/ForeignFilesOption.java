package org.datawarp.cli.command;

import org.datawarp.model.ForeignFiles;
import picocli.CommandLine.Option;

/** What is done about files in the way that Datawarp did not write. */
final class ForeignFilesOption {
  @Option(
      names = "--keep-aside",
      description = {
        "Keep a file in the way that Datawarp did not write under another name",
        "(FILE.aside), say so, and go on; without it the command is refused."
      })
  private boolean keepAside;

  boolean isGiven() {
    return keepAside;
  }

  ForeignFiles choice() {
    return keepAside ? ForeignFiles.KEEP_ASIDE : ForeignFiles.REFUSE;
  }
}
