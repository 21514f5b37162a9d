package io.edgemq.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times in JSON and queries (RFC 3339).
final class Times {
  /// What a time must be.
  static final String DEMAND = "an RFC 3339 time, such as 2026-01-31T12:00:00Z";

  /// RFC 3339 has four digits for the year, so what is later could not be told.
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  /// As [#LATEST].
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private Times() {}

  /// The time that `text` is, in whole milliseconds; empty when it is none.
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS))
          .filter(time -> !time.isBefore(EARLIEST) && !time.isAfter(LATEST));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /// The time as JSON has it; null when there is none.
  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
