package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.ports.out.WebhookClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// An endpoint in this process. It answers as it is told to, and remembers what came.
final class FakeEndpoint implements WebhookClient {
  final List<Received> received = new CopyOnWriteArrayList<>();
  final List<String> urls = new CopyOnWriteArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger under = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  volatile Function<Received, Answer> behaviour = _ -> status(200);

  /// A request.
  record Received(Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    long sequence() {
      return Long.parseLong(header("X-MQ-Id"));
    }

    String subject() {
      return header("X-MQ-Subject");
    }

    int attempt() {
      return Integer.parseInt(header("X-MQ-Attempt"));
    }
  }

  static Answer status(int status) {
    return new Answer.Responded(status, Optional.empty(), "");
  }

  List<Long> sequences() {
    return received.stream().map(Received::sequence).toList();
  }

  List<String> bodies() {
    return received.stream().map(Received::body).toList();
  }

  @Override
  public Check check(WebhookUrl url) {
    return new Allowed();
  }

  @Override
  public Endpoint open(WebhookUrl url) {
    open.incrementAndGet();
    urls.add(url.text());
    return new Endpoint() {
      @Override
      public Answer post(Request request) {
        return answer(request);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  private Answer answer(Request request) {
    mostAtOnce.accumulateAndGet(under.incrementAndGet(), Math::max);
    try {
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      request.headers().forEach(h -> headers.put(h.getKey(), h.getValue()));
      var came = new Received(headers, new String(request.body(), UTF_8));
      received.add(came);
      return behaviour.apply(came);
    } finally {
      under.decrementAndGet();
    }
  }
}
