package io.edgemq.http;

import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Counts what came of what was posted to ingests.
final class IngestCounters {
  private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

  private enum Result {
    STORED,
    REPEATED,
    DENIED,
    ORIGIN_NOT_ALLOWED,
    INVALID_SUBJECT,
    REFUSED
  }

  IngestCounters(MeterRegistry registry) {
    for (var result : Result.values()) {
      counters.put(
          result,
          Counter.builder("edgemq.ingest.posts")
              .description("What was posted to ingests, by what came of it")
              .tag("result", result.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void count(Outcome<Stored> outcome) {
    Objects.requireNonNull(counters.get(result(outcome))).increment();
  }

  private static Result result(Outcome<Stored> outcome) {
    return switch (outcome) {
      case Outcome.Done<Stored>(var stored) ->
          stored.origin() == Stored.Origin.FRESH ? Result.STORED : Result.REPEATED;
      case Outcome.Refused<Stored>(var why) ->
          why instanceof Refusal.IngestDenied
              ? Result.DENIED
              : why instanceof Refusal.OriginNotAllowed
                  ? Result.ORIGIN_NOT_ALLOWED
                  : why instanceof Refusal.NoSubject ? Result.INVALID_SUBJECT : Result.REFUSED;
    };
  }
}
