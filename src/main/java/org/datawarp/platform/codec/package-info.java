/** YAML and JSON, read strictly and written deterministically. */
@NullMarked
package org.datawarp.platform.codec;

import org.jspecify.annotations.NullMarked;
