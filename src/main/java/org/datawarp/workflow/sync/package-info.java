/** Sends what was archived to an object store, proves it, and brings it back. */
@NullMarked
package org.datawarp.workflow.sync;

import org.jspecify.annotations.NullMarked;
