package org.datawarp.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;

class PublicationWriterTest {
  private static final Map<String, Object> ENTRY = entry();

  @Test
  void anEntryIsAddedAndEverythingElseStays() {
    String text =
        """
        # mine
        versions:
          keep: 9 # more
        publications: # ours
            # the first
            rtt:
                url: rtt.xlsx

        # the end
        backup: {keep: 3}
        """;

    assertThat(PublicationWriter.added("config.yaml", text, "adhd", ENTRY))
        .isEqualTo(
            text.replace(
                "url: rtt.xlsx\n",
                "url: rtt.xlsx\n    adhd:\n      url: https://h/{year}\n      frequency: monthly\n"));
  }

  @Test
  void aFileWithoutPublicationsGetsThem() {
    assertThat(PublicationWriter.added("config.yaml", "", "adhd", ENTRY))
        .isEqualTo(PublicationWriter.text("adhd", ENTRY));
    assertThat(PublicationWriter.added("c", "# publications:\n#   a:\n", "adhd", ENTRY))
        .startsWith("# publications:\n#   a:\npublications:\n  adhd:\n");
  }

  @Test
  void whatCannotBeAddedToIsRefused() {
    assertThatThrownBy(
            () ->
                PublicationWriter.added("c", "publications:\n  adhd:\n    url: x\n", "adhd", ENTRY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("registered already");
    assertThatThrownBy(
            () -> PublicationWriter.added("c", "publications: {rtt: {url: x}}\n", "adhd", ENTRY))
        .isInstanceOfAny(RefusedException.class, UsageException.class);
    assertThatThrownBy(
            () -> PublicationWriter.added("c", "", "adhd", Map.of("url", "javascript:1")))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void anEntryGetsAnotherNameAndEverythingElseStays() {
    String text =
        """
        # adhd: not this
        archive:
          keep_newest: true # adhd:
        publications:
          beds:
            url: adhd.csv
          "adhd" : # ours
            url: x.csv

        # the end
        """;

    assertThat(PublicationWriter.renamed("c", text, "adhd", "asd"))
        .contains(text.replace("\"adhd\" :", "asd :"));
    assertThat(PublicationWriter.renamed("c", text, "rtt", "asd")).isEmpty();
    assertThat(PublicationWriter.renamed("c", text, "adhd", "beds")).isEmpty();
    assertThatThrownBy(
            () -> PublicationWriter.renamed("c", "publications: {a: {url: x}}\n", "a", "b"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("'a'");
  }

  private static Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("url", "https://h/{year}");
    entry.put("frequency", "monthly");
    return entry;
  }
}
