package org.datawarp.platform.codec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a record is written as JSON, and under which keys: its components, or what {@link
 * JsonKeys} names. Looked up once for each type.
 */
final class RecordMembers {
  private static final ClassValue<List<Member>> KNOWN =
      new ClassValue<>() {
        @Override
        protected List<Member> computeValue(Class<?> type) {
          return members(type);
        }
      };

  private RecordMembers() {}

  /**
   * One key and where its value comes from.
   *
   * @param key the key, in snake case
   * @param path the methods that lead from the record to the value
   * @param part those that lead to the part whose keys are all written; empty for other keys
   */
  record Member(String key, List<Method> path, List<Method> part) {
    /** Tells whether a record has the key: not where it is one of a part that is not there. */
    boolean isIn(Object record) {
      return value(record, part) != null;
    }

    /** Returns the value of a record; null where a part on the way is. */
    @Nullable Object value(Object record) {
      return value(record, path);
    }

    private @Nullable Object value(Object record, List<Method> accessors) {
      Object value = record;
      for (Method accessor : accessors) {
        value = value == null ? null : call(accessor, value);
      }
      return value;
    }

    private @Nullable Object call(Method accessor, Object of) {
      try {
        return accessor.invoke(of);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("cannot write " + key + " as JSON", e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("cannot write " + key + " as JSON", e);
      }
    }
  }

  /** Returns the members of a record's type, in order. */
  static List<Member> of(Class<?> type) {
    return KNOWN.get(type);
  }

  /** Returns a Java name in snake case: {@code sizeBytes} is {@code size_bytes}. */
  static String key(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  /** Returns an enum's word: its text where it has one of its own, else its name. */
  static String word(Enum<?> constant) {
    String text = constant.toString();
    return text.equals(constant.name()) ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static List<Member> members(Class<?> type) {
    List<Member> members = new ArrayList<>();
    JsonKeys keys = type.getAnnotation(JsonKeys.class);
    if (keys == null) {
      for (RecordComponent component : type.getRecordComponents()) {
        members.add(
            new Member(
                key(component.getName()), List.of(open(component.getAccessor())), List.of()));
      }
    } else {
      for (String entry : keys.value()) {
        add(type, entry, members);
      }
    }
    return members;
  }

  private static void add(Class<?> type, String entry, List<Member> members) {
    String[] parts = entry.substring(entry.indexOf('=') + 1).split("\\.", -1);
    String last = parts[parts.length - 1];
    List<Method> path = new ArrayList<>();
    Class<?> at = type;
    for (String part : parts) {
      if (part.equals("*")) {
        List<Method> way = List.copyOf(path);
        of(at)
            .forEach(inner -> members.add(new Member(inner.key(), joined(way, inner.path()), way)));
        return;
      }
      Method accessor = accessor(at, part);
      path.add(accessor);
      at = accessor.getReturnType();
    }
    int equals = entry.indexOf('=');
    members.add(
        new Member(equals < 0 ? last : entry.substring(0, equals), List.copyOf(path), List.of()));
  }

  private static List<Method> joined(List<Method> first, List<Method> then) {
    List<Method> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  private static Method accessor(Class<?> type, String part) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getParameterCount() == 0 && isNamed(method, part))
        .findFirst()
        .map(RecordMembers::open)
        .orElseThrow(() -> new IllegalStateException(type + " has no " + part));
  }

  private static boolean isNamed(Method method, String part) {
    String name = key(method.getName());
    return name.equals(part) || name.equals("is_" + part);
  }

  /** The records of other packages need not be public to be printed. */
  private static Method open(Method accessor) {
    accessor.setAccessible(true);
    return accessor;
  }
}
