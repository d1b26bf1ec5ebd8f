/** Archiving what is idle or past its retention, retention policies and holds. */
@NullMarked
package org.datawarp.workflow.archive;

import org.jspecify.annotations.NullMarked;
