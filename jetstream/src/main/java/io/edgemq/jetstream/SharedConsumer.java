package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes messages of a stream that any number of processes share: each goes to one of them, and to
/// another one when that did not say within two seconds that it was dealt with. For one thread at a
/// time.
public final class SharedConsumer implements AutoCloseable {
  private static final int BATCH = 64;
  private static final int NOTHING_THERE = 404;
  private static final int PULL_ENDED = 408;
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How long the server waits for messages on our behalf.
  private static final Duration PULL = Duration.ofSeconds(3);

  /// Beyond that the server would have answered something.
  private static final Duration SILENCE = PULL.plusSeconds(1);

  private final Cluster cluster;
  private final String stream;
  private final String name;
  private final String filter;
  private @Nullable Pulling pulling;

  /// How many messages the server still sends without being asked again.
  private int owed;

  private record Pulling(Connection connection, Subscription inbox) {}

  /// A message to deal with.
  public static final class Task {
    private final Entry entry;
    private final Message message;

    private Task(Entry entry, Message message) {
      this.entry = entry;
      this.message = message;
    }

    /// The message.
    public Entry entry() {
      return entry;
    }

    /// Says that it was dealt with. What the server does not hear comes again.
    public void done() {
      message.ack();
    }
  }

  /// The consumer `name` of `stream`, which all processes give the same `filter` of subjects. Makes
  /// no call to the cluster yet.
  public SharedConsumer(Cluster cluster, String stream, String name, String filter) {
    this.cluster = cluster;
    this.stream = stream;
    this.name = name;
    this.filter = filter;
  }

  /// The next messages; none when none came within some seconds. Throws `StoreException` while the
  /// cluster cannot serve; the next call tries again.
  public List<Task> next() throws InterruptedException {
    try {
      var open = open();
      ask(open);
      var tasks = new ArrayList<Task>();
      var message = open.inbox().nextMessage(SILENCE);
      if (message == null) {
        close(); // the server would have said that nothing came
      }
      while (message != null) {
        take(message).ifPresent(tasks::add);
        message = tasks.size() < BATCH && owed > 0 ? open.inbox().nextMessage(AT_ONCE) : null;
      }
      return tasks;
    } catch (IOException | JetStreamApiException | IllegalStateException failed) {
      close();
      throw Failures.of(failed);
    }
  }

  private Optional<Task> take(Message message) {
    if (!message.isStatusMessage()) {
      owed--;
      return Optional.of(new Task(StreamTail.entry(message, message.metaData()), message));
    }
    switch (message.getStatus().getCode()) {
      case NOTHING_THERE, PULL_ENDED -> owed = 0;
      default -> close(); // it was removed, or its server goes
    }
    return Optional.empty();
  }

  private void ask(Pulling open) {
    if (owed > 0) {
      return;
    }
    owed = BATCH;
    var request =
        String.format(Locale.ROOT, "{\"batch\":%d,\"expires\":%d}", BATCH, PULL.toNanos());
    open.connection()
        .publish(
            "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + name,
            open.inbox().getSubject(),
            request.getBytes(StandardCharsets.US_ASCII));
  }

  private Pulling open() throws IOException, JetStreamApiException {
    var current = pulling;
    if (current == null) {
      var configuration =
          ConsumerConfiguration.builder()
              .durable(name)
              .filterSubject(filter)
              .ackPolicy(AckPolicy.Explicit)
              .ackWait(PATIENCE)
              .build();
      var unused = cluster.management().addOrUpdateConsumer(stream, configuration);
      var connection = cluster.connection();
      current = new Pulling(connection, connection.subscribe(connection.createInbox()));
      pulling = current;
    }
    return current;
  }

  /// Stops taking messages. The next call of [#next] begins again.
  @Override
  public void close() {
    var ending = pulling;
    pulling = null;
    owed = 0;
    if (ending != null) {
      try {
        ending.inbox().unsubscribe();
      } catch (IllegalStateException gone) {
        // the connection is closed, and so is the subscription
      }
    }
  }
}
