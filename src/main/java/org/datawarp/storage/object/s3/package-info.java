/** S3 and what speaks it, such as Cloudflare R2. */
@NullMarked
package org.datawarp.storage.object.s3;

import org.jspecify.annotations.NullMarked;
