package io.edgemq.application;

import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeliveryProgress;

/// Delivers one lane of a subscription, for as long as this process owns it. What it is told may
/// come from any thread, and so may questions.
interface LaneWorker extends Runnable {
  /// Tells it something.
  void tell(LaneEvent event);

  /// What is told of the topic's growth.
  TopicGrowth growth();

  /// The topic that it reads.
  TopicRef topic();

  /// Whether it delivers no more.
  boolean hasEnded();

  /// Whether, now that it has ended, others may certainly have the lane: it is released, or was
  /// another's or nobody's.
  boolean hasLetGo();

  /// How far it has come.
  DeliveryProgress progress();

  /// How many sequences it is behind the end of its topic, as far as it knows that.
  default long lag() {
    return Math.max(0, growth().last() + 1 - progress().floor());
  }
}
