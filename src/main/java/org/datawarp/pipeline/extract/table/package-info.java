/** Tables on a sheet: where they lie, their columns with their types, their rows. */
@NullMarked
package org.datawarp.pipeline.extract.table;

import org.jspecify.annotations.NullMarked;
