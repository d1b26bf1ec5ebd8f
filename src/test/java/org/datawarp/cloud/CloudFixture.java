package org.datawarp.cloud;

import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What tests of stores share. */
final class CloudFixture {
  /** A network without a proxy. */
  static final Network DIRECT =
      new Network(
          uri -> Optional.empty(),
          () -> {
            try {
              return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException(e);
            }
          });

  private CloudFixture() {}
}
