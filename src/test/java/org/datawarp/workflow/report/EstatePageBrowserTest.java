package org.datawarp.workflow.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a browser, where there is one: on a phone and on a desk. */
@Tag("slow")
class EstatePageBrowserTest {
  /** Says what reaches out of the window or of a box that cuts it, and what was fetched. */
  private static final String PROBE =
      """
      <script>
      const wide = document.documentElement.clientWidth;
      const cut = [...document.querySelectorAll('body *')].filter(e => {
        const box = e.getBoundingClientRect(), style = getComputedStyle(e);
        return box.width > 0 && (box.right > wide + 1 || box.left < -1
            || (style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1));
      }).map(e => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 30));
      document.title = JSON.stringify({
        wide: wide, page: document.documentElement.scrollWidth, cut: cut,
        fetched: performance.getEntriesByType('resource').map(e => e.name)});
      </script>
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"390,844", "1280,900"})
  void nothingIsCutAndNothingIsFetched(int width, int height) throws Exception {
    String page =
        EstatePage.of(
            EstatePageTest.report(
                IntStream.range(0, 12)
                    .mapToObj(
                        i ->
                            EstatePageTest.publication(
                                "community_services_waiting_times_by_provider_" + i, 12))
                    .toList()));

    String title = title(page + PROBE, width, height);

    assertThat(title).contains("\"cut\":[]", "\"fetched\":[]");
    assertThat(title)
        .matches("\\{\"wide\":(\\d+),\"page\":\\1,.*"); // nothing to scroll to the right
  }

  /** The probe sees what it is for. */
  @Test
  void aPageThatIsTooWideIsSeen() throws Exception {
    String title =
        title(
            "<!doctype html><body><div style='width:2000px'>wide</div>"
                + "<img src='missing.png'>"
                + PROBE,
            390,
            844);

    assertThat(title).contains("DIV.null wide");
  }

  private String title(String html, int width, int height) throws Exception {
    Optional<String> browser =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium is installed");
    // A window of Chromium is no narrower than 500: the page is put into a frame as wide as a
    // phone.
    Path page = Files.writeString(folder.resolve("page.html"), html);
    Path frame =
        Files.writeString(
            folder.resolve("frame.html"),
            "<!doctype html><body style='margin:0'><iframe style='border:0' width="
                + width
                + " height="
                + height
                + " src='page.html' onload=\"document.title = this.contentDocument.title\"></iframe>");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                List.of(
                    browser.get(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--allow-file-access-from-files",
                    "--host-resolver-rules=MAP * ~NOTFOUND",
                    "--user-data-dir=" + folder.resolve("profile"),
                    "--window-size=1400,1000",
                    "--dump-dom",
                    frame.toUri().toString()))
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(page).exists();
    String dom = Files.readString(out, UTF_8);
    return dom.substring(dom.indexOf("<title>") + 7, dom.indexOf("</title>"))
        .replace("&quot;", "\"");
  }
}
