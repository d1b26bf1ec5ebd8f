/** Readers: the cells of workbooks, CSVs and ZIPs of them, streamed. */
@NullMarked
package org.datawarp.pipeline.workbook;

import org.jspecify.annotations.NullMarked;
