package io.edgemq.bench;

/// A request that is sent again and again: a POST of 256 bytes. Both sides of a comparison get the
/// same headers.
record Post(String path, String token) implements Load {
  static final int BYTES = 256;
  static final int CONNECTIONS = 64;
}
