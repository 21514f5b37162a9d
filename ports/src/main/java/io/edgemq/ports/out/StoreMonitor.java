package io.edgemq.ports.out;

import java.util.List;

/// How a store is doing.
public interface StoreMonitor {
  /// Whether the store can serve reads and writes now. Takes a second at most and never throws.
  Health health();

  /// The store's own figures, each name always with the same unit and kind.
  List<Reading> readings();

  /// Whether a store can serve.
  sealed interface Health {
    /// It can.
    record Up() implements Health {}

    /// It cannot.
    ///
    /// @param reason for operators; holds no secret
    record Down(String reason) implements Health {}
  }

  /// A figure.
  ///
  /// @param name as Prometheus wants it, without prefix: `commits_total`, `wal_bytes`
  record Reading(String name, String help, Kind kind, double value) {
    /// What may be done with a figure.
    public enum Kind {
      /// Only grows, until the process restarts.
      COUNTER,
      /// Goes up and down.
      GAUGE
    }
  }
}
