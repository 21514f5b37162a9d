package io.edgemq.domain.push;

/// What is to be saved of a lane.
///
/// @param slots how many slots are free once it is; give it to [DeliveryLane#saved]
public record LaneSnapshot(DeliveryProgress progress, int slots) {}
