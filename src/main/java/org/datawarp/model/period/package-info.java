/** Periods that data report on: their types, texts and the one parser. */
@NullMarked
package org.datawarp.model.period;

import org.jspecify.annotations.NullMarked;
