/** Setting a workspace up, and showing its configuration. */
@NullMarked
package org.datawarp.setup;

import org.jspecify.annotations.NullMarked;
