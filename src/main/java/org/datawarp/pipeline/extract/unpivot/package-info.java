/** Periods that run across the columns of a table, found and planned into rows. */
@NullMarked
package org.datawarp.pipeline.extract.unpivot;

import org.jspecify.annotations.NullMarked;
