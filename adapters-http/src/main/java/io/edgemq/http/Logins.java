package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.server.BearerTokens;
import io.edgemq.server.Call;
import io.helidon.http.HeaderNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Lets callers in by their bearer token, tells the others why not, and counts those. Whether a
/// refused key ever existed is not told.
final class Logins {
  private static final String SCHEME = "Bearer ";

  private final BearerTokens tokens;
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

  /// Why a caller is refused; a label of the metric.
  private enum Reason {
    /// There is no token.
    MISSING,
    /// The Authorization header holds something else.
    MALFORMED,
    /// No key has the token, or its key was revoked.
    UNKNOWN,
    /// The key has expired.
    EXPIRED
  }

  Logins(Authenticate authenticate, MeterRegistry registry) {
    this.tokens = new BearerTokens(authenticate);
    for (var reason : Reason.values()) {
      refused.put(
          reason,
          Counter.builder("edgemq.http.unauthorized")
              .description("Requests that were refused because of their key")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /// Who makes `call`. Throws the problem that the caller is told when nobody known does.
  Principal caller(Call call) {
    boolean inQuery = call.route().parameters().contains(RestDialect.BEARER);
    var verdict = inQuery ? tokens.inHeaderOr(RestDialect.BEARER, call) : tokens.inHeader(call);
    return switch (verdict) {
      case Authenticate.Known(var principal) -> principal;
      case Authenticate.Expired _ -> throw refused(Reason.EXPIRED, KeyProblems.expired());
      case Authenticate.Unknown _ -> throw unknown(call, inQuery);
    };
  }

  private ProblemException unknown(Call call, boolean inQuery) {
    if (!call.headers().contains(HeaderNames.AUTHORIZATION)) {
      return inQuery && call.query().find(RestDialect.BEARER).isPresent()
          ? refused(Reason.UNKNOWN, KeyProblems.unknown())
          : refused(Reason.MISSING, KeyProblems.missing());
    }
    var value = call.headers().get(HeaderNames.AUTHORIZATION).get();
    return isBearer(value)
        ? refused(Reason.UNKNOWN, KeyProblems.unknown())
        : refused(Reason.MALFORMED, KeyProblems.malformed());
  }

  private static boolean isBearer(String value) {
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && !value.substring(SCHEME.length()).isBlank();
  }

  private ProblemException refused(Reason reason, Problem problem) {
    Objects.requireNonNull(refused.get(reason)).increment();
    return problem.asException();
  }
}
