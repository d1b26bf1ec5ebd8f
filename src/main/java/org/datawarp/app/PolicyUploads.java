package org.datawarp.app;

import java.util.List;
import java.util.function.Supplier;
import org.datawarp.model.RunListener;
import org.datawarp.workflow.archive.ArchiveWorkflow.CloudTargets;
import org.datawarp.workflow.archive.Sent;
import org.datawarp.workflow.sync.SyncWorkflow;

/** The stores that retention policies name, as sync reaches them. */
final class PolicyUploads implements CloudTargets {
  private final Supplier<SyncWorkflow> sync;

  PolicyUploads(Supplier<SyncWorkflow> sync) {
    this.sync = sync;
  }

  @Override
  public void requireUsable(String target) {
    sync.get().requireUsable(target);
  }

  @Override
  public List<Sent> send(RunListener listener) {
    return sync.get().deliver(listener).stream()
        .map(
            delivery ->
                new Sent(
                    delivery.store(),
                    delivery.files(),
                    delivery.sentBytes(),
                    delivery.deletedLocal(),
                    delivery.keptLocal(),
                    delivery.failures(),
                    delivery.damaged(),
                    delivery.postponed()))
        .toList();
  }
}
