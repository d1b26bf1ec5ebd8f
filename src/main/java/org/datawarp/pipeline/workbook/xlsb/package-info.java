/** Reads XLSB, the binary form of XLSX. */
@NullMarked
package org.datawarp.pipeline.workbook.xlsb;

import org.jspecify.annotations.NullMarked;
