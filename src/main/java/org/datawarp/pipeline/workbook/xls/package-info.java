/** Reads XLS (BIFF8). */
@NullMarked
package org.datawarp.pipeline.workbook.xls;

import org.jspecify.annotations.NullMarked;
