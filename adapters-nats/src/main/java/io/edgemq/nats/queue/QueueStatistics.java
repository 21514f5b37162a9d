package io.edgemq.nats.queue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What happened to the queues of this process, for metrics. For any thread.
public final class QueueStatistics {
  private static final System.Logger LOG = System.getLogger(QueueStatistics.class.getName());

  /// Of how many streams it is remembered that they were named in the log.
  private static final int NAMED = 10_000;

  private final LongAdder passedOver = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder lostTurns = new LongAdder();
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  /// A message of a queue's stream that no adapter wrote was passed over. Logged once for each
  /// stream.
  void passedOver(String stream, long sequence) {
    passedOver.increment();
    if (named.size() < NAMED && named.add(stream)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a stream has messages that EdgeMQ did not write; they are passed over;"
              + " stream={0} first={1}",
          stream,
          sequence);
    }
  }

  /// A replica was opened anew because the servers had lost what it had read.
  void recovered() {
    recovered.increment();
  }

  /// Another adapter appended to a ledger first.
  void turnLost() {
    lostTurns.increment();
  }

  /// How many messages were passed over; one may count again when its queue is read again.
  public long messagesPassedOver() {
    return passedOver.sum();
  }

  /// How many replicas were opened anew.
  public long recoveries() {
    return recovered.sum();
  }

  /// How many turns were lost.
  public long turnsLost() {
    return lostTurns.sum();
  }
}
