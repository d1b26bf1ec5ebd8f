package org.datawarp.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as the database holds it.
 *
 * @param name its name
 * @param publication the series
 * @param state its state, lower case
 * @param period the stored form of its period; null for reference data
 * @param path its file, relative to the workspace
 * @param text its YAML
 * @param sha256 the SHA-256 of the text
 * @param run the run that wrote it
 * @param lastLoaded when its rows were last loaded
 * @param lastChecked when its files were last found unchanged or loaded
 */
public record StoredManifest(
    String name,
    String publication,
    String state,
    @Nullable String period,
    String path,
    String text,
    String sha256,
    String run,
    @Nullable Instant lastLoaded,
    @Nullable Instant lastChecked) {}
