/** What every cell of a sheet belongs to. */
@NullMarked
package org.datawarp.pipeline.extract.account;

import org.jspecify.annotations.NullMarked;
