package org.datawarp.pipeline.download;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;

/** Asks an address of a service that watches jobs; what it answers is of no interest. */
public final class Ping {
  private final HttpFetcher fetcher;

  /** Makes it; nothing is connected before it sends. */
  public Ping(DownloadSettings settings) {
    this.fetcher = new HttpFetcher(settings, AddressRules.standard(settings.privateHosts()));
  }

  /**
   * Sends one request, once.
   *
   * @return why it was not taken, in words for a person; empty where it was
   * @throws InterruptedRunException if the thread was interrupted
   */
  public Optional<String> send(String url) {
    try {
      return Location.parse(url) instanceof Location.Remote address
          ? send(address)
          : Optional.of("no web address: " + url);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while telling " + url, null, e);
    } catch (DatawarpException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> send(Location.Remote address) throws InterruptedException {
    try (HttpReply reply = fetcher.get(address, Map.of())) {
      return reply.status() < 300
          ? Optional.empty()
          : Optional.of("HTTP " + reply.status() + ": " + address.key());
    } catch (IOException e) {
      return Optional.of(
          NetworkFailures.of(e, address.uri(), address.key(), fetcher.proxyOf(address.uri()))
              .message());
    }
  }
}
