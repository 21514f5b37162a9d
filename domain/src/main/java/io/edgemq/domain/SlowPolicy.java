package io.edgemq.domain;

/// What happens to a stream whose reader takes less than comes, so that its mailbox is full.
public enum SlowPolicy {
  /// It reads the log at its own pace until it has caught up. Nothing is left out.
  CATCH_UP,
  /// It ends; its reader is told that it is too slow, and comes back with its cursor.
  DISCONNECT,
  /// Of what it could not take, it gets the newest message of each subject, in order, once it was
  /// told how many are left out.
  LATEST
}
