package io.edgemq.nats;

import io.nats.client.impl.Headers;

/// A message of a stream.
///
/// @param sequence its place in the stream
/// @param body empty when only headers were asked for
record Entry(long sequence, String subject, Headers headers, byte[] body) {}
