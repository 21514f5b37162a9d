package io.edgemq.nats.doctor;

import io.edgemq.nats.audit.AuditStream;
import java.util.List;
import java.util.stream.Stream;

/// The names of the buckets.
///
/// @param admin those that must be there once anything is
/// @param others those whose content comes again by itself, or that a process makes when it starts
/// @param streams the names of streams that are no buckets and belong to no queue or topic, beside
///     the audit log
public record Buckets(Admin admin, List<String> others, List<String> streams) {
  public Buckets {
    others = List.copyOf(others);
    streams = List.copyOf(streams);
  }

  /// The buckets of which each has its own content.
  public record Admin(String catalog, String keys, String tenants, String jobs) {}

  /// The name of the catalog.
  String catalog() {
    return admin.catalog();
  }

  /// The name of the bucket of tenants.
  String tenants() {
    return admin.tenants();
  }

  /// Those that must be there once anything is: the others are newer.
  List<String> required() {
    return List.of(admin.catalog(), admin.keys(), admin.jobs());
  }

  /// The names of the streams of all of them, and of the other streams.
  public List<String> all() {
    var buckets = Stream.of(required(), List.of(tenants()), others).flatMap(List::stream);
    var own = Stream.concat(Stream.of(AuditStream.NAME), streams.stream());
    return Stream.concat(buckets.map(name -> "KV_" + name), own).toList();
  }
}
