package io.edgemq.ports.out;

/// Where identities and secrets come from.
public interface IdSource {
  /// 24 lower-case letters and digits that nobody can guess (120 bits or more).
  String next();
}
