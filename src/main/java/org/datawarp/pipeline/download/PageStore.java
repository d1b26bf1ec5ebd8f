package org.datawarp.pipeline.download;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.Secrets;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/**
 * The latest text of each page, for offline use, in {@code .pages/}. Its links are stored without
 * their secrets; the cache knows the files behind them by the same addresses.
 */
final class PageStore {
  private final Path folder;

  PageStore(Path downloads) {
    this.folder = downloads.resolve(".pages");
  }

  void save(Page page, String finalKey) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("url", page.url());
    values.put("final_url", finalKey);
    values.put("fetched_at", page.fetchedAt());
    values.put("text", Secrets.blotted(page.text())); // links may hold signatures
    AtomicFile.replace(file(page.url()), JsonCodec.write(values) + "\n");
  }

  /** Finds a page; a damaged one counts as absent. */
  Optional<Page> find(String key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Map<String, @Nullable Object> values = JsonCodec.read(Files.readString(file));
      if (key.equals(values.get("url"))
          && values.get("final_url") instanceof String finalUrl
          && values.get("fetched_at") instanceof String fetchedAt
          && values.get("text") instanceof String text) {
        return Optional.of(
            new Page(
                key, URI.create(finalUrl), text, Instant.parse(fetchedAt), FetchOutcome.CACHED));
      }
      return Optional.empty();
    } catch (IOException
        | MalformedJsonException
        | DateTimeException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Path file(String key) {
    String name = FileHash.sha256(key.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    return folder.resolve(name + ".json");
  }
}
