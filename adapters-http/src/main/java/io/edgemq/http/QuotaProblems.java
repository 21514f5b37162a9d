package io.edgemq.http;

import io.edgemq.domain.QuotaKind;
import io.edgemq.ports.in.Refusal;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Locale;

/// The part of [Problems] that is about quotas and rates (SPEC 7). Rates are told as
/// draft-ietf-httpapi-ratelimit-headers-10 has it: `q` is messages, `w` is a second.
final class QuotaProblems {
  private static final String CODE = "quota_exceeded";
  private static final int MILLIS = 1000;

  private QuotaProblems() {}

  /// The name of a quota in JSON.
  static String name(QuotaKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static Problem exceeded(QuotaKind kind, long most) {
    return tooMany(
        "The tenant's quota '%s' of %d is used up. Remove something, or ask the operator for more."
            .formatted(name(kind), most));
  }

  static Problem exceeded(Refusal.RateExceeded rate) {
    var policy =
        switch (rate.account()) {
          case TENANT -> "tenant";
          case KEY -> "key";
        };
    var wait = rate.after();
    long seconds = wait == null ? 1 : Math.max(1, (wait.toMillis() + MILLIS - 1) / MILLIS);
    var problem =
        tooMany(advice(rate, policy))
            .with(
                HeaderValues.create(
                    "RateLimit-Policy", "\"%s\";q=%d;w=1".formatted(policy, rate.most())))
            .with(
                HeaderValues.create(
                    "RateLimit", "\"%s\";r=%d;t=%d".formatted(policy, rate.left(), seconds)));
    return wait == null
        ? problem
        : problem.with(HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
  }

  private static String advice(Refusal.RateExceeded rate, String whose) {
    var bound = "The %s's quota 'messages_per_second' of %d".formatted(whose, rate.most());
    return rate.after() == null
        ? bound + " is less than this batch has messages. Send smaller batches."
        : bound + " is used up for now. Try again later.";
  }

  /// @param what the plural of what a tenant may have only so many of, whatever its quota
  static Problem tooMany(String what, int most) {
    return tooMany("A tenant has at most %d %s. Remove one.".formatted(most, what));
  }

  private static Problem tooMany(String detail) {
    return new Problem(Status.TOO_MANY_REQUESTS_429, CODE, detail);
  }
}
