package io.edgemq.app;

import java.io.PrintStream;
import java.util.Locale;

/// The message on standard output when the server has started.
final class Greeting {
  private final PrintStream out;
  private final ServerConfig config;

  Greeting(PrintStream out, ServerConfig config) {
    this.out = out;
    this.config = config;
  }

  /// Prints the address of `server` and commands to try. After a first start it also prints the
  /// tokens, once.
  void print(EdgeMq server) {
    var url = config.listen().url(server.port());
    out.println("EdgeMQ serves at " + url + "  (" + storage() + ")");
    if (config.listen().isEverywhere()) {
      out.println("It listens on all addresses of this machine.");
    }
    print(server, server.firstTokens());
    switch (config.role()) {
      case ALL, ADAPTER -> suggest(server, url);
      case CONTROL -> suggestAdmin(server, url);
    }
    out.println("API: " + url + "/openapi.yaml   Metrics: " + url + "/metrics   Stop: Ctrl-C");
    out.flush();
  }

  private void suggest(EdgeMq server, String url) {
    out.println();
    out.println("Try:");
    out.println("  KEY=" + keyHint(server));
    out.println(
        "  curl -s -H \"Authorization: Bearer $KEY\" "
            + url
            + "/v1/topics -d '{\"name\":\"orders\"}'");
    out.println(
        "  curl -sN -H \"Authorization: Bearer $KEY\" '"
            + url
            + "/v1/topics/orders/stream?from=earliest' &");
    out.println(
        "  curl -s -H \"Authorization: Bearer $KEY\" '"
            + url
            + "/v1/topics/orders/messages?subject=eu.created' -d hello");
  }

  private void suggestAdmin(EdgeMq server, String url) {
    out.println("It serves operators; adapters serve tenants.");
    out.println();
    out.println("Try:");
    out.println("  ADMIN=$(cat " + where(server, FirstStart.ADMIN_TOKEN) + ")");
    out.println(
        "  curl -s -H \"Authorization: Bearer $ADMIN\" "
            + url
            + "/v1/admin/tenants -d '{\"tag\":\"Acme\"}'");
  }

  private void print(EdgeMq server, FirstStart.Tokens tokens) {
    if (tokens.equals(FirstStart.Tokens.NONE)) {
      return;
    }
    out.println();
    out.println("First start. These secrets are shown only once.");
    tokens.admin().ifPresent(token -> print("admin token", token, server, FirstStart.ADMIN_TOKEN));
    tokens.demoKey().ifPresent(token -> print("demo key   ", token, server, FirstStart.DEMO_KEY));
  }

  private void print(String what, String token, EdgeMq server, String name) {
    out.println("  " + what + "  " + token + "  (kept in " + where(server, name) + ")");
  }

  private static String where(EdgeMq server, String secret) {
    return server.secrets().whereabouts(secret);
  }

  /// How a shell reads a key: from its file, or from the lines above when there is no file.
  private String keyHint(EdgeMq server) {
    return switch (config.storage()) {
      case Storage.Sqlite _ -> "$(cat " + where(server, FirstStart.DEMO_KEY) + ")";
      case Storage.Memory _ -> "<the demo key above>";
      case Storage.Nats _ -> "<a key that edgemq key issue made>";
    };
  }

  private String storage() {
    return switch (config.storage()) {
      case Storage.Sqlite _ -> "data in " + config.data().toAbsolutePath().normalize();
      case Storage.Memory _ -> "data in memory, lost when the process ends";
      case Storage.Nats _ -> "data in a NATS cluster, role " + role();
    };
  }

  private String role() {
    return config.role().name().toLowerCase(Locale.ROOT);
  }
}
