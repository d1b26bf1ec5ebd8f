package org.datawarp.storage.object;

import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What tests of stores share. */
public final class CloudFixture {
  /** A network without a proxy. */
  public static final HttpSettings DIRECT =
      new HttpSettings(
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
