package org.datawarp.load;

/**
 * The manifest a load is done for.
 *
 * @param name the manifest's name, such as {@code adhd_aug25}
 * @param path the manifest's file, relative to the workspace, with forward slashes
 * @param publication the publication's name, such as {@code adhd}
 */
public record ManifestRef(String name, String path, String publication) {
  /** Checks that each is there. */
  public ManifestRef {
    if (name.isEmpty() || path.isEmpty() || publication.isEmpty()) {
      throw new IllegalArgumentException("a manifest has a name, a path and a publication");
    }
  }
}
