/** Takes back what a run did. */
@NullMarked
package org.datawarp.workflow.undo;

import org.jspecify.annotations.NullMarked;
