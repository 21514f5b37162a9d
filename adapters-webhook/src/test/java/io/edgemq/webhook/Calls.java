package io.edgemq.webhook;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.ports.out.WebhookClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Clients and requests of the tests.
final class Calls {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration TINY = Duration.ofMillis(20);
  static final Duration SHORT = Duration.ofMillis(600);

  /// Every name is this machine.
  static final WebhookSettings.Resolver LOCAL = name -> List.of(InetAddress.ofLiteral("127.0.0.1"));

  private Calls() {}

  /// A client that may call this machine.
  static GuardedWebhookClient local() {
    return GuardedWebhookClient.open(settings(LOCAL, "127.0.0.0/8"));
  }

  static WebhookSettings settings(WebhookSettings.Resolver resolver, String... allowed) {
    var networks = Arrays.stream(allowed).map(text -> Cidr.parse(text).orElseThrow()).toList();
    return new WebhookSettings(networks, resolver, InstantSource.fixed(NOW), "1.2.3");
  }

  /// A resolver that knows these names.
  static WebhookSettings.Resolver names(Map<String, List<String>> names) {
    return name ->
        Optional.ofNullable(names.get(name))
            .orElseThrow(() -> new UnknownHostException(name))
            .stream()
            .map(InetAddress::ofLiteral)
            .toList();
  }

  static WebhookUrl url(String text) {
    return WebhookUrl.parse(text).orElseThrow();
  }

  static WebhookClient.Request request(String body) {
    return request(body, LONG, LONG);
  }

  static WebhookClient.Request request(String body, Duration headTime, Duration wholeTime) {
    return new WebhookClient.Request(
        List.of(Map.entry("Content-Type", "text/plain")),
        body.getBytes(StandardCharsets.UTF_8),
        headTime,
        wholeTime);
  }

  /// What one call of a local server comes to.
  static Answer post(String url, WebhookClient.Request request) throws InterruptedException {
    try (var endpoint = local().open(url(url))) {
      return endpoint.post(request);
    }
  }
}
