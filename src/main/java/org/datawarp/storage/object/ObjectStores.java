package org.datawarp.storage.object;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.directory.DirectoryObjectStore;
import org.datawarp.storage.object.s3.S3ObjectStore;
import org.datawarp.storage.object.s3.S3Settings;
import org.jspecify.annotations.Nullable;

/** Opens object stores by their addresses. */
public final class ObjectStores {
  private final Supplier<SyncConfiguration> configuration;
  private final HttpSettings network;
  private final Clock clock;

  /**
   * Builds the opener.
   *
   * @param configuration read when a store is opened
   * @param network how servers are reached
   */
  public ObjectStores(
      Supplier<SyncConfiguration> configuration, HttpSettings network, Clock clock) {
    this.configuration = configuration;
    this.network = network;
    this.clock = clock;
  }

  /** Opens a store whose bytes may flow freely; see {@link #open(String, String, Flow)}. */
  public ObjectStore open(@Nullable String url, @Nullable String endpoint) {
    return open(url, endpoint, TransferListener.FREE);
  }

  /**
   * Opens the store at an address; connects when it is first used. The caller closes it.
   *
   * @param url {@code r2://bucket[/prefix]} (the account or endpoint come from the configuration),
   *     {@code s3://bucket[/prefix]}, {@code file:/folder}; null for the configured bucket
   * @param endpoint the server's address, or null for the configured one
   * @param flow is told of the bytes of objects that go out or come in
   * @throws UsageException if the address is malformed, or something is missing in the
   *     configuration, naming it
   */
  public ObjectStore open(@Nullable String url, @Nullable String endpoint, TransferListener flow) {
    CloudAddress address = address(url);
    if (address.kind() == CloudAddress.Kind.FOLDER) {
      return new DirectoryObjectStore(address, flow, clock);
    }
    return new S3ObjectStore(settings(address, endpoint), network, flow, Sleeper.SLEEP, clock);
  }

  /**
   * Returns the store meant by what was given, as it is noted for later; connects to nothing.
   *
   * @throws UsageException as {@link #open(String, String, Flow)} does
   */
  public Destination destination(@Nullable String url, @Nullable String endpoint) {
    CloudAddress address = address(url);
    String server =
        address.kind() == CloudAddress.Kind.FOLDER
            ? null
            : settings(address, endpoint).endpoint().toString();
    try (ObjectStore store = open(url, endpoint)) {
      return new Destination(store.address(), server, store.identity());
    }
  }

  /**
   * Returns the address meant by what was given, without opening it.
   *
   * @throws UsageException if nothing was given and no bucket is configured
   */
  public CloudAddress address(@Nullable String url) {
    if (url != null) {
      return CloudAddress.parse(url);
    }
    SyncConfiguration values = configuration.get();
    Optional<String> bucket = values.cloud("bucket");
    if (bucket.isEmpty()) {
      throw new UsageException(
          "no store is named, and " + values.file().getFileName() + " has no cloud.bucket",
          "say --to r2://bucket/prefix, or write cloud: bucket: into " + values.file());
    }
    if (CloudAddress.isOne(bucket.get())) {
      return CloudAddress.parse(bucket.get());
    }
    String prefix = values.cloud("prefix").map(text -> "/" + text).orElse("");
    return CloudAddress.parse(scheme(values) + "://" + bucket.get() + prefix);
  }

  private S3Settings settings(CloudAddress address, @Nullable String endpoint) {
    SyncConfiguration values = configuration.get();
    boolean isR2 = address.kind() == CloudAddress.Kind.R2;
    String keyVariable = isR2 ? "R2_ACCESS_KEY_ID" : "AWS_ACCESS_KEY_ID";
    String secretVariable = isR2 ? "R2_SECRET_ACCESS_KEY" : "AWS_SECRET_ACCESS_KEY";
    String tokenVariable = isR2 ? "R2_SESSION_TOKEN" : "AWS_SESSION_TOKEN";
    boolean configured = isConfiguredFor(values, isR2);
    URI server = endpoint(values, address, endpoint, configured);
    requireNoBucket(server, address);
    return new S3Settings(
        address,
        server,
        (configured ? values.cloud("region") : Optional.<String>empty())
            .or(() -> isR2 ? Optional.of("auto") : values.variable("AWS_REGION"))
            .orElse("us-east-1"),
        secret(values, "access_key_id", keyVariable, configured),
        secret(values, "secret_access_key", secretVariable, configured),
        (configured ? values.cloud("session_token") : Optional.<String>empty())
            .or(() -> values.variable(tokenVariable))
            .orElse(null));
  }

  /** The configured account counts for stores of its own kind only. */
  private static boolean isConfiguredFor(SyncConfiguration values, boolean isR2) {
    return values.cloud("provider").isEmpty() || scheme(values).equals(isR2 ? "r2" : "s3");
  }

  private static String secret(
      SyncConfiguration values, String key, String variable, boolean configured) {
    return (configured ? values.cloud(key) : Optional.<String>empty())
        .or(() -> values.variable(variable))
        .map(String::strip)
        .orElseThrow(
            () ->
                new UsageException(
                    "no credentials: neither cloud."
                        + key
                        + " in "
                        + values.file().getFileName()
                        + " nor the variable "
                        + variable
                        + " is set",
                    "export "
                        + variable
                        + "=…, or write '"
                        + key
                        + ": ${"
                        + variable
                        + "}' under cloud: in "
                        + values.file()));
  }

  private static URI endpoint(
      SyncConfiguration values, CloudAddress address, @Nullable String option, boolean configured) {
    if (option != null) {
      return uri(option, "--endpoint");
    }
    Optional<String> given = configured ? values.cloud("endpoint") : Optional.empty();
    if (given.isPresent()) {
      return uri(given.get(), "cloud.endpoint");
    }
    if (address.kind() == CloudAddress.Kind.R2) {
      return values
          .cloud("account_id")
          .or(() -> values.variable("R2_ACCOUNT_ID"))
          .map(id -> uri("https://" + id + ".r2.cloudflarestorage.com", "cloud.account_id"))
          .orElseThrow(
              () ->
                  new UsageException(
                      "the R2 account is not known: cloud.endpoint is not set",
                      "write endpoint: https://<account>.r2.cloudflarestorage.com under cloud: in "
                          + values.file()
                          + ", or set R2_ACCOUNT_ID"));
    }
    String region =
        values.cloud("region").or(() -> values.variable("AWS_REGION")).orElse("us-east-1");
    return uri("https://s3." + region + ".amazonaws.com", "cloud.region");
  }

  /** Cloudflare's dashboard shows a bucket's address with its name at the end. */
  private static void requireNoBucket(URI server, CloudAddress address) {
    String end = "/" + address.bucket();
    if (end.equals(server.getPath())) {
      throw new UsageException(
          "the endpoint ends with the bucket's name", "leave '" + end + "' off its end");
    }
  }

  private static URI uri(String text, String origin) {
    try {
      URI uri = new URI(text.strip().replaceAll("(?<!/)/+$", ""));
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && (scheme.equals("https") || scheme.equals("http"))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw notAnEndpoint(origin);
    }
    throw notAnEndpoint(origin);
  }

  private static UsageException notAnEndpoint(String origin) {
    return new UsageException(
        origin + " is not the address of a server",
        "write https://host[:port] and nothing after it, with no user or password");
  }

  private static String scheme(SyncConfiguration values) {
    String provider = values.cloud("provider").orElse("r2").toLowerCase(Locale.ROOT);
    return switch (provider) {
      case "r2", "cloudflare", "cloudflare_r2", "cloudflare-r2" -> "r2";
      case "s3", "aws", "aws_s3", "minio", "ceph" -> "s3";
      default ->
          throw new UsageException("cloud.provider '" + provider + "' is unknown", "use r2 or s3");
    };
  }
}
