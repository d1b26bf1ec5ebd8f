/** The page that shows how a file was read. */
@NullMarked
package org.datawarp.pipeline.extract.page;

import org.jspecify.annotations.NullMarked;
