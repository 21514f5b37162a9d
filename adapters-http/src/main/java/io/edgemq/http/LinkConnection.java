package io.edgemq.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Serves a connection: finds out which protocol the client speaks and leaves the rest to Helidon.
final class LinkConnection implements ServerConnection, InterruptableTask<Void> {
  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final Link link;
  private final ServerConnectionSelector http1;
  private final ServerConnectionSelector http2;
  private final Links links;
  private final long began = System.nanoTime();
  private volatile @Nullable ServerConnection delegate;
  private volatile @Nullable Thread identifying;

  LinkConnection(
      Link link, ServerConnectionSelector http1, ServerConnectionSelector http2, Links links) {
    this.link = link;
    this.http1 = http1;
    this.http2 = http2;
    this.links = links;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    links.begin(link);
    try {
      var connection = identify();
      delegate = connection;
      connection.handle(limit);
      link.lingerAtEnd(); // it returns only after an answer that it can not go on from
    } finally {
      links.end(link);
    }
  }

  private ServerConnection identify() {
    identifying = Thread.currentThread();
    try {
      var reader = link.dataReader();
      reader.ensureAvailable();
      for (int have = reader.available(); ; have = reader.available()) {
        var bytes = new byte[Math.min(have, PREFACE.length)];
        reader.getBuffer(bytes.length).read(bytes);
        if (!isPrefix(bytes)) {
          return http1.connection(link);
        }
        if (bytes.length == PREFACE.length) {
          link.speakHttp2();
          return http2.connection(link);
        }
        reader.pullData();
      }
    } catch (DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client said nothing", gone);
    } finally {
      identifying = null;
    }
  }

  private static boolean isPrefix(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != PREFACE[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Duration idleTime() {
    var connection = delegate;
    if (link.isServing()) {
      return Duration.ZERO;
    }
    return connection == null ? Duration.ofNanos(System.nanoTime() - began) : connection.idleTime();
  }

  /// {@inheritDoc}
  ///
  /// Without `interrupt`, on HTTP/1.1: Helidon would interrupt the thread if it waits for a
  /// request, and would now and then hit the request that comes at that moment.
  @Override
  public void close(boolean interrupt) {
    if (!interrupt && !link.speaksHttp2()) {
      link.refuseNext();
      return;
    }
    var connection = delegate;
    var thread = identifying;
    if (connection != null) {
      connection.close(interrupt);
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public boolean canInterrupt() {
    return link.speaksHttp2()
        && delegate instanceof InterruptableTask<?> task
        && task.canInterrupt();
  }
}
