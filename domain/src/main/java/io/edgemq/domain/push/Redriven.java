package io.edgemq.domain.push;

/// A dead letter that is tried again.
///
/// @param number its place among all that were, from 1
public record Redriven(long number, DeadLetter letter) {}
