package org.datawarp.lifecycle.refresh;

import org.datawarp.lifecycle.run.Run;
import org.datawarp.pipeline.manifest.Manifest;

/**
 * The lock that issues of one publication with common tables and files take one after the other. A
 * run that writes one period's file may have to write those of others, and its files are put in
 * their places after its transaction: until then no other run may look at them.
 */
public final class PublicationLocks {
  private PublicationLocks() {}

  /**
   * Takes the lock of a refresh. What was read of the manifest before may be another by then.
   *
   * @throws org.datawarp.model.error.LockedException if others hold it for longer than the run
   *     waits
   */
  public static void take(Run run, RefreshTarget target) {
    boolean isCanonical = target.manifestBefore().filter(Manifest::isCanonical).isPresent();
    if (isCanonical || target.reference().isPresent()) {
      run.session().lockAlso("/publication/" + target.publication());
    }
  }

  /** Takes that of a run that writes a manifest's exports anew. */
  public static void take(Run run, Manifest manifest) {
    if (manifest.isCanonical()) {
      run.session().lockAlso("/publication/" + manifest.header().publication());
    }
  }
}
