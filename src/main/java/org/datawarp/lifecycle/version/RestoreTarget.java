package org.datawarp.lifecycle.version;

import org.datawarp.model.table.TableName;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;

/**
 * A source, or one period of it, and the version it gets back.
 *
 * @param source its code
 * @param manifest the manifest it belongs to
 * @param table its staging table
 * @param exportPeriod the one period the version holds; null where it holds every row
 * @param unit what is registered; null where nothing is
 * @param version what comes back
 */
public record RestoreTarget(
    String source,
    String manifest,
    TableName table,
    @Nullable String exportPeriod,
    @Nullable SourcePeriod unit,
    Version version) {}
