package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.cli.RootCommand;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say, and how they end, from damage in a store until it is repaired. */
class StoreDamageIT {
  private static final String FILE = "archive/parquet/2025-09-01/adhd_aug25.parquet";
  private static final String KEY = "parquet/2025-09-01/adhd_aug25.parquet";

  @TempDir private Path folder;

  private Path workspace;
  private Path nas;

  /** How a command ended. */
  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void makeWorkspace() throws IOException {
    workspace = folder.resolve("ws");
    nas = Files.createDirectories(folder.resolve("nas"));
    assertThat(run("init").status()).isZero();
    Path file = workspace.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "rows of a table");
    Files.writeString(file.resolveSibling("adhd_aug25.parquet.meta"), "{}");
    assertThat(sync().status()).isZero();
  }

  @Test
  void aSyncWithNothingToDoPrintsOneLine() {
    assertThat(sync().out().lines())
        .singleElement()
        .isEqualTo("file:" + nas + ": nothing to send, 2 files there already (17 B)");
  }

  @Test
  void damageExits16EverywhereUntilItIsRepaired() throws IOException, MalformedJsonException {
    Files.writeString(nas.resolve(KEY), "rOws of a table");

    assertThat(sync("verify", "--full").status()).isEqualTo(16);
    assertThat(sync().status()).isEqualTo(16);
    assertThat(run("sync", "status").status()).isEqualTo(16);
    Ended status = run("status");
    assertThat(status.status()).isEqualTo(16);
    assertThat(status.err()).contains(KEY + " is damaged").contains("sync repair");
    Map<String, ?> json = JsonCodec.read(run("status", "--json").out());
    assertThat(String.valueOf(json.get("store_damage"))).contains("key=" + KEY);
    assertThat(sync("repair", "--dry-run").status()).isEqualTo(16);

    Ended repaired = sync("repair");

    assertThat(repaired.status()).isZero();
    assertThat(repaired.out()).contains("repaired   " + KEY);
    assertThat(nas.resolve(KEY)).hasContent("rows of a table");
    assertThat(run("status").status()).isZero();
    assertThat(sync("verify", "--full").status()).isZero();
    assertThat(JsonCodec.read(run("status", "--json").out()).get("store_damage"))
        .isEqualTo(List.of());
  }

  @Test
  void aDeletionThatFindsDamageExits16() throws IOException {
    Files.writeString(nas.resolve(KEY), "rOws of a table");

    Ended ended = sync("--delete-local");

    assertThat(ended.status()).isEqualTo(16);
    assertThat(workspace.resolve(FILE)).exists();
    assertThat(workspace.resolve(FILE + ".meta")).exists();
  }

  @Test
  void aDryRunNamesWhatWouldBeDeleted() {
    Ended ended = sync("--delete-local", "--dry-run");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("to delete  " + FILE + ",").contains(FILE + ".meta,");
    assertThat(workspace.resolve(FILE)).exists();
  }

  @Test
  void whatIsSkippedExits3AndAStoreOutOfReach12() throws IOException {
    Files.createSymbolicLink(workspace.resolve("archive/parquet/link"), nas);
    Ended skipped = sync();
    assertThat(skipped.status()).isEqualTo(3);
    assertThat(skipped.out()).contains("skipped    archive/parquet/link: a link");

    Ended away = run("sync", "--to", "file:" + folder.resolve("not-mounted"));

    assertThat(away.status()).isEqualTo(12);
  }

  private Ended sync(String... arguments) {
    List<String> line = new ArrayList<>(List.of("sync"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--to", "file:" + nas));
    return run(line.toArray(new String[0]));
  }

  private Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, false);
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--workspace", workspace.toString()));
    int status =
        RootCommand.execute(
            "datawarp test",
            options -> new Application(options, Map.of()),
            console,
            line.toArray(new String[0]));
    return new Ended(status, out.toString(), err.toString());
  }
}
