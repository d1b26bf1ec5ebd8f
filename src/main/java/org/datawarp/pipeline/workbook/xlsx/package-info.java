/** Reads XLSX and XLSM. */
@NullMarked
package org.datawarp.pipeline.workbook.xlsx;

import org.jspecify.annotations.NullMarked;
