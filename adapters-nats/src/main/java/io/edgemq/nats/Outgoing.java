package io.edgemq.nats;

/// A message on its way into a stream.
record Outgoing(String subject, MessageHeaders headers, byte[] body) {}
