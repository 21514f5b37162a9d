package io.edgemq.application;

import io.edgemq.domain.Subscription;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Attempt;
import io.edgemq.ports.out.DeliveryStore.SaveResult;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.time.Duration;

/// What a delivery waits for.
sealed interface DeliveryEvent {
  /// An attempt was answered.
  record Answered(Attempt attempt, TopicMessage message, Answer answer, Duration took)
      implements DeliveryEvent {}

  /// The message of an attempt is not there any more.
  record Missing(Attempt attempt) implements DeliveryEvent {}

  /// The message of an attempt could not be read, or not be sent for another reason of ours.
  record Unsent(Attempt attempt) implements DeliveryEvent {}

  /// What was settled is saved, or somebody else has the lane.
  record SaveEnded(SaveResult result, int slots, Settled settled) implements DeliveryEvent {}

  /// What was settled could not be saved.
  record SaveFailed() implements DeliveryEvent {}

  /// The topic may have grown.
  record Grown() implements DeliveryEvent {}

  /// The subscription may have changed.
  record Changed(Subscription subscription) implements DeliveryEvent {}

  /// Somebody else is to deliver.
  record HandOver() implements DeliveryEvent {}

  /// The subscription is gone, or the lane is another's.
  record End() implements DeliveryEvent {}
}
