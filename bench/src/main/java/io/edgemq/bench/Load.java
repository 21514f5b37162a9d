package io.edgemq.bench;

/// What a generator sends again and again.
sealed interface Load permits Post, Keys {
  /// The path, or what all paths begin with.
  String path();

  /// The key; every server gets one, so that all get the same headers.
  String token();
}
