package io.edgemq.domain;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A message's attributes in the order of their names. A name is 1 to 128 letters, digits, `-`, `_`
/// or `.`, kept in lower case because it travels as an HTTP header; a value has no control
/// characters. Names that begin with `mq-` are the server's own.
public final class Attributes {
  /// No attributes.
  public static final Attributes NONE = new Attributes(new TreeMap<>());

  /// The prefix of the names of the server's own attributes.
  public static final String RESERVED_PREFIX = "mq-";

  private static final int MOST_LETTERS = 128;

  private final SortedMap<String, String> values;
  private final int sizeInBytes;

  private Attributes(SortedMap<String, String> values) {
    this.values = java.util.Collections.unmodifiableSortedMap(values);
    int size = 0;
    for (var each : values.entrySet()) {
      size += each.getKey().length() + Letters.utf8Length(each.getValue());
    }
    this.sizeInBytes = size;
  }

  /// The attributes of `values`, names in lower case. Throws [IllegalArgumentException] when
  /// [#complaint] has one.
  public static Attributes of(Map<String, String> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    var sorted = new TreeMap<String, String>();
    values.forEach(
        (name, value) -> {
          var complaint = complaint(name, value);
          if (complaint.isPresent()) {
            throw new IllegalArgumentException(complaint.get());
          }
          sorted.put(name.toLowerCase(Locale.ROOT), value);
        });
    return new Attributes(sorted);
  }

  /// What is wrong with an attribute of this name and value; empty when nothing is. Reserved names
  /// are allowed here, because the server's own attributes are made by [#of] too.
  public static Optional<String> complaint(String name, String value) {
    if (!isName(name)) {
      return Optional.of("an attribute's name is 1 to 128 letters, digits, '-', '_' or '.'");
    }
    for (int i = 0; i < value.length(); ) {
      int point = value.codePointAt(i);
      if (isForbidden(point)) {
        return Optional.of("the value of attribute " + name + " has a control character");
      }
      i += Character.charCount(point);
    }
    return Optional.empty();
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MOST_LETTERS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isNameCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  private static boolean isForbidden(int point) {
    return Character.isISOControl(point)
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  /// Name to value, sorted by name, unmodifiable.
  public SortedMap<String, String> asMap() {
    return values;
  }

  /// The value of `name` (lower case), if there is one.
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// A name among these that only the server may set, if there is one.
  public Optional<String> reservedName() {
    if (sizeInBytes == 0) {
      return Optional.empty();
    }
    for (var name : values.keySet()) {
      if (name.startsWith(RESERVED_PREFIX)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /// These attributes and `more`; of two equal names the one in `more` counts.
  public Attributes with(Map<String, String> more) {
    var merged = new TreeMap<>(values);
    merged.putAll(more);
    return of(merged);
  }

  /// The bytes of all names and values in UTF-8, which is what the limit of 8 KiB counts.
  public int sizeInBytes() {
    return sizeInBytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes attributes && attributes.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
