/** YAML and JSON, read strictly and written deterministically. */
@NullMarked
package org.datawarp.codec;

import org.jspecify.annotations.NullMarked;
