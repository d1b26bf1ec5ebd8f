/** CSV files. */
@NullMarked
package org.datawarp.pipeline.export.csv;

import org.jspecify.annotations.NullMarked;
