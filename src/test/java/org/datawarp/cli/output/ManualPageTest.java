package org.datawarp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.datawarp.cli.RootCommand;
import org.datawarp.model.error.ExitCode;
import org.junit.jupiter.api.Test;

class ManualPageTest {
  private static final Map<String, String> PAGES = RootCommand.manualPages("datawarp 1.2.3");

  @Test
  void thereIsAPageForTheProgramAndOneForEachCommand() {
    assertThat(PAGES).containsKeys("datawarp.1", "datawarp-refresh.1", "datawarp-backup.1");
    assertThat(PAGES.get("datawarp.1")).contains(".BR datawarp\\-refresh (1)");
  }

  @Test
  void aPageHasSynopsisOptionsActionsAndExamples() {
    assertThat(PAGES.get("datawarp-backup.1"))
        .startsWith(".TH \"DATAWARP\\-BACKUP\" 1 \"\" \"datawarp 1.2.3\"\n.SH NAME\n")
        .contains(".SH SYNOPSIS\n", ".SH ACTIONS\n.SS create\n", ".SH EXAMPLES\n.nf\n");
    assertThat(PAGES.get("datawarp-refresh.1"))
        .contains(".SH OPTIONS\n.TP\n\\fB[SOURCE]\\fR\n", "\\fB\\-\\-url URL\\fR\n");
  }

  @Test
  void theProgramsPageExplainsEveryExitCode() {
    for (ExitCode code : ExitCode.values()) {
      assertThat(PAGES.get("datawarp.1")).contains(".TP\n\\fB" + code.status() + "\\fR\n");
    }
  }

  @Test
  void noLineIsARequestByAccidentAndAllIsAscii() {
    PAGES.values().stream()
        .flatMap(String::lines)
        .forEach(
            line ->
                assertThat(line)
                    .matches("[ -~]*")
                    .matches("([^.'].*|\\.(TH|SH|SS|TP|BR|B|PP|nf|fi)( .*)?|)"));
  }
}
