package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.ports.in.Refusal;

/// A call that stays open for a while: a stream, or a wait for messages.
interface OpenCall {
  /// Who calls.
  Principal principal();

  /// Ends the call, because nothing more is done for its caller. Called from any thread, once or
  /// more.
  void end(Refusal why);
}
