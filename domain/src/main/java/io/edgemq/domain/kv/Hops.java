package io.edgemq.domain.kv;

/// How many change streams a write came through: who writes because of a change says one more than
/// the change did. So what feeds itself stops (SPEC 6).
public final class Hops {
  /// The most hops that a write to a bucket with a change stream may have come.
  public static final int MOST = 8;

  private Hops() {}
}
