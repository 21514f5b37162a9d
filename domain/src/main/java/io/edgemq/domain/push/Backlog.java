package io.edgemq.domain.push;

/// Where a delivery takes its messages from.
public enum Backlog {
  /// Dead letters that were asked to be tried again, numbered in the order in which they were.
  REDRIVE,
  /// The topic's log; the numbers are its sequences.
  TOPIC
}
