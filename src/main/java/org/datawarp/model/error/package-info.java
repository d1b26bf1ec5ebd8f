/** Failures, one type per remedy, each tied to an exit code. */
@NullMarked
package org.datawarp.model.error;

import org.jspecify.annotations.NullMarked;
