/** The configuration: every value with where it came from. */
@NullMarked
package org.datawarp.platform.config;

import org.jspecify.annotations.NullMarked;
