package org.datawarp.cli.command;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option that is one of the constants of an enum, written as they print themselves; case
 * does not count. picocli alone would offer the names of the constants as well.
 */
abstract class EnumConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final E[] constants;

  EnumConverter(Class<E> type) {
    this.constants = type.getEnumConstants();
  }

  @Override
  public final E convert(String text) {
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    Arrays.stream(constants)
                        .map(E::toString)
                        .collect(Collectors.joining(", ", "'" + text + "' is not one of ", ""))));
  }
}
