package io.edgemq.application;

/// What the owner of a lane is told, whatever the type of its delivery.
sealed interface LaneEvent {
  /// The topic may have grown.
  record Grown() implements LaneEvent {}

  /// The subscription may have changed.
  record Changed() implements LaneEvent {}

  /// Somebody else is to deliver.
  record HandOver() implements LaneEvent {}

  /// The subscription is gone.
  record End() implements LaneEvent {}
}
