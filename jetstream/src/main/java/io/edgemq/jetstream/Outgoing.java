package io.edgemq.jetstream;

/// A message on its way into a stream.
public record Outgoing(String subject, MessageHeaders headers, byte[] body) {}
