package io.edgemq.http;

import io.edgemq.domain.Caller;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.server.BearerTokens;
import io.edgemq.server.Call;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Lets callers in by their token, tells the others why not, and counts those. Whether a refused
/// key ever existed is not told. Operators act for a tenant that they name in `X-MQ-Tenant`; that,
/// and every refusal of what needs an admin token, stands in the audit (SPEC 7).
final class Logins {
  private static final HeaderName TENANT = HeaderNames.create("X-MQ-Tenant");
  private static final String SCHEME = "Bearer ";
  private static final String NOBODY = "";

  private final BearerTokens tokens;
  private final ActForTenants acting;
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
    EXPIRED,
    /// A JWT is not accepted.
    TOKEN,
    /// The ticket is not good for this path, now.
    TICKET,
    /// The call needs an admin token.
    NOT_ADMIN,
    /// An admin token or a support key came without a tenant that it can act for.
    NO_TENANT
  }

  Logins(Authenticate authenticate, ActForTenants acting, MeterRegistry registry) {
    this.tokens = new BearerTokens(authenticate);
    this.acting = acting;
    for (var reason : Reason.values()) {
      refused.put(
          reason,
          Counter.builder("edgemq.http.unauthorized")
              .description("Requests that were refused because of their key")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /// Who makes `call`. Throws the problem that the caller is told when nobody does who may call the
  /// route at all.
  Caller caller(Call call) throws InterruptedException {
    return switch (call.route().audience()) {
      case TENANTS -> principal(call);
      case OPERATORS -> operator(call);
      case EVERYBODY -> throw new IllegalStateException("nobody asks who calls an open route");
    };
  }

  private Operator operator(Call call) throws InterruptedException {
    return switch (tokens.inHeader(call)) {
      case Authenticate.Admin(var operator) -> operator;
      case Authenticate.Known(var principal) -> throw notAdmin(call, principal);
      case Authenticate.Expired _ -> {
        acting.refused(NOBODY, Origins.of(call), Origins.text(call));
        throw expired();
      }
      case Authenticate.Unknown _ -> {
        acting.refused(NOBODY, Origins.of(call), Origins.text(call));
        throw unknown(call, false);
      }
      case Authenticate.Refused(var why) -> {
        acting.refused(NOBODY, Origins.of(call), Origins.text(call));
        throw refused(Reason.TOKEN, KeyProblems.badToken(why));
      }
    };
  }

  private Principal principal(Call call) throws InterruptedException {
    boolean inQuery = call.route().parameters().contains(RestDialect.BEARER);
    if (inQuery && call.query().find(RestDialect.BEARER).isEmpty()) {
      var ticket = tokens.ticket(RestDialect.TICKET, call);
      if (ticket.isPresent()) {
        return ofTicket(call, ticket.get());
      }
    }
    var verdict = inQuery ? tokens.inHeaderOr(RestDialect.BEARER, call) : tokens.inHeader(call);
    return switch (verdict) {
      case Authenticate.Known(var principal) -> ofKey(call, principal);
      case Authenticate.Admin(var operator) -> acting(call, operator);
      case Authenticate.Expired _ -> throw expired();
      case Authenticate.Unknown _ -> throw unknown(call, inQuery);
      case Authenticate.Refused(var why) -> throw refused(Reason.TOKEN, KeyProblems.badToken(why));
    };
  }

  private Principal ofKey(Call call, Principal principal) {
    return switch (principal.credential()) {
      case Principal.Key _, Principal.Token _ -> ofTenant(call, principal);
      case Principal.SupportKey _ -> {
        if (call.header(TENANT).isEmpty()) {
          throw refused(Reason.NO_TENANT, ControlProblems.tenantRequired());
        }
        yield supporting(call, principal);
      }
      case Principal.AdminToken _ ->
          throw new IllegalStateException("an admin token is no tenant's key");
    };
  }

  /// A ticket names its tenant, as an EventSource can set no header.
  private Principal ofTicket(Call call, Authenticate.Verdict verdict) {
    return switch (verdict) {
      case Authenticate.Known(var principal)
          when principal.credential() instanceof Principal.SupportKey ->
          supporting(call, principal);
      case Authenticate.Known(var principal) -> ofTenant(call, principal);
      case Authenticate.Admin _,
          Authenticate.Expired _,
          Authenticate.Unknown _,
          Authenticate.Refused _ ->
          throw refused(Reason.TICKET, KeyProblems.badTicket());
    };
  }

  private Principal ofTenant(Call call, Principal principal) {
    if (call.header(TENANT).isPresent()) {
      throw notAdmin(call, principal);
    }
    return principal;
  }

  private Principal supporting(Call call, Principal principal) {
    if (call.header(TENANT)
        .filter(named -> !named.equals(principal.tenant().value()))
        .isPresent()) {
      throw noSuchTenant();
    }
    acting.act(principal, Origins.of(call), Origins.text(call));
    return principal;
  }

  private Principal acting(Call call, Operator operator) {
    var named = call.header(TENANT);
    if (named.isEmpty()) {
      throw refused(Reason.NO_TENANT, ControlProblems.tenantRequired());
    }
    var tenant = PathParameters.tenant(named.get()).orElseThrow(this::noSuchTenant);
    return Results.require(acting.act(operator, tenant, Origins.of(call), Origins.text(call)));
  }

  private ProblemException notAdmin(Call call, Principal principal) {
    acting.refused(principal.actor(), Origins.of(call), Origins.text(call));
    return refused(Reason.NOT_ADMIN, ControlProblems.adminRequired());
  }

  private ProblemException noSuchTenant() {
    return refused(Reason.NO_TENANT, ControlProblems.noSuchTenant());
  }

  private ProblemException expired() {
    return refused(Reason.EXPIRED, KeyProblems.expired());
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
