package io.edgemq.domain;

/// What a publisher hands over: a payload, its media type and its attributes.
///
/// @param contentType an HTTP media type, kept as it came, 1 to 255 characters
public record Content(String contentType, Attributes attributes, Payload payload) {
  /// The media type of a message that was sent without one.
  public static final String DEFAULT_TYPE = "application/octet-stream";

  /// How long a media type may be, in characters.
  public static final int MAX_TYPE_LENGTH = 255;

  public Content {
    if (!isLegalType(contentType)) {
      throw new IllegalArgumentException("not a media type");
    }
  }

  /// Whether `text` can be kept as a media type: printable ASCII, 1 to 255 characters.
  public static boolean isLegalType(String text) {
    return Letters.arePrintable(text, ' ', MAX_TYPE_LENGTH);
  }

  /// The bytes of payload and attributes.
  public int sizeInBytes() {
    return payload.size() + attributes.sizeInBytes();
  }

  /// This content with other attributes.
  public Content with(Attributes other) {
    return new Content(contentType, other, payload);
  }
}
