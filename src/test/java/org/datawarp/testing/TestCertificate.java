package org.datawarp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for this machine, made by the JDK's keytool. */
public final class TestCertificate {
  private static final String PASSWORD = "not-secret";

  private final Path store;
  private final Path pem;

  private TestCertificate(Path store, Path pem) {
    this.store = store;
    this.pem = pem;
  }

  /**
   * Makes a certificate.
   *
   * @param folder where its files go
   * @param names its alternative names, such as {@code ip:127.0.0.1,dns:localhost}
   * @param more further keytool options
   */
  public static TestCertificate create(Path folder, String names, String... more) {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    List<String> options = new ArrayList<>(List.of("-genkeypair", "-alias", "server"));
    options.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    options.addAll(List.of("-dname", "CN=Test Publisher", "-ext", "san=" + names));
    options.addAll(List.of(more));
    keytool(store, options);
    keytool(store, List.of("-exportcert", "-rfc", "-alias", "server", "-file", pem.toString()));
    return new TestCertificate(store, pem);
  }

  /** Returns the certificate as a PEM file. */
  public Path pem() {
    return pem;
  }

  /** Returns the context of a server that shows the certificate. */
  SSLContext serverContext() {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
