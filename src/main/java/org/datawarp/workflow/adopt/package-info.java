/** Estates of the Python version: what a legacy database and its file tree hold. */
@NullMarked
package org.datawarp.workflow.adopt;

import org.jspecify.annotations.NullMarked;
