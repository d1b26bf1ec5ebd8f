/** Values traced from their table back to the cell they were read from. */
@NullMarked
package org.datawarp.workflow.trace;

import org.jspecify.annotations.NullMarked;
