package io.edgemq.application;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.Attempt;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Settlement;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;

/// Does what an answer to an attempt means: to the lane, to what is saved and to the metrics. For
/// the thread of the delivery.
final class DeliverySettling {
  private static final Logger LOG = System.getLogger(DeliverySettling.class.getName());

  private final DeliveryTools tools;
  private final SubscriptionRef ref;
  private final DeliveryLane lane;
  private final DeliverySaves saves;

  DeliverySettling(
      DeliveryTools tools, SubscriptionRef ref, DeliveryLane lane, DeliverySaves saves) {
    this.tools = tools;
    this.ref = ref;
    this.lane = lane;
    this.saves = saves;
  }

  /// Takes an answer.
  Settlement settle(DeliveryEvent.Answered answered, Instant now) {
    var attempt = answered.attempt();
    var settlement = lane.settle(attempt, answered.answer(), now, tools.random().nextDouble());
    saves.need();
    tools.traffic().attempted(ref.tenant(), answered.answer(), settlement, answered.took());
    tools.attempts().note(ref, noted(answered));
    switch (settlement) {
      case Settlement.Retried _, Settlement.Ignored _ -> {}
      case Settlement.Delivered _ -> settled(attempt.key());
      case Settlement.Dead dead -> bury(answered, dead, now);
      case Settlement.Disabled(var dead) -> bury(answered, dead, now);
    }
    return settlement;
  }

  private static AttemptRecord noted(DeliveryEvent.Answered answered) {
    var begin =
        new AttemptRecord.Begin(
            answered.at(),
            answered.message().sequence(),
            answered.attempt().attempt(),
            answered.took());
    return AttemptRecord.of(begin, answered.answer());
  }

  private void settled(MessageKey key) {
    switch (key.backlog()) {
      case REDRIVE -> saves.addRedriven(key.number());
      case TOPIC -> saves.need();
    }
  }

  private void bury(DeliveryEvent.Answered answered, Settlement.Dead dead, Instant now) {
    saves.add(
        new DeadLetter(answered.message(), dead.reason(), dead.status(), dead.attempts(), now));
    settled(answered.attempt().key());
  }

  /// The message of an attempt is not there any more.
  void missing(Attempt attempt) {
    lane.missing(attempt);
    expired(1);
    settled(attempt.key());
  }

  /// The topic dropped messages before they were delivered.
  void expired(long messages) {
    if (messages > 0) {
      LOG.log(
          Level.WARNING,
          "a topic dropped messages before they were delivered subscription={0} messages={1}",
          ref.id().value(),
          messages);
      tools.traffic().expired(ref.tenant(), messages);
      saves.need();
    }
  }
}
