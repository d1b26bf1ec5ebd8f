package org.datawarp.pipeline.discover;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON twin of a page of the Office for National Statistics, as {@code …/data} gives it: a
 * dataset with its downloads, or a landing page with its editions.
 */
final class OnsJson {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final String LICENCE = "Open Government Licence v3.0";

  private final URI address;
  private final Map<String, @Nullable Object> page;

  /**
   * Reads the page.
   *
   * @throws SourceUnreadableException if it is no such page
   */
  OnsJson(URI address, String json) {
    this.address = address;
    try {
      this.page = JsonCodec.read(json);
    } catch (MalformedJsonException e) {
      throw new SourceUnreadableException(
          "not readable as JSON: " + address + ": " + e.getMessage(),
          "give the address of the page or of a file",
          e);
    }
    if (!(page.get("uri") instanceof String)) {
      throw new SourceUnreadableException(
          "JSON that is no page of the ONS: " + address,
          "give the address of the page or of a file");
    }
  }

  String title() {
    return description("title").orElseGet(() -> lastPart(uri(page)));
  }

  /** The release is at half past nine in London, which the file says in UTC. */
  Optional<LocalDate> published() {
    return description("releaseDate")
        .flatMap(
            text -> {
              try {
                return Optional.of(Instant.parse(text).atZone(LONDON).toLocalDate());
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  /** Finds what the page says it is about. */
  Optional<String> summary() {
    return description("summary").or(() -> description("metaDescription")).map(HtmlPage::oneLine);
  }

  String licence() {
    return LICENCE;
  }

  List<PageLink> links() {
    List<PageLink> links = new ArrayList<>();
    for (String list : List.of("downloads", "supplementaryFiles")) {
      for (Map<?, ?> download : objects(list)) {
        if (download.get("file") instanceof String file) {
          String title = download.get("title") instanceof String text ? text : "";
          String path = "/file?uri=" + uri(page) + "/" + file;
          LinkType format = LinkType.ofName(file).orElse(LinkType.OTHER);
          String edition = description("edition").orElse("");
          links.add(new PageLink(resolve(path), title, edition, file, format, true));
        }
      }
    }
    return links;
  }

  /** Returns the editions of a landing page, in its order, the newest first. */
  List<PageLink> editions() {
    List<PageLink> editions = new ArrayList<>();
    for (Map<?, ?> dataset : objects("datasets")) {
      String name = lastPart(uri(dataset));
      editions.add(
          new PageLink(resolve(uri(dataset) + "/data"), name, "", name, LinkType.PAGE, true));
    }
    return editions;
  }

  private URI resolve(String path) {
    return address.resolve(path.replace(" ", "%20"));
  }

  private Optional<String> description(String name) {
    return page.get("description") instanceof Map<?, ?> map
            && map.get(name) instanceof String text
            && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }

  private List<Map<?, ?>> objects(String name) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (page.get(name) instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> map) {
          objects.add(map);
        }
      }
    }
    return objects;
  }

  private static String uri(Map<?, ?> map) {
    return map.get("uri") instanceof String uri ? uri : "";
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
