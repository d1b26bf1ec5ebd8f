package org.datawarp.workflow.diff;

import org.datawarp.pipeline.compare.ComparedTable;

/**
 * One table of one side.
 *
 * @param label what it is called in every issue, to find its like on the other side
 * @param name as people know it
 * @param table its columns and rows
 */
record DiffSide(String label, DiffReport.SideName name, ComparedTable table) {}
