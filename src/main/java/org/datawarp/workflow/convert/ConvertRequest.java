package org.datawarp.workflow.convert;

import org.datawarp.model.table.CellForm;
import org.jspecify.annotations.Nullable;

/**
 * Which tables of which file, and in what form.
 *
 * @param location a path, a {@code file:} URL or an address on a server
 * @param table a table's name, or that of its sheet or member; null for all tables
 * @param kind what they are written as
 * @param form how their cells are given
 */
public record ConvertRequest(
    String location, @Nullable String table, FileKind kind, CellForm form) {}
