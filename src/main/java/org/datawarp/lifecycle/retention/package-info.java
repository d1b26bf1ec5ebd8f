/** What retention policies and holds keep, and what they let go. */
@NullMarked
package org.datawarp.lifecycle.retention;

import org.jspecify.annotations.NullMarked;
