package io.edgemq.jetstream;

/// A message to be stored in a stream.
public record Outgoing(String subject, MessageHeaders headers, byte[] body) {
  /// What an append adds to the headers at most: an id, and its place in a batch.
  static final int ALLOWANCE = 1024;

  /// How large the body may be, with these headers, where servers take messages of `maxPayload`.
  public long bodyLimit(long maxPayload) {
    return Math.max(0, maxPayload - headers.size() - ALLOWANCE);
  }

  /// Whether the body is larger than that.
  public boolean isTooLarge(long maxPayload) {
    return body.length > bodyLimit(maxPayload);
  }
}
