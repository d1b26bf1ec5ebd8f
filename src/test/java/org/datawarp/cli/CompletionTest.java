package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theScriptOfBashServesZshToo(String shell) {
    CommandRun run = CommandRun.of("completion", shell);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("-F _complete_datawarp", "load-batch", "--workspace");
  }

  @Test
  void fishKnowsCommandsActionsAndTheirOptions() {
    CommandRun run = CommandRun.of("completion", "fish");

    assertThat(run.out().lines())
        .contains(
            "complete -c datawarp -f -n '__datawarp_begins' -a list -d 'Lists the sources of the"
                + " workspace, and drafts that wait for a load.'",
            "complete -c datawarp -n '__datawarp_at list' -l sort -r -f -a 'source manifest period"
                + " state rows size loaded title' -d 'What to sort by: rows, size and loaded with the"
                + " greatest first.'",
            "complete -c datawarp -f -n '__datawarp_at hold add' -a '(__datawarp_sources)' -d"
                + " 'source or manifest'")
        .anyMatch(
            line -> line.startsWith("complete -c datawarp -f -n '__datawarp_begins backup' -a"));
  }

  /** In bash itself, where there is one: commands, options, their values and names of sources. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "datawarp,ref | refresh",
        "datawarp,refresh,--accept-s | --accept-shrink",
        "datawarp,export,x,--format, | csv parquet xlsx",
        "datawarp,show,ad | adhd_aug25 adhd_dec25 adhd_sep25",
        "datawarp,hold,add,adhd_d | adhd_dec25",
        "datawarp,show,can | canonical",
        "datawarp,refresh,--url,ad |",
        "datawarp,doctor,ad |"
      })
  void bashCompletes(String words, String expected, @TempDir Path folder) throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeThat(bash).exists();
    for (String file :
        List.of(
            ".datawarp/x",
            "manifests/active/adhd_aug25.yaml",
            "manifests/active/adhd_sep25.enriched.yaml",
            "manifests/pending/adhd_dec25.yaml",
            "output/current/adhd_aug25.parquet",
            "output/current/adhd_aug25.md",
            "output/current/catalog.parquet",
            "output/current/canonical/2025-08.parquet")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "");
    }
    Files.writeString(folder.resolve("script"), CommandRun.of("completion", "bash").out());
    String line =
        "compopt() { :; }; source ./script; cd manifests; COMP_WORDS=(\"$@\");"
            + " COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _datawarp_with_sources; echo ${COMPREPLY[*]}";
    List<String> command = new ArrayList<>(List.of(bash.toString(), "--norc", "-c", line, "bash"));
    command.addAll(List.of(words.split(",", -1)));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();

    String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(found.strip()).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(CommandRun.of("completion", "tcsh").err())
        .contains("'tcsh' is not one of bash, zsh, fish");
  }
}
