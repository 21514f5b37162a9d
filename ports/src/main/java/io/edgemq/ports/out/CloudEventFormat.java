package io.edgemq.ports.out;

import io.edgemq.domain.CloudEvent;

/// The JSON event format of CloudEvents 1.0.2. For any number of threads.
public interface CloudEventFormat {
  /// The media type of what [#encode] returns.
  String MEDIA_TYPE = "application/cloudevents+json; charset=utf-8";

  /// `event` as one JSON object in UTF-8. The same event makes the same bytes. Data that is JSON by
  /// its media type, and is well-formed, is the value of `data` as it was published; data that is
  /// text in UTF-8 is a string there; any other is in `data_base64`, and data without a byte is
  /// left out.
  byte[] encode(CloudEvent event);
}
