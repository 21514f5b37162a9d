package io.edgemq.domain.event;

import io.edgemq.domain.push.FailureClass;

/// Why something became of a subscription.
///
/// @param text one word
public record Reason(String text) {
  /// Somebody called the API.
  public static final Reason REQUESTED = new Reason("requested");

  /// The endpoint answered 410.
  public static final Reason GONE = new Reason("gone");

  /// The queue that messages are put into is not there.
  public static final Reason NO_SUCH_QUEUE = new Reason("no_such_queue");

  /// The queue that messages are put into is there again.
  public static final Reason QUEUE_FOUND = new Reason("queue_found");

  /// The endpoint took the message that was sent to see whether it works.
  public static final Reason DELIVERED = new Reason("delivered");

  /// Attempts failed in this way.
  public static Reason of(FailureClass failure) {
    return new Reason(failure.text());
  }
}
