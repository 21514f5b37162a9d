package io.edgemq.app;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Paging;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.util.Optional;

/// What a start makes where it is missing (SPEC 8): an admin token, unless the operator gives some,
/// and on a store without a tenant a demo tenant with a key. Secrets are saved before they are
/// used, so the next start completes a start that crashed between the two.
final class FirstStart {
  /// The name of the admin token in [Secrets].
  static final String ADMIN_TOKEN = "admin-token";

  /// The name of the demo tenant's key in [Secrets].
  static final String DEMO_KEY = "demo-key";

  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final Secrets secrets;
  private final SecretSources sources;
  private final Stores stores;

  FirstStart(Stores stores, Secrets secrets, SecretSources sources) {
    this.tenants = stores.tenants();
    this.keys = stores.keys();
    this.stores = stores;
    this.secrets = secrets;
    this.sources = sources;
  }

  /// The tokens that were made now.
  Tokens prepare(Origins origins) {
    return new Tokens(admin(origins), demoKey(origins));
  }

  private Optional<String> admin(Origins origins) {
    return sources.hasAdminTokens() || secrets.find(ADMIN_TOKEN).isPresent()
        ? Optional.empty()
        : Optional.of(secrets.keep(ADMIN_TOKEN, origins.ids()::token));
  }

  private Optional<String> demoKey(Origins origins) {
    var demo = new TenantId("demo");
    boolean empty = tenants.list(new Paging(null, 1)).items().isEmpty();
    boolean begun = tenants.find(demo).isPresent() && keys.list(demo).isEmpty();
    if (!empty && !begun) {
      return Optional.empty();
    }
    var key = secrets.keep(DEMO_KEY, origins.ids()::token);
    var control = LocalControl.of(stores, origins, ReceiptKey.keep(secrets, origins.ids()));
    return switch (make(control, demo, key)) {
      case Outcome.Done<ApiKey> _ -> Optional.of(key);
      case Outcome.Refused<ApiKey>(var why) ->
          throw new IllegalStateException("the demo tenant cannot be made: " + why);
    };
  }

  private static Outcome<ApiKey> make(LocalControl control, TenantId demo, String key) {
    return control
        .tenants()
        .create(LocalControl.ACTOR, demo, "demo")
        .then(_ -> control.keys().keep(LocalControl.ACTOR, demo, "demo", key));
  }

  /// Secrets that a start has made, shown once.
  record Tokens(Optional<String> admin, Optional<String> demoKey) {
    /// None was made.
    static final Tokens NONE = new Tokens(Optional.empty(), Optional.empty());

    /// Shows neither token.
    @Override
    public String toString() {
      return "Tokens[redacted]";
    }
  }
}
