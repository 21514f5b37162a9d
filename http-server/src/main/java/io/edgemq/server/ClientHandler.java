package io.edgemq.server;

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
final class ClientHandler implements ServerConnection, InterruptableTask<Void> {
  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final ClientConnection client;
  private final ServerConnectionSelector http1;
  private final ServerConnectionSelector http2;
  private final ClientConnections clients;
  private final long began = System.nanoTime();
  private volatile @Nullable ServerConnection delegate;

  /// Serves the connection without a delegate.
  private volatile @Nullable Thread alone;

  ClientHandler(
      ClientConnection client,
      ServerConnectionSelector http1,
      ServerConnectionSelector http2,
      ClientConnections clients) {
    this.client = client;
    this.http1 = http1;
    this.http2 = http2;
    this.clients = clients;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    clients.begin(client);
    try {
      for (var rest = serve(identify(), limit); rest != null; ) {
        goOn(rest);
        rest = serve(http1.connection(client), limit);
      }
      client.lingerAtEnd(); // it returns only after an answer that it cannot go on from
    } finally {
      clients.end(client);
    }
  }

  /// What the connection goes on with; null when it is done.
  private @Nullable Continuation serve(ServerConnection connection, Limit limit)
      throws InterruptedException {
    delegate = connection;
    try {
      connection.handle(limit);
      return null;
    } catch (Continuation rest) {
      return rest;
    }
  }

  /// Keeps nothing of the request meanwhile.
  private void goOn(Continuation rest) {
    alone = Thread.currentThread();
    delegate = null;
    try {
      rest.run();
    } finally {
      alone = null;
    }
  }

  private ServerConnection identify() {
    alone = Thread.currentThread();
    try {
      var reader = client.dataReader();
      reader.ensureAvailable();
      for (int have = reader.available(); ; have = reader.available()) {
        var bytes = new byte[Math.min(have, PREFACE.length)];
        reader.getBuffer(bytes.length).read(bytes);
        if (!isPrefix(bytes)) {
          return http1.connection(client);
        }
        if (bytes.length == PREFACE.length) {
          if (client.isSurplus()) {
            throw new CloseConnectionException("one connection too many"); // no probe speaks it
          }
          client.speakHttp2();
          return http2.connection(client);
        }
        reader.pullData();
      }
    } catch (DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client said nothing", gone);
    } finally {
      alone = null;
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
    if (client.isServing()) {
      return Duration.ZERO;
    }
    return connection == null ? Duration.ofNanos(System.nanoTime() - began) : connection.idleTime();
  }

  /// {@inheritDoc}
  ///
  /// Without `interrupt`, except on HTTP/2, the connection ends by itself. Helidon would interrupt
  /// a thread that waits for a request, and so now and then hit the request that has just come.
  @Override
  public void close(boolean interrupt) {
    if (!interrupt && !client.input().isHttp2()) {
      client.refuseNext();
      return;
    }
    var connection = delegate;
    var thread = alone;
    if (connection != null) {
      connection.close(interrupt);
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public boolean canInterrupt() {
    return client.input().isHttp2()
        && delegate instanceof InterruptableTask<?> task
        && task.canInterrupt();
  }
}
