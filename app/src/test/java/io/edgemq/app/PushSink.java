package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An endpoint on 127.0.0.1 that takes pushes. It answers the status that `behaviour` says, and
/// remembers what came.
public final class PushSink implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Queue<Long> times = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile ToIntFunction<Received> behaviour = _ -> 200;
  private volatile byte[] words = new byte[0];

  /// A request.
  public record Received(Headers headers, byte[] body) {
    /// A header's value; empty text when it was not sent.
    public String header(String name) {
      return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }

    /// The sequence of the message.
    public long sequence() {
      return Long.parseLong(header("X-MQ-Id"));
    }

    /// The body as text.
    public String text() {
      return new String(body, UTF_8);
    }

    /// Whether `X-MQ-Signature` is the one of that secret.
    public boolean isSignedWith(String secret) {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        mac.update((header("X-MQ-Timestamp") + ".").getBytes(UTF_8));
        var expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        return header("X-MQ-Signature").equals(expected);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  public PushSink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    times.add(System.nanoTime());
    mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try (exchange) {
      var came =
          new Received(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
      received.add(came);
      count.incrementAndGet();
      int status = behaviour.applyAsInt(came);
      underWay.decrementAndGet();
      var body = words;
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /// Answers with that status from now on.
  public void answer(ToIntFunction<Received> next) {
    behaviour = next;
  }

  /// Answers with these words as the body from now on.
  public void say(String text) {
    words = text.getBytes(UTF_8);
  }

  /// Where it listens.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /// All that came, in order.
  public List<Received> received() {
    return List.copyOf(received);
  }

  /// When each request came, by [System#nanoTime], in order.
  public List<Long> times() {
    return times.stream().sorted().toList();
  }

  /// How many requests there were at the same time, at most.
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  /// How much came.
  public int count() {
    return count.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
