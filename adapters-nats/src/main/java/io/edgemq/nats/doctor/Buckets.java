package io.edgemq.nats.doctor;

import java.util.List;
import java.util.stream.Stream;

/// The names of the buckets.
///
/// @param others those whose content comes again by itself, or that a process makes when it starts
public record Buckets(String catalog, String keys, String jobs, List<String> others) {
  public Buckets {
    others = List.copyOf(others);
  }

  /// Those that must be there once anything is: the others are newer.
  List<String> required() {
    return List.of(catalog, keys, jobs);
  }

  /// All of them.
  List<String> all() {
    return Stream.concat(required().stream(), others.stream()).toList();
  }
}
