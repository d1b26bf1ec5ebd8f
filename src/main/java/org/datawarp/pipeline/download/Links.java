package org.datawarp.pipeline.download;

import java.net.URI;

/** References to other addresses, as lenient as browsers are. */
final class Links {
  private Links() {}

  /** Returns the absolute form of a reference found at an address. */
  static String resolve(URI base, String reference) {
    String target = reference.strip();
    if (target.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return target;
    }
    String scheme = base.getScheme() + ":";
    if (target.startsWith("//")) {
      return scheme + target;
    }
    String origin = scheme + "//" + base.getRawAuthority();
    if (target.startsWith("/")) {
      return origin + target;
    }
    String path = base.getRawPath();
    if (target.startsWith("?")) {
      return origin + path + target;
    }
    return origin + path.substring(0, path.lastIndexOf('/') + 1) + target;
  }
}
