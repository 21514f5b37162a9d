package io.edgemq.app;

import io.edgemq.application.AdminTokens;
import java.util.function.Supplier;

/// The admin tokens of this process: those that the operator gives, or the one that is kept. A
/// first start makes that one while the process serves already, so it is looked for until it is
/// there.
final class OperatorTokens implements Supplier<AdminTokens> {
  private final SecretSources sources;
  private final Secrets secrets;
  private volatile AdminTokens known = AdminTokens.NONE;

  OperatorTokens(SecretSources sources, Secrets secrets) {
    this.sources = sources;
    this.secrets = secrets;
    load();
  }

  @Override
  public AdminTokens get() {
    if (known.operators().isEmpty()) {
      load();
    }
    return known;
  }

  private void load() {
    var given = sources.adminTokens();
    if (given == null) {
      secrets
          .find(FirstStart.ADMIN_TOKEN)
          .ifPresent(
              text ->
                  known = AdminTokenLines.parse(text, secrets.whereabouts(FirstStart.ADMIN_TOKEN)));
    } else {
      known = AdminTokenLines.parse(given, SecretSources.ADMIN_TOKENS);
    }
  }
}
