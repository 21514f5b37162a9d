package io.edgemq.nats;

import io.nats.client.impl.Headers;

/// A message on its way into a stream.
record Outgoing(String subject, Headers headers, byte[] body) {}
