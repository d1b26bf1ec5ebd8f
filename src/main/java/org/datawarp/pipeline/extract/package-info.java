/** From cells to tables: where they lie, their columns' names and types, their rows. */
@NullMarked
package org.datawarp.pipeline.extract;

import org.jspecify.annotations.NullMarked;
