package io.edgemq.domain;

import java.time.Instant;

/// A message as an event of CloudEvents 1.0: what happened, and what it is told by.
///
/// @param id with `source`, what tells the event from every other one
/// @param source where it happened: a URI reference
/// @param type what kind of event it is
/// @param subject what it is about
/// @param time when it happened, to the millisecond
/// @param contentType the media type of `data`
/// @param data what the publisher said
public record CloudEvent(
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    String contentType,
    Payload data) {
  /// The version of the specification, as events tell it.
  public static final String SPEC_VERSION = "1.0";
}
