/** Object stores: S3 and what speaks like it, and folders that stand in for one. */
@NullMarked
package org.datawarp.storage.object;

import org.jspecify.annotations.NullMarked;
