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
    var url = "http://" + host() + ":" + server.port();
    out.println("EdgeMQ serves at " + url + "  (" + storage() + ")");
    if (config.listen().isEverywhere()) {
      out.println("It listens on all addresses of this machine.");
    }
    server.firstTokens().ifPresent(tokens -> print(server, tokens));
    switch (config.role()) {
      case ALL, ADAPTER -> suggest(server, url);
      case CONTROL -> out.println("It serves no tenants; adapters do.");
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

  private void print(EdgeMq server, FirstStart.Tokens tokens) {
    out.println();
    out.println("First start. These secrets are shown only once.");
    out.println(
        "  admin token  "
            + tokens.admin()
            + "  (kept in "
            + where(server, FirstStart.ADMIN_TOKEN)
            + ")");
    out.println(
        "  demo key     "
            + tokens.demoKey()
            + "  (kept in "
            + where(server, FirstStart.DEMO_KEY)
            + ")");
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

  /// A host that one can call from this machine.
  private String host() {
    if (config.listen().isEverywhere()) {
      return "127.0.0.1";
    }
    var host = config.listen().host();
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
