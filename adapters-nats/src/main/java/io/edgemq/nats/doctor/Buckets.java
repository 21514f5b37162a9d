package io.edgemq.nats.doctor;

import java.util.List;

/// The names of the buckets that hold tables.
public record Buckets(String catalog, String keys, String jobs) {
  /// All of them.
  List<String> all() {
    return List.of(catalog, keys, jobs);
  }
}
