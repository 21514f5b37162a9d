package io.edgemq.app;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/// What happens when a server starts on a store without a tenant: it makes an admin token and a
/// demo tenant with a key (SPEC 8). Secrets are kept first and used after, so a crash between the
/// two is made good by the next start.
final class FirstStart {
  /// The name under which the admin token is kept.
  static final String ADMIN_TOKEN = "admin-token";

  /// The name under which the demo tenant's key is kept.
  static final String DEMO_KEY = "demo-key";

  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final Secrets secrets;
  private final InstantSource clock;

  FirstStart(TenantStore tenants, KeyDirectory keys, Secrets secrets, InstantSource clock) {
    this.tenants = tenants;
    this.keys = keys;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The tokens that were made now; empty when the store has a tenant with a key already.
  Optional<Tokens> prepare(SecretIds ids) {
    var demo = new TenantId("demo");
    boolean empty = tenants.list(new Paging(null, 1)).items().isEmpty();
    boolean begun = tenants.find(demo).isPresent() && keys.list(demo).isEmpty();
    if (!empty && !begun) {
      return Optional.empty();
    }
    var admin = secrets.keep(ADMIN_TOKEN, ids::token);
    var key = secrets.keep(DEMO_KEY, ids::token);
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    tenants.create(new Tenant(demo, "demo", now));
    keys.add(new ApiKey("ak_" + ids.next(), demo, hash(key), "demo", now, null, null));
    return Optional.of(new Tokens(admin, key));
  }

  private static TokenHash hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(token.getBytes(StandardCharsets.UTF_8));
      return new TokenHash(HexFormat.of().formatHex(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /// The secrets of a first start, shown once.
  record Tokens(String admin, String demoKey) {
    /// Nothing of them.
    @Override
    public String toString() {
      return "Tokens[redacted]";
    }
  }
}
