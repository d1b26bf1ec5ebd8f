/** Gives manifests, sources and publications new names, and takes that back. */
@NullMarked
package org.datawarp.lifecycle.rename;

import org.jspecify.annotations.NullMarked;
