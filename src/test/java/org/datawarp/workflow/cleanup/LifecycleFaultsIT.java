package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.StorageException;
import org.datawarp.testing.PlantedEstate;
import org.datawarp.workflow.remove.RemoveRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Cleanup, remove, deprecate and undo are broken after each step; then the next command runs. */
class LifecycleFaultsIT extends CleanupFixture {
  private record Breaks(RunStep last) implements RunListener {
    @Override
    public void progressed(String what, long done, long total) {}

    @Override
    public void started(RunStep step) {}

    @Override
    public void completed(RunStep step) {
      if (step == last) {
        throw new StorageException("broken after " + step.text(), null);
      }
    }
  }

  /** As few as there can be: what is planted takes 21. */
  @Override
  int sources() {
    return 22;
  }

  private interface Work {
    void with(RunListener listener);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FETCH", "EXTRACT", "PROTECT", "LOAD", "EXPORT"})
  void aCleanupIsWholeOrNothingAndUndoable(RunStep step) {
    isWholeOrNothing(
        step,
        "cleanup",
        listener -> cleanup().execute(ALL, null, "cleanup --execute", Duration.ZERO, listener));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FETCH", "EXTRACT", "PROTECT", "LOAD", "EXPORT"})
  void aRemovalIsWholeOrNothingAndUndoable(RunStep step) {
    isWholeOrNothing(
        step, "remove", listener -> removal().remove(request(PlantedEstate.code(20)), listener));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FETCH", "EXTRACT", "PROTECT", "LOAD", "EXPORT"})
  void aDeprecationIsWholeOrNothingAndUndoable(RunStep step) {
    isWholeOrNothing(
        step,
        "deprecate",
        listener -> removal().deprecate(request(PlantedEstate.code(20)), listener));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FETCH", "EXTRACT", "PROTECT", "LOAD", "EXPORT"})
  void anUndoIsWholeOrNothingAndUndoable(RunStep step) {
    Map<String, String> filesAtFirst = files();
    List<String> recordsAtFirst = records();
    String run = String.valueOf(execute(ALL).run());

    isWholeOrNothing(
        step,
        "undo",
        listener -> {
          clock.advance(Duration.ofSeconds(1));
          undo().undo(run, "undo", Duration.ZERO, listener);
        });

    assertThatThrownBy(() -> undo(run)).hasMessageContaining(" and done again by ");
    undo(
        query(
                "SELECT max(run_id) FROM datawarp.tbl_runs WHERE command = 'undo' AND status = 'success'")
            .get(0));
    assertSame(files(), filesAtFirst);
    assertSame(records(), recordsAtFirst);
  }

  private void isWholeOrNothing(RunStep step, String command, Work work) {
    Map<String, String> files = files();
    List<String> records = records();
    clock.advance(Duration.ofSeconds(1));

    assertThatThrownBy(() -> work.with(new Breaks(step))).hasMessage("broken after " + step.text());

    settle();
    String status =
        query(
                "SELECT run_id, status FROM datawarp.tbl_runs WHERE command = '"
                    + command
                    + "' ORDER BY run_id DESC LIMIT 1")
            .get(0);
    if (step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(status).endsWith("|failed");
      assertSame(files(), files);
      assertSame(records(), records);
      work.with(RunListener.SILENT);
      status =
          query(
                  "SELECT max(run_id) || '|' FROM datawarp.tbl_runs WHERE command = '"
                      + command
                      + "'")
              .get(0);
    } else {
      assertThat(status).endsWith("|success");
      assertThat(files()).isNotEqualTo(files);
    }
    assertConsistent();
    undo(status.substring(0, status.indexOf('|')));
    assertSame(files(), files);
    assertSame(records(), records);
  }

  /** The next command that writes. */
  private void settle() {
    clock.advance(Duration.ofSeconds(1));
    new RunExecutor(workspace, database, configuration(), clock)
        .execute(
            RunExecutor.Order.exclusive("nothing", "nothing", Duration.ZERO),
            RunListener.SILENT,
            run -> run.id());
    assertThat(workspace.runs()).isEmptyDirectory();
    assertThat(
            query(
                "SELECT run_id FROM datawarp.tbl_runs WHERE status = 'in_progress'"
                    + " OR (publish_list IS NOT NULL AND published_at IS NULL)"))
        .isEmpty();
  }

  /** Nothing refers to a thing that is not there, planted orphans aside. */
  private void assertConsistent() {
    assertThat(
            query(
                "SELECT trash_name FROM datawarp.tbl_trashed_tables WHERE restored_at IS NULL AND"
                    + " purged_at IS NULL AND to_regclass(format('datawarp_trash.%I', trash_name))"
                    + " IS NULL"))
        .isEmpty();
    assertThat(query("SELECT path FROM datawarp.tbl_file_removals WHERE done_at IS NULL"))
        .isEmpty();
    assertThat(query("SELECT n FROM public.people")).containsExactly("6");
  }

  private static RemoveRequest request(String source) {
    return new RemoveRequest(List.of(source), null, "remove " + source, Duration.ZERO);
  }
}
