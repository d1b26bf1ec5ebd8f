package org.datawarp.lifecycle.publication;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.ManifestState;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.Revision;
import org.datawarp.model.publication.Publication;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.ManifestRepository.RecordedManifest;
import org.jspecify.annotations.Nullable;

/**
 * An issue that was loaded, as its manifest is recorded.
 *
 * @param manifest its manifest's name
 * @param period its period; null for reference data
 * @param state how far it has come
 * @param isProvisional whether its files or its description call it provisional
 * @param lastChecked when its files were last found unchanged or loaded
 * @param files the SHA-256 of its files
 */
public record HeldIssue(
    String manifest,
    @Nullable Period period,
    ManifestState state,
    boolean isProvisional,
    @Nullable Instant lastChecked,
    List<String> files) {
  /** Copies the list. */
  public HeldIssue {
    files = List.copyOf(files);
  }

  /** Tells whether its rows are in the database and its exports in use. */
  public boolean isInUse() {
    return state == ManifestState.LOADED || state == ManifestState.EXPORTED;
  }

  /**
   * Reads the issues of registered publications, by publication; none where there is no workspace
   * yet.
   */
  public static Map<String, List<HeldIssue>> readAll(WorkspaceContext context) {
    List<RecordedManifest> recorded =
        context
            .readIfPresent(
                "listing the manifests",
                (connection, identity) ->
                    new ManifestRepository(identity).listManifests(connection))
            .orElse(List.of());
    Map<String, List<HeldIssue>> held = new LinkedHashMap<>();
    Set<String> registered =
        context.configuration().publications().stream()
            .map(Publication::code)
            .collect(Collectors.toSet());
    for (RecordedManifest manifest : recorded) {
      if (!registered.contains(manifest.publication())) {
        continue;
      }
      state(manifest)
          .ifPresent(
              state ->
                  held.computeIfAbsent(manifest.publication(), code -> new ArrayList<>())
                      .add(of(manifest, state)));
    }
    return held;
  }

  /** A draft is not here yet. */
  private static Optional<ManifestState> state(RecordedManifest manifest) {
    return EnumSet.complementOf(EnumSet.of(ManifestState.DRAFT, ManifestState.ENRICHED)).stream()
        .filter(state -> state.text().equals(manifest.state()))
        .findFirst();
  }

  private static HeldIssue of(RecordedManifest recorded, ManifestState state) {
    try {
      Manifest manifest = ManifestStore.parse(recorded.name() + ".yaml", recorded.text());
      List<String> texts = new ArrayList<>();
      List<String> hashes = new ArrayList<>();
      texts.add(String.valueOf(manifest.header().description()));
      manifest
          .header()
          .files()
          .forEach(
              file -> {
                texts.add(file.url().substring(file.url().lastIndexOf('/') + 1));
                if (file.sha256() != null) {
                  hashes.add(file.sha256());
                }
              });
      boolean isProvisional =
          texts.stream().anyMatch(text -> Revision.of(text).kind() == Revision.Kind.PROVISIONAL);
      return new HeldIssue(
          recorded.name(),
          manifest.header().period(),
          state,
          isProvisional,
          recorded.lastChecked(),
          hashes);
    } catch (UsageException e) {
      // Of an earlier version's making; that it is here is all that counts.
      return new HeldIssue(recorded.name(), null, state, false, recorded.lastChecked(), List.of());
    }
  }
}
