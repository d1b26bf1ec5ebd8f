/** Manifests: the YAML of one issue, its files and tables, and its state. */
@NullMarked
package org.datawarp.pipeline.manifest;

import org.jspecify.annotations.NullMarked;
