/** Retention policies and holds. */
@NullMarked
package org.datawarp.workflow.retention;

import org.jspecify.annotations.NullMarked;
