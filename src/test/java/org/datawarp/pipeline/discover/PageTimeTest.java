package org.datawarp.pipeline.discover;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.datawarp.model.error.SourceUnreadableException;
import org.junit.jupiter.api.Test;

class PageTimeTest {
  private static final URI ADDRESS = URI.create("https://example.org/index");

  @Test
  void aPageThatTakesTooLongIsRefused() {
    AtomicLong clock = new AtomicLong();
    LandingPages pages = new LandingPages(() -> clock.addAndGet(Duration.ofSeconds(1).toNanos()));
    String html = "<a href='a.csv'>a</a>".repeat(200);

    assertThatThrownBy(() -> pages.find(ADDRESS, html, null))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("the page https://example.org/index could not be read in 120 seconds");
  }
}
