package io.edgemq.chaos;

import io.edgemq.chaos.Faults.Fault;
import io.edgemq.chaos.Faults.Victim;
import io.edgemq.jetstream.NatsMember;
import java.util.List;

/// The faults of servers and adapters.
final class Breakage {
  private Breakage() {}

  static Victim of(NatsMember server) {
    return new Victim(
        server.name(),
        List.of(
            new Fault("server killed", server::kill, server::restart),
            new Fault("server stopped", server::stop, server::proceed),
            new Fault("server cut off", server::cutOff, server::mend)));
  }

  static Victim of(Adapter adapter) {
    return new Victim(
        adapter.name(),
        List.of(
            new Fault("adapter killed", adapter::kill, adapter::start),
            new Fault("adapter stopped", adapter::stop, adapter::proceed),
            new Fault("adapter cut off", adapter::cutOff, adapter::mend)));
  }
}
