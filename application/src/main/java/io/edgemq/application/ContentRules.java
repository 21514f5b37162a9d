package io.edgemq.application;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Limits;
import io.edgemq.ports.in.Refusal;
import java.util.Optional;

/// What a caller's message may hold (SPEC 2).
final class ContentRules {
  private final Limits limits;

  ContentRules(Limits limits) {
    this.limits = limits;
  }

  /// What is wrong with `content`; empty when nothing is. The payload has at most `maxBytes`, and
  /// at most what the process allows.
  Optional<Refusal> check(Content content, int maxBytes) {
    int most = Math.min(maxBytes, limits.messageBytes());
    int size = content.payload().size();
    if (size > most) {
      return Optional.of(new Refusal.MessageTooLarge(size, most));
    }
    return check(content.attributes());
  }

  private Optional<Refusal> check(Attributes attributes) {
    int size = attributes.sizeInBytes();
    if (size > limits.attributeBytes()) {
      return Optional.of(new Refusal.AttributesTooLarge(size, limits.attributeBytes()));
    }
    return attributes.reservedName().map(name -> new Refusal.ReservedAttribute(name));
  }
}
