/** What differs between two periods, versions, manifests or files. */
@NullMarked
package org.datawarp.workflow.diff;

import org.jspecify.annotations.NullMarked;
