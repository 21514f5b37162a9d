package io.edgemq.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the field `Retry-After`: whole seconds, or a date in one of the three forms that HTTP has
/// (RFC 9110, 5.6.7 and 10.2.3). Pure.
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /// More digits are more seconds than anybody waits.
  private static final int MOST_DIGITS = 9;

  private static final DateTimeFormatter FIXED = format("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
  private static final DateTimeFormatter ASCTIME = format("EEE MMM ppd HH:mm:ss uuuu");

  /// How far in the future a year of two digits is at most.
  private static final int YEARS_AHEAD = 50;

  private RetryAfter() {}

  /// The wait that `value` asks for at `now`: zero for a date that has passed; empty when it is
  /// neither seconds nor a date.
  static Optional<Duration> parse(String value, Instant now) {
    var text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(seconds(text));
    }
    for (var format : List.of(FIXED, ASCTIME, rfc850(now))) {
      try {
        var date = Instant.from(format.parse(text));
        return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
      } catch (DateTimeException _) {
        // It may be in the next form.
      }
    }
    return Optional.empty();
  }

  private static Duration seconds(String digits) {
    var significant = digits.replaceFirst("^0+(?=.)", "");
    return Duration.ofSeconds(
        significant.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(significant));
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
  }

  /// A year of two digits is the one that is 50 years ahead at most.
  private static DateTimeFormatter rfc850(Instant now) {
    int first = now.atOffset(ZoneOffset.UTC).getYear() + YEARS_AHEAD - 99;
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US)
        .withZone(ZoneOffset.UTC);
  }
}
