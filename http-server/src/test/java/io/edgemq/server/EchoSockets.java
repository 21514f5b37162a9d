package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends every message back, and remembers what it was told. `bug` makes it fail.
final class EchoSockets implements WebSocketHandler {
  final BlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();
  final AtomicInteger stopped = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @Override
  public void opened(WebSocket socket) {
    opened.add(socket);
  }

  @Override
  public void received(String text) throws IOException {
    if (text.equals("bug")) {
      throw new IllegalStateException("as asked for");
    }
    opened.element().send(List.of(text.getBytes(UTF_8)));
  }

  @Override
  public void stopping() {
    stopped.incrementAndGet();
    var socket = opened.peek();
    if (socket != null) {
      socket.close(1001, "the server stops");
    }
  }

  @Override
  public void closed() {
    closed.incrementAndGet();
    end.countDown();
  }

  /// The socket, once it is open.
  WebSocket socket() throws InterruptedException {
    var socket = opened.poll(60, TimeUnit.SECONDS);
    if (socket == null) {
      throw new IllegalStateException("never opened");
    }
    opened.add(socket);
    return socket;
  }

  /// Whether it is told of the end.
  boolean ends() throws InterruptedException {
    return end.await(60, TimeUnit.SECONDS);
  }
}
