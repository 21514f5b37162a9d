package io.edgemq.jetstream;

import io.edgemq.jetstream.NatsConfig.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The server configuration that operators are given, `deploy/nats/`: tests run on it.
public final class Deployed {
  private Deployed() {}

  /// A user of that configuration.
  public enum User {
    ADAPTER,
    CONTROL,
    ADMIN,
    KV,
    SYS;

    /// How this user logs in.
    public Login login() {
      return new Login.UserPassword(name().toLowerCase(Locale.ROOT), password(name()));
    }
  }

  /// How the servers of a cluster log in to each other: user and password of a URL.
  static String routeLogin() {
    return "route:" + password("ROUTE");
  }

  /// The password of a user, however it is capitalised.
  static String password(String user) {
    return "secret-of-" + user.toLowerCase(Locale.ROOT);
  }

  /// The passwords of all users, as the configuration takes them from the environment.
  static Map<String, String> passwords() {
    var environment = new HashMap<String, String>();
    for (var user : User.values()) {
      environment.put(variable(user.name()), quoted(password(user.name())));
    }
    environment.put(variable("ROUTE"), quoted(password("ROUTE")));
    return environment;
  }

  private static String variable(String user) {
    return "EDGEMQ_NATS_" + user + "_PASSWORD";
  }

  /// As a value of the environment that the server reads as text.
  static String quoted(String text) {
    return '"' + text + '"';
  }

  /// A file of `deploy/nats/`.
  static Path file(String name) {
    return directory().resolve(name);
  }

  /// The folder `deploy/nats/`.
  static Path directory() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var found = folder.resolve("deploy/nats");
      if (Files.isDirectory(found)) {
        return found;
      }
    }
    throw new IllegalStateException("no deploy/nats");
  }
}
