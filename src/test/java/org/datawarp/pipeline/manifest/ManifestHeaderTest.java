package org.datawarp.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.datawarp.model.ManifestState.ARCHIVED;
import static org.datawarp.model.ManifestState.DEPRECATED;
import static org.datawarp.model.ManifestState.DRAFT;
import static org.datawarp.model.ManifestState.ENRICHED;
import static org.datawarp.model.ManifestState.EXPORTED;
import static org.datawarp.model.ManifestState.LOADED;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.ManifestState;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestHeaderTest {
  private static final Instant AT = Instant.parse("2025-09-01T08:15:30Z");
  private static final Map<ManifestState, Set<ManifestState>> ALLOWED =
      new EnumMap<>(
          Map.of(
              DRAFT, Set.of(ENRICHED, LOADED, DEPRECATED),
              ENRICHED, Set.of(LOADED, DEPRECATED),
              LOADED, Set.of(EXPORTED, ARCHIVED, DEPRECATED),
              EXPORTED, Set.of(ARCHIVED, DEPRECATED),
              ARCHIVED, Set.of(EXPORTED),
              DEPRECATED, Set.of()));

  @ParameterizedTest
  @EnumSource(ManifestState.class)
  void theStateMachineAllowsWhatIsWrittenAndRefusesTheRest(ManifestState from) {
    for (ManifestState to : ManifestState.values()) {
      ManifestHeader header = in(from);
      if (ALLOWED.get(from).contains(to)) {
        ManifestHeader changed = header.to(to, AT, "r1");
        assertThat(changed.state()).isEqualTo(to);
        assertThat(changed.history()).containsExactly(new ManifestHeader.StateChange(AT, to, "r1"));
        assertThat(changed.updatedAt()).isEqualTo(AT);
      } else {
        assertThatThrownBy(() -> header.to(to, AT, "r1"))
            .isInstanceOfSatisfying(
                RefusedException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED))
            .hasMessage("manifest a is " + from.text() + " and cannot become " + to.text());
        assertThat(header.state()).isEqualTo(from);
      }
    }
  }

  @Test
  void loadingMovesItsDates() {
    ManifestHeader loaded = in(ENRICHED).to(LOADED, AT, "r1");
    assertThat(loaded.lastLoaded()).isEqualTo(AT);
    assertThat(loaded.lastCheckedAt()).isEqualTo(AT);
  }

  private static ManifestHeader in(ManifestState state) {
    return ManifestStore.parse("x", "manifest: {name: a, state: " + state.text() + "}\n").header();
  }
}
