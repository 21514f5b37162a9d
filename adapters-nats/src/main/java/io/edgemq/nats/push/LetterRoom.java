package io.edgemq.nats.push;

import io.edgemq.domain.Subject;
import io.edgemq.jetstream.HeaderText;

/// How much larger a message is as a dead letter. A topic keeps that much free in each message, so
/// that every message can become one.
public final class LetterRoom {
  /// The headers' names, the times, what is known of the death (135 bytes at most) and how long the
  /// letter is kept: about 240 bytes.
  private static final long HEADERS = 512;

  private LetterRoom() {}

  /// The bytes that the dead letter of a message has beside that message, whatever its subject.
  public static long least() {
    return HEADERS;
  }

  /// The bytes that the dead letter of a message about `subject` has beside that message, at most.
  public static long of(Subject subject) {
    return HEADERS + HeaderText.encode(subject.value()).length();
  }
}
