/** The nouns: values checked once, immutable, valid ever after. */
@NullMarked
package org.datawarp.model;

import org.jspecify.annotations.NullMarked;
