package io.edgemq.application;

import io.edgemq.domain.ingest.IngestAuth;

/// What follows an ingest in a path: the secret, if the rule wants one, and what is behind it.
///
/// @param secret empty when the rule wants none
/// @param rest without its first slash; empty when there is none
record IngestPath(String secret, String rest) {
  /// The parts of `path`.
  static IngestPath of(IngestAuth rule, String path) {
    if (!(rule instanceof IngestAuth.SecretPath)) {
      return new IngestPath("", path);
    }
    int slash = path.indexOf('/');
    return slash < 0
        ? new IngestPath(path, "")
        : new IngestPath(path.substring(0, slash), path.substring(slash + 1));
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "IngestPath";
  }
}
