/** The record of an estate's adoption, and the way back from it. */
@NullMarked
package org.datawarp.lifecycle.adoption;

import org.jspecify.annotations.NullMarked;
