package io.edgemq.application;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Limits;
import io.edgemq.ports.in.Refusal;
import java.util.Optional;

/// What a caller's message may hold (SPEC 2).
final class ContentRules {
  private ContentRules() {}

  /// What is wrong with `content`; empty when nothing is. The payload has at most `maxBytes`, and
  /// at most what `limits` allow.
  static Optional<Refusal> check(Content content, int maxBytes, Limits limits) {
    int most = Math.min(maxBytes, limits.messageBytes());
    int size = content.payload().size();
    if (size > most) {
      return Optional.of(new Refusal.MessageTooLarge(size, most));
    }
    return check(content.attributes(), limits.attributeBytes());
  }

  private static Optional<Refusal> check(Attributes attributes, int most) {
    int size = attributes.sizeInBytes();
    if (size > most) {
      return Optional.of(new Refusal.AttributesTooLarge(size, most));
    }
    return attributes.reservedName().map(name -> new Refusal.ReservedAttribute(name));
  }
}
