package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Whom HTTPS connections trust: the JDK's authorities, then the given bundle, {@code SSL_CERT_FILE}
 * and the system's own store. The latter are read only when the JDK's do not do, since reading them
 * costs every start.
 */
public final class TrustedCertificates extends X509ExtendedTrustManager {
  /** The bundles of Debian, Red Hat, SUSE, and of Alpine and macOS. */
  private static final List<Path> SYSTEM_BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private final @Nullable Path bundle;
  private final Map<String, String> environment;
  private final List<Certificate> given = new ArrayList<>();
  private final List<X509ExtendedTrustManager> chain = new ArrayList<>();

  /** Builds the trust of a bundle (or null) and of the environment. */
  public TrustedCertificates(@Nullable Path bundle, Map<String, String> environment) {
    this.bundle = bundle;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Returns a TLS context with this trust.
   *
   * @throws UsageException if the bundle or {@code SSL_CERT_FILE} cannot be read
   */
  public SSLContext context() {
    readGiven();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
      throws CertificateException {
    check(certificates, manager -> manager.checkServerTrusted(certificates, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
      throws CertificateException {
    check(certificates, manager -> manager.checkServerTrusted(certificates, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String type)
      throws CertificateException {
    check(certificates, manager -> manager.checkServerTrusted(certificates, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients are accepted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients are accepted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String type)
      throws CertificateException {
    throw new CertificateException("no clients are accepted");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  @FunctionalInterface
  private interface Check {
    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private void check(X509Certificate[] certificates, Check check) throws CertificateException {
    try {
      check.by(manager(0));
    } catch (CertificateException first) {
      try {
        check.by(manager(1));
        certificates[0].checkValidity(); // the JDK lets one that was given itself be out of date
      } catch (CertificateException second) {
        second.addSuppressed(first);
        throw new UntrustedCertificateException(certificates[0], second);
      }
    }
  }

  /** Returns the JDK's trust (0) or that of the bundles (1), read on first use. */
  private synchronized X509ExtendedTrustManager manager(int number) throws CertificateException {
    try {
      while (chain.size() <= number) {
        chain.add(managerOf(chain.isEmpty() ? null : bundledStore()));
      }
      return chain.get(number);
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("cannot read the trusted certificates", e);
    }
  }

  private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("the JDK offers no X.509 trust manager");
  }

  /** The JDK's authorities again, too: a chain may need an intermediate of the bundle. */
  private KeyStore bundledStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate issuer : manager(0).getAcceptedIssuers()) {
      add(store, issuer);
    }
    addAll(store, given);
    for (Path system : SYSTEM_BUNDLES) {
      if (Files.isReadable(system)) {
        addAll(store, read(system));
        break;
      }
    }
    return store;
  }

  private synchronized void readGiven() {
    given.clear();
    if (bundle != null) {
      given.addAll(readGiven(bundle, "--ca-bundle"));
    }
    String file = environment.get("SSL_CERT_FILE");
    if (file != null && !file.isBlank()) {
      given.addAll(readGiven(Path.of(file), "SSL_CERT_FILE"));
    }
  }

  private static Collection<? extends Certificate> readGiven(Path file, String origin) {
    try {
      Collection<? extends Certificate> all = read(file);
      if (all.isEmpty()) {
        throw new UsageException(
            origin + " holds no certificate: " + file, "give a file in PEM form");
      }
      return all;
    } catch (IOException | CertificateException e) {
      throw new UsageException(
          "cannot read the certificates of " + origin + ": " + file, "give a file in PEM form", e);
    }
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static void addAll(KeyStore store, Collection<? extends Certificate> certificates)
      throws KeyStoreException {
    for (Certificate certificate : certificates) {
      add(store, certificate);
    }
  }

  private static void add(KeyStore store, Certificate certificate) throws KeyStoreException {
    store.setCertificateEntry("trusted-" + store.size(), certificate);
  }
}
