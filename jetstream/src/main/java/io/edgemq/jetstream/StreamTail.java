package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reads a stream from one sequence on, as it grows, each message once and in order. For one thread
/// at a time, but that any may close it.
///
/// It pulls through a consumer of the server's that lives in memory and acknowledges nothing. When
/// that is lost (its server ended, the connection broke, its heartbeat stays out), or one of its
/// deliveries is (the connection broke and was back before anybody else noticed, this process was
/// too slow), the next call makes another one where this one ended. The client library's own
/// ordered consumer was not enough: it did not come back from a restart of its server within a
/// minute.
public final class StreamTail implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];
  private static final int BATCH = 512;

  /// Several of the largest messages; what comes and is not taken is kept in memory.
  private static final int BATCH_BYTES = 8 << 20;

  private static final Duration AT_ONCE = Duration.ofNanos(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final long DOUBTED_NANOS = HEARTBEAT.toNanos();
  private static final Duration PULL = Duration.ofSeconds(30);

  /// The server removes a consumer that nobody pulls from.
  private static final Duration ABANDONED = Duration.ofMinutes(1);

  private static final int HEARTBEAT_STATUS = 100;
  private static final int NO_MESSAGES = 404;
  private static final int PULL_ENDED = 408;
  private static final int CONFLICT = 409;
  private static final String LAST_DELIVERED = "Nats-Last-Consumer";

  private final Cluster cluster;
  private final String stream;
  private final Depth depth;
  private long next;
  private final AtomicReference<@Nullable Pulling> pulling = new AtomicReference<>();
  private Duration heartbeat = HEARTBEAT;
  private int openings;

  /// How much of each message is wanted.
  public enum Depth {
    /// All of it.
    WHOLE,
    /// Headers only: the body of an entry is empty.
    HEADERS
  }

  /// A consumer of the server's and what it owes.
  private static final class Pulling {
    private final Connection connection;
    private final Subscription inbox;
    private final String subject;
    private final String name;
    private final long heartbeatNanos;
    private int owed;
    private long delivered;
    private volatile long heardAt = System.nanoTime();

    Pulling(Connection connection, String stream, String name, Duration heartbeat) {
      this.connection = connection;
      this.name = name;
      this.heartbeatNanos = heartbeat.toNanos();
      this.subject = "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + name;
      this.inbox = connection.subscribe(connection.createInbox());
    }

    void pull() {
      if (owed <= BATCH / 2) {
        var request =
            String.format(
                Locale.ROOT,
                "{\"batch\":%d,\"max_bytes\":%d,\"expires\":%d,\"idle_heartbeat\":%d}",
                BATCH - owed,
                BATCH_BYTES,
                PULL.toNanos(),
                heartbeatNanos);
        connection.publish(
            subject, inbox.getSubject(), request.getBytes(StandardCharsets.US_ASCII));
        owed = BATCH;
      }
    }

    /// The client library drops, without a word, what an interrupted thread sends.
    void end(String stream) {
      boolean interrupted = Thread.interrupted();
      try {
        inbox.unsubscribe();
        connection.publish("$JS.API.CONSUMER.DELETE." + stream + "." + name, NOTHING);
      } catch (RuntimeException gone) {
        // The server removes it by itself when nobody pulls any more.
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    long silentNanos() {
      return System.nanoTime() - heardAt;
    }

    /// How long it may go on being silent: until two heartbeats have stayed out, and a while.
    long patienceNanos() {
      return 2 * heartbeatNanos + HEARTBEAT.toNanos() - silentNanos();
    }
  }

  /// Will read `stream` from `next` on; nothing is asked of the cluster yet.
  public StreamTail(Cluster cluster, String stream, long next, Depth depth) {
    this.cluster = cluster;
    this.stream = stream;
    this.next = next;
    this.depth = depth;
  }

  /// Lets the server give a sign of life less often than every second: each costs a wake-up, for as
  /// long as nothing comes. A loss that nobody tells of is noticed that much later, unless somebody
  /// has a [#doubt].
  public StreamTail withHeartbeat(Duration every) {
    heartbeat = every;
    return this;
  }

  /// The next message, waiting for up to `wait`; empty when there is none by then. Throws
  /// `StoreException` while the cluster can not serve; the next call tries again.
  public Optional<Entry> next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      while (true) {
        var current = open();
        current.pull();
        long left = Math.max(1, deadline - System.nanoTime());
        long most = Math.max(1_000_000, Math.min(left, current.patienceNanos()));
        var message = current.inbox.nextMessage(Duration.ofNanos(most));
        var entry = message == null ? silence(current) : take(current, message);
        if (entry.isPresent() || System.nanoTime() - deadline >= 0) {
          return entry;
        }
      }
    } catch (IOException | JetStreamApiException | IllegalStateException failed) {
      close();
      throw Failures.of(failed);
    }
  }

  /// The next message if it has come already; empty when it has not. Never waits.
  public Optional<Entry> poll() throws InterruptedException {
    var current = pulling.get();
    try {
      while (current != null && current == pulling.get()) {
        var message = current.inbox.nextMessage(AT_ONCE);
        if (message == null) {
          return Optional.empty();
        }
        var entry = take(current, message);
        if (entry.isPresent()) {
          return entry;
        }
      }
    } catch (IllegalStateException broken) {
      close(); // the next call begins anew, or says why it can not
    }
    return Optional.empty();
  }

  /// How often the reading began or began anew: whoever must be sure that a stream is still the
  /// same one looks again when this has changed.
  public int openings() {
    return openings;
  }

  private Optional<Entry> silence(Pulling current) {
    if (current.patienceNanos() <= 0) {
      close();
    }
    return Optional.empty();
  }

  /// Somebody knows of a message that should have come: begins anew, unless anything has come
  /// within the last second. Any thread may say so.
  public void doubt() {
    var current = pulling.get();
    if (current != null && current.silentNanos() > DOUBTED_NANOS) {
      close(current);
    }
  }

  private Optional<Entry> take(Pulling current, Message message) {
    current.heardAt = System.nanoTime();
    if (message.isStatusMessage()) {
      hear(current, message);
      return Optional.empty();
    }
    current.owed--;
    var place = message.metaData();
    if (place.consumerSequence() != ++current.delivered) {
      close(); // something was lost on the way: the next call begins anew where this one ended
      return Optional.empty();
    }
    long sequence = place.streamSequence();
    if (sequence < next) {
      return Optional.empty();
    }
    next = sequence + 1;
    return Optional.of(entry(message, sequence));
  }

  private void hear(Pulling current, Message message) {
    var status = message.getStatus();
    switch (status.getCode()) {
      case HEARTBEAT_STATUS -> {
        var headers = message.getHeaders();
        var last = headers == null ? null : headers.getFirst(LAST_DELIVERED);
        if (last != null && Long.parseLong(last) > current.delivered) {
          close(); // it was lost on the way, and nothing has come after it
        }
      }
      case NO_MESSAGES, PULL_ENDED -> current.owed = 0;
      case CONFLICT -> {
        if (status.getMessage().contains("MaxBytes")) {
          current.owed = 0;
        } else {
          close();
        }
      }
      default -> close();
    }
  }

  private static Entry entry(Message message, long sequence) {
    var body = message.getData();
    return new Entry(
        sequence,
        message.getSubject(),
        MessageHeaders.of(message.getHeaders()),
        body == null ? NOTHING : body);
  }

  private Pulling open() throws IOException, JetStreamApiException {
    var current = pulling.get();
    if (current == null) {
      var configuration =
          ConsumerConfiguration.builder()
              .name("f" + io.nats.client.NUID.nextGlobal())
              .deliverPolicy(DeliverPolicy.ByStartSequence)
              .startSequence(next)
              .ackPolicy(AckPolicy.None)
              .headersOnly(depth == Depth.HEADERS)
              .memStorage(true)
              .numReplicas(1)
              .inactiveThreshold(ABANDONED)
              .build();
      var consumer = cluster.management().createConsumer(stream, configuration);
      current = new Pulling(cluster.connection(), stream, consumer.getName(), heartbeat);
      pulling.set(current);
      openings++;
    }
    return current;
  }

  /// Ends the reading: a [#next] that waits in another thread fails, one after it begins anew where
  /// this one ended.
  @Override
  public void close() {
    var current = pulling.get();
    if (current != null) {
      close(current);
    }
  }

  private void close(Pulling ending) {
    if (pulling.compareAndSet(ending, null)) {
      ending.end(stream);
    }
  }
}
