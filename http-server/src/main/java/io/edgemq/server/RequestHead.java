package io.edgemq.server;

import io.helidon.http.Headers;

/// What is known of a request before anybody looks at who makes it.
///
/// @param path as it came: undecoded, without query; empty when the request could not be read
public record RequestHead(String path, Headers headers) {}
