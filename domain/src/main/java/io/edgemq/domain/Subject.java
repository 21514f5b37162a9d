package io.edgemq.domain;

import java.util.Optional;

/// What a message on a topic is about: the topic's name, or that and further tokens, as in
/// `orders.eu.created` (SPEC 1). Holds no wildcard.
public record Subject(String value) {
  public Subject {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("subject " + complaint.get());
    }
  }

  /// What keeps `text` from being a subject, worded to follow "subject"; empty when nothing does.
  public static Optional<String> complaint(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('>') >= 0
        ? Optional.of("has a wildcard")
        : SubjectTokens.complaint(text);
  }

  /// The bytes of the text in UTF-8.
  public int sizeInBytes() {
    return Letters.utf8Length(value);
  }

  /// The topic's own subject, without a suffix.
  public static Subject of(TopicName topic) {
    return new Subject(topic.value());
  }

  /// The topic that the subject belongs to: its first token.
  public TopicName topic() {
    int dot = value.indexOf('.');
    return new TopicName(dot < 0 ? value : value.substring(0, dot));
  }
}
