package io.edgemq.domain.lease;

import io.edgemq.domain.QueueConfig;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// When time alone next changes what can be done with a queue's messages.
record NextChange(DeliveryOrder order, RetentionIndex retention) {
  private static final long LOOK_MILLIS = 1_000;

  /// In how many milliseconds something may become receivable, or a move be left to whoever finds
  /// it. Nobody may find that one for long, so it is in a second at least.
  OptionalLong millis(Moment now, QueueConfig config) {
    var visible = order.nextEnd().stream().map(at -> at - now.elapsed());
    // only the first of a group that is past its retention lets another one through
    var oldest = order.hasGroups() ? retention.oldest().stream() : LongStream.empty();
    var expiry = oldest.map(at -> at + config.retention().toMillis() - now.wall());
    var moved = order.nextMoveEnd().stream().map(at -> Math.max(at - now.elapsed(), LOOK_MILLIS));
    return LongStream.concat(LongStream.concat(visible, expiry), moved)
        .map(left -> Math.max(1, left))
        .min();
  }
}
