package io.edgemq.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Requests that have many answers, over one connection: one subscription serves them all, where
/// one for each request would cost two more messages and the server's bookkeeping.
final class Replies {
  private final Connection connection;
  private final String prefix;
  private final AtomicLong last = new AtomicLong();
  private final Map<String, BlockingQueue<Message>> waiting = new ConcurrentHashMap<>();

  Replies(Connection connection) {
    this.connection = connection;
    this.prefix = connection.createInbox() + ".";
    connection.createDispatcher(this::deliver).subscribe(prefix + "*");
  }

  private void deliver(Message message) {
    var queue = waiting.get(message.getSubject());
    if (queue != null) {
      queue.add(message);
    }
  }

  /// Everything that is answered, up to and with the first answer that has a status.
  List<Message> request(String subject, byte[] body, Duration timeout)
      throws InterruptedException, TimeoutException {
    var inbox = prefix + last.incrementAndGet();
    var queue = new LinkedBlockingQueue<Message>();
    waiting.put(inbox, queue);
    try {
      connection.publish(subject, inbox, body);
      var answers = new ArrayList<Message>();
      long deadline = System.nanoTime() + timeout.toNanos();
      while (true) {
        var answer = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer == null) {
          throw new TimeoutException("no answer from " + subject);
        }
        answers.add(answer);
        if (answer.isStatusMessage()) {
          return answers;
        }
      }
    } finally {
      waiting.remove(inbox);
    }
  }
}
