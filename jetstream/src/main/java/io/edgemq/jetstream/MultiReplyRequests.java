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

/// Sends requests that have many answers, over one connection. One subscription serves them all;
/// one for each request would cost two more messages and more bookkeeping at the server.
final class MultiReplyRequests {
  private final Connection connection;
  private final RequestTimeouts deadlines;
  private final String prefix;
  private final AtomicLong last = new AtomicLong();
  private final Map<String, Replies> waiting = new ConcurrentHashMap<>();

  /// The answers to one request. Used by the dispatcher's thread until they are complete; the
  /// caller is woken once, and not for each answer.
  private static final class Replies {
    private final List<Message> answers = new ArrayList<>();
    private final CompletableFuture<List<Message>> complete = new CompletableFuture<>();

    void add(Message message) {
      answers.add(message);
      if (message.isStatusMessage()) {
        complete.complete(answers);
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
    var replies = waiting.get(message.getSubject());
    if (replies != null) {
      replies.add(message);
    }
  }

  /// Everything that is answered, up to and with the first answer that has a status. An
  /// [ExecutionException] has a `TimeoutException` when that took longer than `timeout`.
  List<Message> request(String subject, byte[] body, Duration timeout)
      throws InterruptedException, ExecutionException {
    var inbox = prefix + last.incrementAndGet();
    var replies = new Replies();
    waiting.put(inbox, replies);
    try {
      connection.publish(subject, inbox, body);
      return deadlines.await(replies.complete, timeout);
    } finally {
      waiting.remove(inbox);
    }
  }
}
