package org.datawarp.cli.command;

import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** How tables are read, where that is not left to the rules; the manifest remembers it. */
final class ReadingOptions {
  @CommandLine.Option(
      names = "--unpivot",
      negatable = true,
      description = {
        "--no-unpivot leaves periods across the columns as columns, from",
        "now on; --unpivot lets them become rows again."
      })
  private @Nullable Boolean unpivot;

  @CommandLine.Option(
      names = "--bounds",
      negatable = true,
      description = {
        "--bounds gives the bounds of <5 and the like columns of their own,",
        "from now on; --no-bounds stops that."
      })
  private @Nullable Boolean bounds;

  void addTo(Set<RefreshRequest.Option> set) {
    if (unpivot != null) {
      set.add(unpivot ? RefreshRequest.Option.UNPIVOT : RefreshRequest.Option.NO_UNPIVOT);
    }
    if (bounds != null) {
      set.add(bounds ? RefreshRequest.Option.BOUNDS : RefreshRequest.Option.NO_BOUNDS);
    }
  }
}
