package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reads a stream from one sequence on, as it grows, each message once and in order. For one thread
/// at a time, except that any thread may close it.
///
/// It pulls through a consumer at the server that lives in memory and acknowledges nothing. The
/// next call makes another consumer, where the last one ended, when the consumer is lost (its
/// server ended, the connection broke, heartbeats are missing) or when a delivery is lost (the
/// connection broke and came back unnoticed, this process was too slow). The client library's own
/// ordered consumer did not come back within a minute after a restart of its server.
public final class StreamTail implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];
  private static final int BATCH = 512;

  /// Room for several of the largest messages; what was delivered waits in memory to be taken.
  private static final int BATCH_BYTES = 8 << 20;

  private static final Duration AT_ONCE = Duration.ofNanos(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final long DOUBTED_NANOS = HEARTBEAT.toNanos();
  private static final Duration PULL = Duration.ofSeconds(30);
  private static final Duration ABANDONED = Duration.ofMinutes(1); // then the server removes it
  private static final int HEARTBEAT_STATUS = 100;
  private static final int NO_MESSAGES = 404;
  private static final int PULL_ENDED = 408;
  private static final int CONFLICT = 409;
  private static final String LAST_DELIVERED = "Nats-Last-Consumer";

  private final Cluster cluster;
  private final String stream;
  private final Depth depth;
  private long next;
  private final AtomicReference<@Nullable PullConsumer> consumer = new AtomicReference<>();
  private Duration heartbeat = HEARTBEAT;
  private @Nullable String subject;
  private DeliverPolicy which = DeliverPolicy.ByStartSequence;
  private final AtomicInteger openings = new AtomicInteger();

  /// Which part of each message is read.
  public enum Depth {
    /// The whole message.
    WHOLE,
    /// Headers only: the body of an entry is empty.
    HEADERS
  }

  /// A consumer at the server, and how many messages it still has to deliver.
  private static final class PullConsumer {
    private final Connection connection;
    private final Subscription inbox;
    private final String subject;
    private final String name;
    private final long heartbeatNanos;
    private int pending;
    private long delivered;
    private volatile long lastSeenAt = System.nanoTime();

    PullConsumer(Connection connection, String stream, String name, Duration heartbeat) {
      this.connection = connection;
      this.name = name;
      this.heartbeatNanos = heartbeat.toNanos();
      this.subject = "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + name;
      this.inbox = connection.subscribe(connection.createInbox());
    }

    void pull() {
      if (pending <= BATCH / 2) {
        var request =
            String.format(
                Locale.ROOT,
                "{\"batch\":%d,\"max_bytes\":%d,\"expires\":%d,\"idle_heartbeat\":%d}",
                BATCH - pending,
                BATCH_BYTES,
                PULL.toNanos(),
                heartbeatNanos);
        connection.publish(
            subject, inbox.getSubject(), request.getBytes(StandardCharsets.US_ASCII));
        pending = BATCH;
      }
    }

    /// The client library silently drops messages that an interrupted thread sends, so the
    /// interrupt is cleared meanwhile.
    void end(String stream) {
      boolean interrupted = Thread.interrupted();
      try {
        inbox.unsubscribe();
        connection.publish("$JS.API.CONSUMER.DELETE." + stream + "." + name, NOTHING);
      } catch (RuntimeException gone) {
        // The server removes the consumer by itself when nobody pulls any more.
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    long silentNanos() {
      return System.nanoTime() - lastSeenAt;
    }

    /// How long it may stay silent: the time of two missing heartbeats, and a margin.
    long patienceNanos() {
      return 2 * heartbeatNanos + HEARTBEAT.toNanos() - silentNanos();
    }
  }

  /// Reads `stream` from `next` on. Makes no call to the cluster yet.
  public StreamTail(Cluster cluster, String stream, long next, Depth depth) {
    this.cluster = cluster;
    this.stream = stream;
    this.next = next;
    this.depth = depth;
  }

  /// Sets a longer heartbeat than every second: each one costs a wake-up while no message comes. A
  /// silent loss is then noticed later, unless somebody calls [#doubt].
  public StreamTail withHeartbeat(Duration every) {
    heartbeat = every;
    return this;
  }

  /// Reads only the last message of each subject; what is stored later is read as it comes.
  public StreamTail lastOfEach() {
    which = DeliverPolicy.LastPerSubject;
    subject = ">";
    return this;
  }

  /// Reads only messages of that subject.
  public StreamTail of(String subject) {
    this.subject = subject;
    return this;
  }

  /// The next message, waiting for up to `wait`; empty when none came. Throws `StoreException`
  /// while the cluster cannot serve; the next call tries again.
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

  /// The next message if it has already arrived; else empty. Never waits.
  public Optional<Entry> poll() throws InterruptedException {
    var current = consumer.get();
    try {
      while (current != null && current == consumer.get()) {
        current.pull(); // more is on its way while this is taken
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
      close(); // the next call starts again, or fails with the reason
    }
    return Optional.empty();
  }

  /// How often reading was started or restarted. A caller that must be sure that the stream is
  /// still the same one checks again when this number changes.
  public int openings() {
    return openings.get();
  }

  private Optional<Entry> silence(PullConsumer current) {
    if (current.patienceNanos() <= 0) {
      close();
    }
    return Optional.empty();
  }

  /// Called by somebody who knows of a message that should have come. Restarts reading, unless
  /// anything came within the last second. For any thread.
  public void doubt() {
    var current = consumer.get();
    if (current != null && current.silentNanos() > DOUBTED_NANOS) {
      close(current);
    }
  }

  private Optional<Entry> take(PullConsumer current, Message message) {
    current.lastSeenAt = System.nanoTime();
    if (message.isStatusMessage()) {
      onStatus(current, message);
      return Optional.empty();
    }
    current.pending--;
    var place = message.metaData();
    if (place.consumerSequence() != ++current.delivered) {
      close(); // a message was lost: the next call starts again where this one ended
      return Optional.empty();
    }
    long sequence = place.streamSequence();
    if (sequence < next) {
      return Optional.empty();
    }
    next = sequence + 1;
    return Optional.of(entry(message, place));
  }

  private void onStatus(PullConsumer current, Message message) {
    var status = message.getStatus();
    switch (status.getCode()) {
      case HEARTBEAT_STATUS -> {
        var headers = message.getHeaders();
        var last = headers == null ? null : headers.getFirst(LAST_DELIVERED);
        if (last != null && Long.parseLong(last) > current.delivered) {
          close(); // a message was lost, and none came after it
        }
      }
      case NO_MESSAGES, PULL_ENDED -> current.pending = 0;
      case CONFLICT -> {
        if (status.getMessage().contains("MaxBytes")) {
          current.pending = 0;
        } else {
          close();
        }
      }
      default -> close();
    }
  }

  static Entry entry(Message message, NatsJetStreamMetaData place) {
    var body = message.getData();
    return new Entry(
        place.streamSequence(),
        message.getSubject(),
        MessageHeaders.of(message.getHeaders()),
        body == null ? NOTHING : body,
        place.timestamp().toInstant().toEpochMilli());
  }

  private PullConsumer open() throws IOException, JetStreamApiException {
    var current = consumer.get();
    if (current == null) {
      var configuration =
          ConsumerConfiguration.builder()
              .name("f" + io.nats.client.NUID.nextGlobal())
              .deliverPolicy(which)
              .startSequence(which == DeliverPolicy.ByStartSequence ? next : 0)
              .filterSubject(subject)
              .ackPolicy(AckPolicy.None)
              .headersOnly(depth == Depth.HEADERS)
              .memStorage(true)
              .numReplicas(1)
              .inactiveThreshold(ABANDONED)
              .build();
      var created = cluster.management().createConsumer(stream, configuration);
      current = new PullConsumer(cluster.connection(), stream, created.getName(), heartbeat);
      consumer.set(current);
      openings.incrementAndGet();
    }
    return current;
  }

  /// Stops reading. A [#next] that waits in another thread fails; a later one continues where this
  /// one ended.
  @Override
  public void close() {
    var current = consumer.get();
    if (current != null) {
      close(current);
    }
  }

  private void close(PullConsumer ending) {
    if (consumer.compareAndSet(ending, null)) {
      ending.end(stream);
    }
  }
}
