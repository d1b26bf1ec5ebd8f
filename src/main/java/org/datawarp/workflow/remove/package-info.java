/** Takes sources out of use: at once into the trash, or after a time. */
@NullMarked
package org.datawarp.workflow.remove;

import org.jspecify.annotations.NullMarked;
