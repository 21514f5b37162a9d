package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/// Requests that have many answers, over one connection: one subscription serves them all, where
/// one for each request would cost two more messages and the server's bookkeeping.
final class MultiReplyRequests {
  private final Connection connection;
  private final RequestTimeouts deadlines;
  private final String prefix;
  private final AtomicLong last = new AtomicLong();
  private final Map<String, Gathering> waiting = new ConcurrentHashMap<>();

  /// The answers to one request, for the dispatcher's thread until they are whole: who asked is
  /// woken once, and not for each of them.
  private static final class Gathering {
    private final List<Message> answers = new ArrayList<>();
    private final CompletableFuture<List<Message>> whole = new CompletableFuture<>();

    void add(Message message) {
      answers.add(message);
      if (message.isStatusMessage()) {
        whole.complete(answers);
      }
    }
  }

  MultiReplyRequests(Connection connection, RequestTimeouts deadlines) {
    this.connection = connection;
    this.deadlines = deadlines;
    this.prefix = connection.createInbox() + ".";
    connection.createDispatcher(this::deliver).subscribe(prefix + "*");
  }

  private void deliver(Message message) {
    var gathering = waiting.get(message.getSubject());
    if (gathering != null) {
      gathering.add(message);
    }
  }

  /// Everything that is answered, up to and with the first answer that has a status. An
  /// [ExecutionException] has a `TimeoutException` when that took longer than `timeout`.
  List<Message> request(String subject, byte[] body, Duration timeout)
      throws InterruptedException, ExecutionException {
    var inbox = prefix + last.incrementAndGet();
    var gathering = new Gathering();
    waiting.put(inbox, gathering);
    try {
      connection.publish(subject, inbox, body);
      return deadlines.await(gathering.whole, timeout);
    } finally {
      waiting.remove(inbox);
    }
  }
}
