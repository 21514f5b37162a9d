package io.edgemq.jetstream;

/// A message to be stored in a stream.
public record Outgoing(String subject, MessageHeaders headers, byte[] body) {}
