package io.edgemq.domain;

import java.time.Instant;

/// A message in a topic's log.
///
/// @param sequence its place in the topic, from 1, never reused
/// @param timestamp when it was stored, to the millisecond; never before its predecessor's
public record TopicMessage(Subject subject, long sequence, Instant timestamp, Content content) {}
