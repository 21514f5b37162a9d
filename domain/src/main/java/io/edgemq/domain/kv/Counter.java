package io.edgemq.domain.kv;

import io.edgemq.domain.Payload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Counting in a value: a decimal 64-bit integer as text (SPEC 6).
public final class Counter {
  /// The media type of a value that was made by counting.
  public static final String TYPE = "text/plain";

  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");

  private Counter() {}

  /// What came of counting.
  public sealed interface Sum {}

  /// @param value the new one
  public record Counted(long value) implements Sum {}

  /// The value is no integer.
  public record NotACounter() implements Sum {}

  /// The sum is beyond 64 bits.
  public record Overflow() implements Sum {}

  /// `delta` more than what `value` says.
  public static Sum add(Payload value, long delta) {
    if (value.size() > 20) {
      return new NotACounter();
    }
    var text = new String(value.bytes(), StandardCharsets.ISO_8859_1);
    if (!NUMBER.matcher(text).matches() || text.equals("-0")) {
      return new NotACounter();
    }
    try {
      return new Counted(Math.addExact(Long.parseLong(text), delta));
    } catch (NumberFormatException tooLarge) {
      return new NotACounter();
    } catch (ArithmeticException beyond) {
      return new Overflow();
    }
  }

  /// The value that says `number`.
  public static KvValue value(long number) {
    return new KvValue(
        TYPE, new Payload(Long.toString(number).getBytes(StandardCharsets.US_ASCII)));
  }
}
