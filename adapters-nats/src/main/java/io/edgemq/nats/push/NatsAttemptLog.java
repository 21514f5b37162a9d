package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.RecentMessages;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.store.AttemptFormat;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [AttemptLog] on JetStream: one stream for all, a subject for each subscription, a message for
/// each attempt. The server drops what is too much or too old. What was on its way when its
/// subscription was removed may stay until it is too old, and nobody can ask for it.
public final class NatsAttemptLog implements AttemptLog {
  /// The stream.
  public static final String STREAM = "mq-attempts-v1";

  private static final String PREFIX = "mq.attempts.";
  private static final System.Logger LOG = System.getLogger(NatsAttemptLog.class.getName());

  private final RecentMessages messages;
  private final SubscriptionStore subscriptions;

  public NatsAttemptLog(Cluster cluster, SubscriptionStore subscriptions) {
    var bounds = new RecentMessages.Bounds(MOST, KEPT);
    this.messages = new RecentMessages(cluster, STREAM, PREFIX + ">", bounds);
    this.subscriptions = subscriptions;
  }

  /// Ids of tenants and subscriptions have no character that a subject may not have, and no dot.
  private static String subject(SubscriptionRef subscription) {
    return PREFIX + subscription.tenant().value() + "." + subscription.id().value();
  }

  @Override
  public void append(Map<SubscriptionRef, List<AttemptRecord>> attempts) {
    var outgoing = new ArrayList<Outgoing>();
    attempts.forEach(
        (subscription, some) -> {
          if (subscriptions.find(subscription.tenant(), subscription.id()).isPresent()) {
            var subject = subject(subscription);
            some.stream()
                .skip(Math.max(0, some.size() - MOST))
                .map(each -> outgoing(subject, each))
                .forEach(outgoing::add);
          }
        });
    messages.append(outgoing);
  }

  private static Outgoing outgoing(String subject, AttemptRecord attempt) {
    return new Outgoing(subject, new MessageHeaders(), AttemptFormat.write(attempt));
  }

  @Override
  public List<Logged> list(SubscriptionRef subscription, long before, int limit) {
    return messages.read(subject(subscription)).reversed().stream()
        .filter(entry -> entry.sequence() < before)
        .flatMap(entry -> logged(entry).stream())
        .limit(limit)
        .toList();
  }

  private static Optional<Logged> logged(Entry entry) {
    try {
      return Optional.of(new Logged(entry.sequence(), AttemptFormat.read(entry.body())));
    } catch (IllegalArgumentException | DateTimeException unlikeOurs) {
      LOG.log(
          System.Logger.Level.DEBUG, "not an attempt; sequence=" + entry.sequence(), unlikeOurs);
      return Optional.empty();
    }
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    messages.purge(subject(subscription));
  }
}
