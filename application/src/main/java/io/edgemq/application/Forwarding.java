package io.edgemq.application;

import io.edgemq.application.quota.Room;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.QueueStore.ForwardResult;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.QueueStore.TooLarge;
import io.edgemq.ports.out.SourceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Puts messages of a topic into a queue, each once, however often they are offered.
///
/// @param source tells these messages from what else is put there
record Forwarding(
    QueueTargets targets, TenantQuotas quotas, TopicRef topic, QueueRef queue, SourceId source) {
  /// What puts the messages of `subscription` into its queue, as it was told last; empty when it
  /// has none, or when nothing may be put there now.
  static Optional<Forwarding> last(
      DeliveryTools tools, SubscriptionRef ref, Subscription subscription) {
    return of(tools, ref, subscription, subscription.replays());
  }

  /// As [#last], since the instruction with that number.
  static Optional<Forwarding> of(
      DeliveryTools tools, SubscriptionRef ref, Subscription subscription, long instruction) {
    if (!(subscription.config().delivery() instanceof DeliveryType.ToQueue(var queue))) {
      return Optional.empty();
    }
    var source = new SourceId(subscription.id().value() + "-" + instruction);
    var access = tools.access();
    return switch (access.toRead(ref.tenant(), subscription)) {
      case Outcome.Refused<TopicRef> _ -> Optional.empty();
      case Outcome.Done<TopicRef>(var topic) ->
          switch (access.toForward(ref.tenant(), queue)) {
            case Outcome.Refused<QueueRef> _ -> Optional.empty();
            case Outcome.Done<QueueRef>(var target) ->
                Optional.of(
                    new Forwarding(
                        tools.stores().targets(), tools.quotas(), topic, target, source));
          };
    };
  }

  /// What came of [#put].
  sealed interface Result {}

  /// The first of the messages are in the queue, or the first one is too large for it.
  ///
  /// @param handled how many that is, at least one
  /// @param tooLarge the one that is; empty when they are in the queue
  record Put(int handled, Optional<DeadLetter> tooLarge) implements Result {}

  /// There is no such queue now.
  record Missing() implements Result {}

  /// The tenant's quota leaves no room for the first of them now.
  record NoRoom() implements Result {}

  /// Whether there is such a queue now.
  boolean isThere() {
    return targets.catalog().find(queue).isPresent();
  }

  /// Puts the first of `messages`, which are in order, into the queue: all before one that is too
  /// large. What is behind that one may be put there when its letter is kept, and not before:
  /// otherwise it would be in neither place after a crash.
  ///
  /// @param messages one at least
  /// @throws io.edgemq.domain.StoreException when the store cannot answer; some or all may be in
  /// the
  ///     queue, and the same call is safe to repeat
  Result put(List<TopicMessage> messages, Instant now) {
    var found = targets.catalog().find(queue);
    if (found.isEmpty()) {
      return new Missing();
    }
    int most = found.get().config().maxMessageBytes();
    int fitting = 0;
    while (fitting < messages.size() && messages.get(fitting).content().payload().size() <= most) {
      fitting++;
    }
    return fitting == 0
        ? new Put(1, Optional.of(letter(messages.getFirst(), now)))
        : forward(messages.subList(0, fitting), now);
  }

  /// As [#put], of messages that the queue takes; the store may not.
  private Result forward(List<TopicMessage> messages, Instant now) {
    var outgoing = messages.stream().map(each -> ForwardedMessage.of(topic, each)).toList();
    return switch (quotas.room(queue.tenant(), () -> bytes(outgoing))) {
      case Outcome.Refused<Room> _ when messages.size() == 1 -> new NoRoom();
      case Outcome.Refused<Room> _ -> forward(messages.subList(0, messages.size() / 2), now);
      case Outcome.Done<Room>(var room) -> forward(messages, stored(room, outgoing), now);
    };
  }

  private static long bytes(List<SourceMessage> messages) {
    return messages.stream().mapToLong(each -> each.message().content().sizeInBytes()).sum();
  }

  private ForwardResult stored(Room room, List<SourceMessage> outgoing) {
    try (room) {
      return targets.store().forward(queue, source, outgoing);
    }
  }

  private Result forward(List<TopicMessage> messages, ForwardResult result, Instant now) {
    return switch (result) {
      case Forwarded _ -> new Put(messages.size(), Optional.empty());
      case NoSuchQueue _ -> new Missing();
      case TooLarge _ when messages.size() == 1 ->
          new Put(1, Optional.of(letter(messages.getFirst(), now)));
      case TooLarge _ -> forward(messages.subList(0, messages.size() / 2), now);
    };
  }

  private static DeadLetter letter(TopicMessage message, Instant now) {
    return new DeadLetter(message, new Settlement.Reason.TooLarge(), OptionalInt.empty(), 1, now);
  }

  /// Forgets what was put there, because its source is gone. What is in the queue stays.
  void retire() {
    targets.store().retire(queue, source);
  }
}
