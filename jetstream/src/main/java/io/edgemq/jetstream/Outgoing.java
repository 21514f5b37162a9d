package io.edgemq.jetstream;

/// A message to be stored in a stream.
public record Outgoing(String subject, MessageHeaders headers, byte[] body) {
  /// What an append adds to the headers at most: an id, and its place in a batch.
  static final int ALLOWANCE = 1024;

  /// What a batch adds to the headers of a message, at most: its id of 22 characters, the message's
  /// place, the end's mark and a condition, about 160 bytes with their names.
  private static final int IN_A_BATCH = 256;

  /// A message without a body that no age drops. Only streams that keep such messages take it
  /// ([StreamAdmin#keepForever]).
  public static Outgoing forever(String subject, MessageHeaders headers) {
    return new Outgoing(subject, headers.copy().put(LatestMessages.TTL, "never"), new byte[0]);
  }

  /// How large the body may be, with these headers, where servers take messages of `maxPayload`.
  public long bodyLimit(long maxPayload) {
    return Math.max(0, maxPayload - headers.size() - ALLOWANCE);
  }

  /// Whether the body is larger than that.
  public boolean isTooLarge(long maxPayload) {
    return body.length > bodyLimit(maxPayload);
  }

  /// Whether servers that take messages of `maxPayload` take this one as part of a batch;
  /// [#isTooLarge] is stricter.
  public boolean fitsInBatch(long maxPayload) {
    return headers.size() + IN_A_BATCH + (long) body.length <= maxPayload;
  }
}
