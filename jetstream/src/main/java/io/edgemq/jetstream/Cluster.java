package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Access to the cluster: some connections over which calls are spread. While a connection is down,
/// calls over it fail at once. Nothing is kept to be sent later, because its caller would already
/// have been told that it failed.
public final class Cluster implements AutoCloseable {
  private static final Duration FLUSHING = Duration.ofSeconds(2);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Duration timeout;
  private final List<Connection> connections;
  private final List<MultiReplyRequests> replies = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final RequestTimeouts deadlines = new RequestTimeouts();
  private final Reserve reserve = new Reserve(this);
  private final AtomicBoolean few = new AtomicBoolean();

  private Cluster(Duration timeout, List<Connection> connections) {
    this.timeout = timeout;
    this.connections = connections;
    connections.forEach(connection -> replies.add(new MultiReplyRequests(connection, deadlines)));
  }

  /// Connects. Throws `StoreException.Unavailable` when no server answers, and
  /// [IllegalArgumentException] for an invalid configuration, such as a malformed URL.
  public static Cluster connect(NatsConfig config) {
    var connections = new ArrayList<Connection>();
    try {
      for (int i = 0; i < config.connections(); i++) {
        connections.add(Connecting.connect(config, i));
      }
      return new Cluster(config.timeout(), connections);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      connections.forEach(Cluster::closeQuietly);
      throw Failures.timedOut(stopped);
    } catch (IOException failed) {
      connections.forEach(Cluster::closeQuietly);
      throw Failures.of(failed);
    }
  }

  /// The time limit of one call.
  public Duration timeout() {
    return timeout;
  }

  /// A connection. Callers that need order must keep using the same one.
  public Connection connection() {
    return connections.get(next());
  }

  /// The number of connections that are up.
  public int connected() {
    return (int)
        connections.stream().filter(c -> c.getStatus() == Connection.Status.CONNECTED).count();
  }

  /// The number of times that connections came back.
  public long reconnects() {
    return connections.stream().mapToLong(c -> c.getStatistics().getReconnects()).sum();
  }

  /// The largest message that the servers take, headers included, in bytes.
  public long maxPayload() {
    return connection().getMaxPayload();
  }

  /// Room for what frees room.
  public Reserve reserve() {
    return reserve;
  }

  /// The number of servers that the clients know of.
  public int servers() {
    return connection().getServers().size();
  }

  /// Whether every connection is to a server that belongs to no cluster: what it has stored it
  /// shows to every reader. It joins a cluster only by starting anew, which breaks connections.
  boolean isSingle() {
    return connections.stream()
        .allMatch(
            connection ->
                connection.getStatus() == Connection.Status.CONNECTED
                    && connection.getServerInfo().getCluster() == null);
  }

  /// Notes that the cluster has too few servers for what is wanted; returns whether that is new.
  boolean noticeFewServers() {
    return few.compareAndSet(false, true);
  }

  /// Bounds the waits of callers of the cluster.
  public RequestTimeouts deadlines() {
    return deadlines;
  }

  /// An id that nobody else has.
  public static String newId() {
    return io.nats.client.NUID.nextGlobal();
  }

  private int next() {
    return connections.size() == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), connections.size());
  }

  /// Whether at least one connection is up.
  public boolean isConnected() {
    return connected() > 0;
  }

  /// Administers streams and consumers; its calls throw what [Failures] translates, an
  /// `IllegalStateException` included. For streams there is [#administer].
  public JetStreamManagement management() throws IOException {
    return requireConnected(connection())
        .jetStreamManagement(
            io.nats.client.JetStreamOptions.builder().requestTimeout(timeout).build());
  }

  /// A call of the client library that administers streams.
  public interface Administration<R> {
    R of(JetStreamManagement management) throws IOException, JetStreamApiException;
  }

  /// Makes that call. Throws `StoreException` when there was no answer. When the server refuses, it
  /// throws what the client library throws.
  public <R> R administer(Administration<R> call) throws JetStreamApiException {
    try {
      return call.of(management());
    } catch (IOException | IllegalStateException failed) {
      throw Failures.of(failed); // an illegal state: the connection broke just now, or gave up
    }
  }

  /// Sends a request and waits for its one answer. An interrupt ends the wait as a timeout would.
  public Message request(Outgoing message) {
    return requestLast(List.of(message));
  }

  /// As above, waiting for no longer than `patience`.
  public Message request(Outgoing message, Duration patience) {
    return requestLast(List.of(message), patience);
  }

  /// Sends `messages` over one connection, in order, and waits for the answer to the last one.
  Message requestLast(List<Outgoing> messages) {
    return requestLast(messages, timeout);
  }

  private Message requestLast(List<Outgoing> messages, Duration patience) {
    var connection = sendButLast(messages);
    return await(ask(connection, messages.getLast(), patience), patience);
  }

  /// Sends `messages` but for the last one; answers over which connection. That one is to follow
  /// over the same.
  Connection sendButLast(List<Outgoing> messages) {
    try {
      var connection = requireConnected(connection());
      messages.forEach(message -> requireRoom(connection, message));
      for (var message : messages.subList(0, messages.size() - 1)) {
        connection.publish(message.subject(), message.headers().unwrap(), message.body());
      }
      return connection;
    } catch (IllegalStateException failed) {
      throw failed(failed); // the connection broke just now, or gave up
    }
  }

  /// Sends a request over `connection`; returns at once.
  CompletableFuture<Message> ask(Connection connection, Outgoing message) {
    return ask(connection, message, timeout);
  }

  private CompletableFuture<Message> ask(
      Connection connection, Outgoing message, Duration patience) {
    try {
      return requireConnected(connection)
          .requestWithTimeout(
              message.subject(), message.headers().unwrap(), message.body(), patience);
    } catch (IllegalStateException failed) {
      throw failed(failed);
    }
  }

  /// The answer. An interrupt ends the wait as a timeout would.
  Message await(CompletableFuture<Message> answer, Duration patience) {
    try {
      return deadlines.await(answer, patience);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    } catch (ExecutionException | IllegalStateException failed) {
      throw failed(failed);
    }
  }

  /// A connection that is closed here cancels the calls that wait, as one that is late does.
  private StoreException failed(Exception failed) {
    return closing.getCount() == 0
        ? new StoreException.Unavailable("the connection to the cluster is closed", failed)
        : Failures.of(failed);
  }

  private static void requireRoom(Connection connection, Outgoing message) {
    long size = (long) message.headers().size() + message.body().length;
    if (size > connection.getMaxPayload()) {
      throw new StoreException.Unavailable(
          "the servers take no message of " + size + " bytes: their max_payload is less",
          new IllegalArgumentException(message.subject()));
    }
  }

  /// Sends a request and collects answers until one has a status; that one is the last in the list.
  List<Message> requestMany(String subject, byte[] body) {
    int which = next();
    requireConnected(connections.get(which));
    try {
      return replies.get(which).request(subject, body, timeout);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    } catch (ExecutionException | IllegalStateException failed) {
      throw failed(failed);
    }
  }

  private static Connection requireConnected(Connection connection) {
    var status = connection.getStatus();
    if (status != Connection.Status.CONNECTED) {
      throw new StoreException.Unavailable(
          "the cluster cannot be reached", new IllegalStateException(String.valueOf(status)));
    }
    return connection;
  }

  /// Waits for a moment, or until this is closed. An interrupt ends the wait as a timeout would.
  public void pause(Duration moment) {
    try {
      boolean unused = closing.await(moment.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }

  /// Closes all connections, each once everything sent over it has reached the server, within two
  /// seconds. Waiting calls fail. The client library's own draining is not used: calls made during
  /// it would fail in a different way.
  @Override
  public void close() {
    closing.countDown();
    reserve.close();
    connections.forEach(Cluster::flushQuietly);
    connections.forEach(Cluster::closeQuietly);
    deadlines.close();
  }

  private static void flushQuietly(Connection connection) {
    try {
      if (connection.getStatus() == Connection.Status.CONNECTED) {
        connection.flush(FLUSHING);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | IllegalStateException broken) {
      // The server does not answer. What was sent may be lost, and nobody waits for it.
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
