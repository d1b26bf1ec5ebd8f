/** The version of schema {@code datawarp} and what brings it up to date. */
@NullMarked
package org.datawarp.platform.postgres.migration;

import org.jspecify.annotations.NullMarked;
