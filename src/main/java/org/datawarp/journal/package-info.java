/** Runs and events: what was done, by whom, and how it ended. */
@NullMarked
package org.datawarp.journal;

import org.jspecify.annotations.NullMarked;
