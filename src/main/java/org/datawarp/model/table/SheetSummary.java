package org.datawarp.model.table;

import org.jspecify.annotations.Nullable;

/**
 * One sheet (or CSV) of a file and what it was taken for.
 *
 * @param name the sheet's name as written in the workbook; null for a CSV
 * @param member the path inside the ZIP the sheet was read from; null outside a ZIP
 * @param kind what it is
 * @param why the reason, one short phrase for people
 * @param state whether the workbook shows it
 */
public record SheetSummary(
    @Nullable String name, @Nullable String member, SheetKind kind, String why, SheetState state) {}
