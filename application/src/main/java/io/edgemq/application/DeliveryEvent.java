package io.edgemq.application;

import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Attempt;
import io.edgemq.ports.out.DeliveryStore.SaveResult;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.time.Duration;
import java.time.Instant;

/// What a push waits for.
sealed interface DeliveryEvent {
  /// An attempt was answered.
  ///
  /// @param at when it began
  record Answered(Attempt attempt, TopicMessage message, Answer answer, Instant at, Duration took)
      implements DeliveryEvent {}

  /// The message of an attempt is not there any more.
  record Missing(Attempt attempt) implements DeliveryEvent {}

  /// The message of an attempt could not be read, or not be sent for another reason of ours.
  record Unsent(Attempt attempt) implements DeliveryEvent {}

  /// What was settled is saved, or somebody else has the lane.
  record SaveEnded(SaveResult result, int slots, Settled settled) implements DeliveryEvent {}

  /// What was settled could not be saved.
  record SaveFailed() implements DeliveryEvent {}

  /// Something that every owner of a lane is told.
  record Told(LaneEvent event) implements DeliveryEvent {}
}
