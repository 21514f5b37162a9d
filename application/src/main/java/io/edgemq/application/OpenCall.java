package io.edgemq.application;

import io.edgemq.domain.KeyRef;

/// A call that stays open for a while: a stream, or a wait for messages.
interface OpenCall {
  /// The key of the caller.
  KeyRef key();

  /// Ends the call, because its key was revoked. Called from any thread, once or more.
  void keyRevoked();
}
