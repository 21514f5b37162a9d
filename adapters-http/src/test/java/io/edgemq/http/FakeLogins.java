package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.audit.Origin;
import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Tokens of every kind, and what was written down of their calls.
final class FakeLogins implements Authenticate, ActForTenants {
  static final TenantId TENANT = new TenantId("t1");
  static final String TOKEN = "good-token";
  static final String EXPIRED_TOKEN = "old-token";
  static final String ADMIN_TOKEN = "admin-token";
  static final String SUPPORT_TOKEN = "support-token";

  /// Good for one path, [#ticketPath].
  static final String TICKET = "tk_key";

  static final String SUPPORT_TICKET = "tk_support";

  final List<String> acts = new CopyOnWriteArrayList<>();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final List<Origin> origins = new CopyOnWriteArrayList<>();
  volatile String ticketPath = "/v1/topics/orders/stream";
  private final Map<TokenHash, Verdict> verdicts = new ConcurrentHashMap<>();

  FakeLogins() {
    add(TOKEN, key());
    add(SUPPORT_TOKEN, supportKey());
    verdicts.put(hash(EXPIRED_TOKEN), new Expired());
    verdicts.put(hash(ADMIN_TOKEN), new Admin(new Operator("alice")));
  }

  static Principal key() {
    return new Principal(TENANT, new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  }

  private static Principal supportKey() {
    return new Principal(TENANT, new Principal.SupportKey("ak_2"), Scopes.EVERYTHING, null);
  }

  /// From now on `token` is this caller's.
  void add(String token, Principal principal) {
    verdicts.put(hash(token), new Known(principal));
  }

  static TokenHash hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return new TokenHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public Verdict authenticate(TokenHash token) {
    return verdicts.getOrDefault(token, new Unknown());
  }

  @Override
  public Verdict token(String jwt) {
    return verdicts.getOrDefault(hash(jwt), new Refused(Objection.INVALID));
  }

  @Override
  public Verdict ticket(String ticket, String path) {
    if (!path.equals(ticketPath)) {
      return new Unknown();
    }
    return switch (ticket) {
      case TICKET -> new Known(key());
      case SUPPORT_TICKET -> new Known(supportKey());
      default -> new Unknown();
    };
  }

  @Override
  public Outcome<Principal> act(Operator operator, TenantId tenant, Origin from, String call) {
    if (!tenant.equals(TENANT)) {
      return Outcome.refused(new Refusal.NoSuchTenant());
    }
    acts.add(operator.name() + " " + tenant.value() + " " + call);
    origins.add(from);
    return Outcome.done(Principal.of(operator, tenant));
  }

  @Override
  public void act(Principal support, Origin from, String call) {
    acts.add(support.actor() + " " + support.tenant().value() + " " + call);
    origins.add(from);
  }

  @Override
  public void refused(String actor, Origin from, String call) {
    refusals.add(actor + " " + call);
    origins.add(from);
  }
}
