/** Gives a manifest, a source or a publication another name. */
@NullMarked
package org.datawarp.workflow.rename;

import org.jspecify.annotations.NullMarked;
