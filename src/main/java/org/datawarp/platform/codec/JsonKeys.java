package org.datawarp.platform.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The keys of a record's JSON, in their order, where they are not simply its components.
 *
 * <p>An entry names a component or a method of the record in snake case: {@code size_bytes} is what
 * {@code sizeBytes()} returns, {@code kept} may be what {@code isKept()} does. {@code unit.source}
 * is the key {@code source} with the value of the part {@code unit}, null where there is no such
 * part; {@code plan.*} are all keys of a part, none of one that is not there. {@code class=kind}
 * gives a value a key that Java reserves or that its part has under another name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface JsonKeys {
  /** The entries. */
  String[] value();
}
