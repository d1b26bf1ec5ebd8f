package org.datawarp.workflow.publication;

import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.RunListener;

/** The refresh of one issue. */
@FunctionalInterface
public interface IssueRefresher {
  /**
   * Refreshes one issue, or tells what that would do.
   *
   * @throws org.datawarp.model.error.DatawarpException if it fails; nothing has changed then
   */
  RefreshReport refresh(RefreshRequest request, RunListener listener);
}
