/** From cells to tables: where they lie, their columns' names and types, their rows. */
@NullMarked
package org.datawarp.extract;

import org.jspecify.annotations.NullMarked;
