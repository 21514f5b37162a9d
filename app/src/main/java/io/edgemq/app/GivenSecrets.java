package io.edgemq.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Secrets that the operator provides as files. Other secrets are kept elsewhere. A provided secret
/// is never created: a missing file is an error.
final class GivenSecrets implements Secrets {
  private final Map<String, Path> given = new HashMap<>();
  private final Secrets others;

  GivenSecrets(SecretSources sources, Secrets others) {
    this.others = others;
    if (sources.receiptSecret() != null) {
      given.put(ReceiptKey.NAME, sources.receiptSecret());
    }
    if (sources.adminToken() != null) {
      given.put(FirstStart.ADMIN_TOKEN, sources.adminToken());
    }
  }

  @Override
  public String keep(String name, Supplier<String> maker) {
    var file = given.get(name);
    return file == null ? others.keep(name, maker) : read(file);
  }

  @Override
  public Optional<String> find(String name) {
    var file = given.get(name);
    return file == null ? others.find(name) : Optional.of(read(file));
  }

  @Override
  public boolean isGiven(String name) {
    return given.containsKey(name);
  }

  /// The secret in `file`. Throws [StartException] when there is none.
  static String read(Path file) {
    try {
      var secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new IOException("it is empty");
      }
      return secret;
    } catch (IOException unusable) {
      throw new StartException(
          "cannot read the secret in %s: %s".formatted(file, Reasons.of(unusable)), unusable);
    }
  }

  @Override
  public String whereabouts(String name) {
    var file = given.get(name);
    return file == null ? others.whereabouts(name) : file.toString();
  }
}
