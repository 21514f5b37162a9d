package io.edgemq.domain.kv;

import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;

/// A value: any bytes, also none, and their media type, kept as it came.
public record KvValue(String contentType, Payload payload) {
  public KvValue {
    if (!Content.isLegalType(contentType)) {
      throw new IllegalArgumentException("not a media type");
    }
  }
}
