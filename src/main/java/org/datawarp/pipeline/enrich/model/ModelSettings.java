package org.datawarp.pipeline.enrich.model;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Which model is asked, and how much it may cost.
 *
 * @param dialect how its service is spoken to
 * @param endpoint the service, without a slash at its end
 * @param model the model's name there
 * @param key the secret that the service asks for; null for a service that asks for none
 * @param timeout how long one request may take
 * @param retries further attempts after a failure that may pass
 * @param maxTokensPerRun how many tokens one run may take
 * @param maxTokensPerMonth how many tokens a workspace may take in a calendar month
 */
public record ModelSettings(
    Dialect dialect,
    String endpoint,
    String model,
    @Nullable String key,
    Duration timeout,
    int retries,
    long maxTokensPerRun,
    long maxTokensPerMonth) {
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  /**
   * Checks that a request can be made of it.
   *
   * @throws UsageException if not, naming the key of the configuration
   */
  public ModelSettings {
    if (!MODEL.matcher(model).matches()) {
      throw new UsageException(
          "enrichment.model is not a model's name", "write it as its service does");
    }
    if (key != null && !KEY.matcher(key).matches()) {
      throw new UsageException(
          "enrichment.key holds characters that no key has", "look for blanks and line breaks in it");
    }
    try {
      dialect.address(endpoint, model);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "enrichment.endpoint is not an address: " + Secrets.blotted(endpoint),
          "write it as https://host/path",
          e);
    }
  }

  /** Returns where requests are posted. */
  URI address() {
    return dialect.address(endpoint, model);
  }

  /** Returns a text without the key and without what else is secret in it. */
  String cleaned(String text) {
    String clean = key == null || key.isBlank() ? text : text.replace(key, Secrets.BLOT);
    return Secrets.blotted(clean);
  }

  @Override
  public String toString() {
    return dialect.text() + " " + model;
  }
}
