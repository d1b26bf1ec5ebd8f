package org.datawarp.cli.command;

import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import picocli.CommandLine.Option;

/** What a person accepts once, having looked at it. */
final class AcceptanceOptions {
  @Option(
      names = "--accept-unclaimed",
      description = {
        "Accept numbers in the file that belong to no table, from now on;",
        "other ones are refused again."
      })
  private boolean acceptUnclaimed;

  @Option(
      names = "--reread",
      description = {
        "Take the columns and names of loaded tables as the rules of today",
        "read them; without it they stay as they are."
      })
  private boolean reread;

  void addTo(Set<RefreshRequest.Option> switches) {
    if (acceptUnclaimed) {
      switches.add(RefreshRequest.Option.ACCEPT_UNCLAIMED);
    }
    if (reread) {
      switches.add(RefreshRequest.Option.REREAD);
    }
  }
}
