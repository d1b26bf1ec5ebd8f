/** Takes back what a run did. */
@NullMarked
package org.datawarp.undo;

import org.jspecify.annotations.NullMarked;
