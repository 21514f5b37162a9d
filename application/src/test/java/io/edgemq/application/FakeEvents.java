package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.CloudEvent;
import io.edgemq.ports.out.CloudEventFormat;

/// Writes events as lines of text. What JSON looks like is the adapter's matter.
final class FakeEvents implements CloudEventFormat {
  @Override
  public byte[] encode(CloudEvent event) {
    var data = new String(event.data().bytes(), UTF_8);
    return String.join(
            "\n",
            event.id(),
            event.source(),
            event.type(),
            event.subject(),
            event.time().toString(),
            event.contentType(),
            data)
        .getBytes(UTF_8);
  }
}
