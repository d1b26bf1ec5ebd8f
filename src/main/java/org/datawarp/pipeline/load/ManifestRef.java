package org.datawarp.pipeline.load;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The manifest a load is done for, and what it says of its publication.
 *
 * @param name the manifest's name, such as {@code adhd_aug25}
 * @param path the manifest's file, relative to the workspace, with forward slashes
 * @param publication the publication's name, such as {@code adhd}
 * @param publishedOn the day it was published, or null where unknown
 * @param licence the licence it was published under, or null where unknown
 */
public record ManifestRef(
    String name,
    String path,
    String publication,
    @Nullable LocalDate publishedOn,
    @Nullable String licence) {
  /** Checks that name, path and publication are there. */
  public ManifestRef {
    if (name.isEmpty() || path.isEmpty() || publication.isEmpty()) {
      throw new IllegalArgumentException("a manifest has a name, a path and a publication");
    }
  }
}
