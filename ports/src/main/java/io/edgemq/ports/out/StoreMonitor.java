package io.edgemq.ports.out;

import io.edgemq.domain.Impairment;
import java.util.List;

/// How a store is doing.
public interface StoreMonitor {
  /// Whether the store can serve now. Takes a second at most and never throws.
  Health health();

  /// The store's own figures, each name always with the same unit and kind.
  List<Reading> readings();

  /// Whether a store can serve.
  sealed interface Health {
    /// It can.
    ///
    /// @param impairments what it cannot do all the same; at most [#MAX_IMPAIRMENTS]
    record Up(List<Impairment> impairments) implements Health {
      public static final int MAX_IMPAIRMENTS = 20;

      public Up {
        impairments = impairments.stream().limit(MAX_IMPAIRMENTS).toList();
      }

      /// Nothing is impaired.
      public Up() {
        this(List.of());
      }
    }

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
