package io.edgemq.http;

import io.edgemq.ports.in.StreamItem;

/// Why a stream or a socket ends, as readers are told: a word and a sentence, and the code with
/// which a WebSocket is closed (SPEC 5.2). Below 3500 the reader comes back with its cursor, from
/// there on it stops.
enum StreamEnd {
  /// The process shuts down.
  SHUTDOWN(3001, "shutdown", "The process is going down."),
  /// The reader takes less than comes, and wanted to be told.
  TOO_SLOW(3002, "too_slow", "The reader takes less than comes."),
  /// The store does not answer.
  UNAVAILABLE(3003, "unavailable", "The store does not answer."),
  /// There was no room in memory for too long.
  OVERLOADED(3004, "overloaded", "There is no room in memory for more."),
  /// What is read is gone.
  DELETED(3502, "deleted", "The subscription or its topic was removed."),
  /// The credential has expired.
  EXPIRED(4401, "expired", "The key has expired."),
  /// The key was revoked.
  REVOKED(4401, "key_revoked", "The key was revoked. Use another one."),
  /// The tenant is suspended.
  SUSPENDED(4403, "tenant_suspended", "The tenant is suspended.");

  private static final int STOP = 3500;

  private final int closeCode;
  private final String word;
  private final String sentence;

  StreamEnd(int closeCode, String word, String sentence) {
    this.closeCode = closeCode;
    this.word = word;
    this.sentence = sentence;
  }

  /// What is said of `reason`.
  static StreamEnd of(StreamItem.Reason reason) {
    return switch (reason) {
      case SHUTDOWN -> SHUTDOWN;
      case EXPIRED -> EXPIRED;
      case REVOKED -> REVOKED;
      case SUSPENDED -> SUSPENDED;
      case DELETED -> DELETED;
      case UNAVAILABLE -> UNAVAILABLE;
      case OVERLOADED -> OVERLOADED;
      case TOO_SLOW -> TOO_SLOW;
    };
  }

  /// The code of a WebSocket's close.
  int closeCode() {
    return closeCode;
  }

  /// The reason of a WebSocket's close: the word, and `retry_ms` behind a comma when its reader is
  /// to come back.
  String closeReason(StreamItem.Closed closed) {
    return closeCode < STOP ? word + "," + closed.retryAfter().toMillis() : word;
  }

  /// For programs; stable.
  String word() {
    return word;
  }

  /// For people.
  String sentence() {
    return sentence;
  }

  /// Whether a reader that comes back as it is is refused.
  boolean isOfKey() {
    return this == EXPIRED || this == REVOKED;
  }
}
