package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.datawarp.storage.object.CountingStream;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.TransferListener;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/*
 * What R2 wants (Cloudflare's documentation, "S3 API compatibility"), in one place: path-style
 * addresses, region "auto", no aws-chunked bodies, and no checksum headers of the SDK's own, as R2
 * refuses one beside Content-MD5. What every server gets: no attempt of the SDK's own (Attempts is the
 * one place that tries again), no look at the profile files of AWS's tools, no 100-continue.
 */
/** Builds clients. */
final class S3Clients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  /** The longest silence after a question: it has a head and no body that could be on its way. */
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The longest silence after a body was sent, of which megabytes may still lie in this machine's
   * buffers; completing a large object may take a server this long, too.
   */
  private static final Duration STORE_TIMEOUT = Duration.ofMinutes(2);

  /** Connections kept for the next request; the JDK keeps five. */
  private static final String KEPT_CONNECTIONS = "64";

  private static final String BASIC = "Basic ";

  private S3Clients() {}

  /**
   * Opens connections as the network's rules say, telling the flow what goes out.
   *
   * @param answerTimeout how long an answer is waited for at most
   */
  static SdkHttpClient connect(
      HttpSettings network, TransferListener flow, Duration answerTimeout) {
    prepare("http.maxConnections", KEPT_CONNECTIONS);
    prepare("jdk.http.auth.tunneling.disabledSchemes", ""); // Basic, else the JDK drops the login
    Duration storeTimeout =
        answerTimeout.compareTo(ANSWER_TIMEOUT) < 0 ? answerTimeout : STORE_TIMEOUT;
    Connections connections = new Connections(network);
    return new StoreAnswers(
        new MeteredClient(
            UrlConnectionHttpClient.create(uri -> connections.open(uri, answerTimeout)),
            UrlConnectionHttpClient.create(uri -> connections.open(uri, storeTimeout)),
            flow));
  }

  /** Builds a client; it does not close the connections it is given. */
  static S3Client build(S3Settings settings, SdkHttpClient connections) {
    return S3Client.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(StaticCredentialsProvider.create(credentials(settings)))
        .forcePathStyle(true)
        .crossRegionAccessEnabled(false)
        .disableS3ExpressSessionAuth(true)
        .serviceConfiguration(
            S3Configuration.builder()
                .chunkedEncodingEnabled(false)
                .expectContinueEnabled(false)
                .profileFile(() -> ProfileFile.aggregator().build())
                .build())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .defaultsMode(DefaultsMode.LEGACY)
        .overrideConfiguration(
            configuration ->
                configuration
                    .defaultProfileFile(ProfileFile.aggregator().build())
                    .retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClient(connections)
        .build();
  }

  /** Sets what the JDK's client reads once, unless the user has. */
  private static void prepare(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static AwsCredentials credentials(S3Settings settings) {
    String token = settings.sessionToken();
    return token == null
        ? AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey())
        : AwsSessionCredentials.create(settings.accessKeyId(), settings.secretAccessKey(), token);
  }

  /** Opens connections as the network's rules say. */
  private static final class Connections {
    private final HttpSettings network;
    private @Nullable SSLSocketFactory sockets;

    Connections(HttpSettings network) {
      this.network = network;
    }

    HttpURLConnection open(URI uri, Duration readTimeout) {
      try {
        Optional<HttpSettings.Proxy> proxy = network.proxy().apply(uri);
        URLConnection opened =
            proxy.isEmpty()
                ? uri.toURL().openConnection(java.net.Proxy.NO_PROXY)
                : uri.toURL()
                    .openConnection(
                        new java.net.Proxy(
                            java.net.Proxy.Type.HTTP,
                            new InetSocketAddress(proxy.get().host(), proxy.get().port())));
        if (!(opened instanceof HttpURLConnection connection)) {
          throw new IllegalStateException("not http: " + uri.getScheme());
        }
        if (connection instanceof HttpsURLConnection secure) {
          secure.setSSLSocketFactory(sockets());
        }
        proxy.flatMap(Connections::login).ifPresent(connection::setAuthenticator);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) readTimeout.toMillis());
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        return connection;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The JDK's client takes no header for a tunnel; it wants to be asked. */
    private static Optional<Authenticator> login(HttpSettings.Proxy proxy) {
      String header = proxy.authorization();
      if (header == null || !header.startsWith(BASIC)) {
        return Optional.empty();
      }
      byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()));
      String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      String password = parts.length < 2 ? "" : parts[1];
      return Optional.of(
          new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
              return getRequestorType() == RequestorType.PROXY
                  ? new PasswordAuthentication(parts[0], password.toCharArray())
                  : null;
            }
          });
    }

    private synchronized SSLSocketFactory sockets() {
      SSLSocketFactory factory = sockets;
      if (factory == null) {
        factory = network.trust().get().getSocketFactory();
        sockets = factory;
      }
      return factory;
    }
  }

  /** Tells a flow of the bodies that go out, at the moment they do. */
  private record MeteredClient(SdkHttpClient asking, SdkHttpClient storing, TransferListener flow)
      implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      SdkHttpMethod method = request.httpRequest().method();
      boolean asks = method == SdkHttpMethod.GET || method == SdkHttpMethod.HEAD;
      SdkHttpClient client = asks ? asking : storing;
      if (flow == TransferListener.FREE || request.contentStreamProvider().isEmpty()) {
        return client.prepareRequest(request);
      }
      HttpExecuteRequest.Builder metered =
          HttpExecuteRequest.builder()
              .request(request.httpRequest())
              .contentStreamProvider(
                  () ->
                      new CountingStream(request.contentStreamProvider().get().newStream(), flow));
      request.metricCollector().ifPresent(metered::metricCollector);
      return client.prepareRequest(metered.build());
    }

    @Override
    public String clientName() {
      return asking.clientName();
    }

    @Override
    public void close() {
      asking.close();
      storing.close();
    }
  }
}
