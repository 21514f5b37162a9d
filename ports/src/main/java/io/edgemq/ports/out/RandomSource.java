package io.edgemq.ports.out;

/// Where secrets come from that are more than a name.
public interface RandomSource {
  /// `count` bytes that nobody can guess.
  byte[] bytes(int count);
}
