package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.out.DocumentClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Documents that a test publishes, takes away and holds up.
final class FakeDocuments implements DocumentClient {
  private final Map<String, Document> published = new ConcurrentHashMap<>();
  final List<String> reads = new CopyOnWriteArrayList<>();

  /// While it is there, reads wait for it, or until their time is up.
  volatile @Nullable CountDownLatch held;

  void publish(String url, String text, @Nullable Duration maxAge) {
    published.put(url, new Document(text.getBytes(UTF_8), maxAge));
  }

  void remove(String url) {
    published.remove(url);
  }

  @Override
  public Result get(WebhookUrl url, Duration time) throws InterruptedException {
    reads.add(url.text());
    var latch = held;
    if (latch != null && !latch.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      return new Failed("the time was up");
    }
    var document = published.get(url.text());
    return document == null ? new Failed("there is none") : document;
  }
}
