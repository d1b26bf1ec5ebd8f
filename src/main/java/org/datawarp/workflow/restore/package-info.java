/** Bringing sources back from versions, archive or a file. */
@NullMarked
package org.datawarp.workflow.restore;

import org.jspecify.annotations.NullMarked;
