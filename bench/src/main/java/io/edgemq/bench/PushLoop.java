package io.edgemq.bench;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.ports.out.WebhookClient;
import io.edgemq.webhook.Cidr;
import io.edgemq.webhook.GuardedWebhookClient;
import io.edgemq.webhook.WebhookSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The floor of a delivery: the same HTTP client posts the same requests in a loop, with so many in
/// flight, and nothing is read, decided or saved. Measures once for each line on standard input.
public final class PushLoop {
  private static final int BODY_BYTES = 256;
  private static final Duration LONG = Duration.ofSeconds(20);

  private PushLoop() {}

  public static void main(String[] args) throws Exception {
    var arguments = Arguments.parse(args);
    var url = WebhookUrl.parse(arguments.text("url")).orElseThrow();
    int inFlight = arguments.number("in_flight");
    int millis = arguments.number("millis");
    var loopback = Cidr.parse("127.0.0.0/8").orElseThrow();
    var client =
        GuardedWebhookClient.open(
            new WebhookSettings(
                List.of(loopback),
                WebhookSettings.Resolver.SYSTEM,
                InstantSource.system(),
                "bench"));
    try (var endpoint = client.open(url)) {
      double unused = perSecond(endpoint, inFlight, millis);
      Arguments.answer("ready=1");
      while (System.in.read() >= 0) {
        Arguments.answer("per_second=" + perSecond(endpoint, inFlight, millis));
      }
    }
  }

  private static double perSecond(WebhookClient.Endpoint endpoint, int inFlight, int millis)
      throws InterruptedException {
    var done = new AtomicLong();
    long begin = System.nanoTime();
    long end = begin + Duration.ofMillis(millis).toNanos();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < inFlight; i++) {
      threads.add(Thread.startVirtualThread(() -> loop(endpoint, end, done)));
    }
    for (var thread : threads) thread.join();
    return done.get() / ((System.nanoTime() - begin) / 1e9);
  }

  private static void loop(WebhookClient.Endpoint endpoint, long end, AtomicLong done) {
    try {
      while (System.nanoTime() < end) {
        if (!(endpoint.post(request()) instanceof Answer.Responded(int status, _, _))
            || status != 200) {
          throw new IllegalStateException("the sink did not take a push");
        }
        done.incrementAndGet();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Headers as a delivery has them.
  private static WebhookClient.Request request() {
    return new WebhookClient.Request(
        List.of(
            Map.entry("X-MQ-Topic", "bench"),
            Map.entry("X-MQ-Subject", "bench"),
            Map.entry("X-MQ-Id", "1"),
            Map.entry("X-MQ-Attempt", "1"),
            Map.entry("X-MQ-Timestamp", "1700000000000"),
            Map.entry("X-MQ-Signature", "sha256=" + "0".repeat(64)),
            Map.entry("webhook-id", "msg_0123456789abcdef_1"),
            Map.entry("webhook-timestamp", "1700000000"),
            Map.entry("webhook-signature", "v1," + "A".repeat(43) + "="),
            Map.entry("Content-Type", "text/plain")),
        Requests.payload(BODY_BYTES),
        LONG,
        LONG);
  }
}
