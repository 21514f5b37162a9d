package io.edgemq.nats.doctor;

import io.edgemq.domain.Limits;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamDescription;
import io.edgemq.nats.audit.AuditStream;
import io.edgemq.nats.catalog.KnownResource;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.Finding.Ok;
import io.edgemq.ports.out.Finding.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Compares the catalog with the streams of the cluster. Changes nothing.
public final class Examination {
  static final String REPAIR = "run `edgemq doctor --repair`";

  private final Cluster cluster;
  private final Buckets names;
  private final ServerChecks servers;

  public Examination(Cluster cluster, Buckets names, Limits limits, InstantSource clock) {
    this.cluster = cluster;
    this.names = names;
    this.servers = new ServerChecks(cluster, limits, clock);
  }

  /// All findings: what is well in a line for each kind, and what is not in a line each.
  public List<Finding> findings() {
    var inventory = Inventory.of(cluster, names);
    var findings = new ArrayList<Finding>();
    findings.addAll(buckets(inventory));
    findings.addAll(
        orOk(missing(inventory), "streams", inventory.resources().size() + " have theirs"));
    findings.addAll(
        orOk(strays(inventory), "rows", inventory.streams().size() + " streams have one"));
    findings.addAll(orOk(replicas(inventory), "replicas", "as wanted, and up to date"));
    findings.addAll(servers.findings(inventory));
    return List.copyOf(findings);
  }

  private static List<Finding> orOk(List<Finding> problems, String subject, String detail) {
    return problems.isEmpty() ? List.of(new Ok(subject, detail)) : problems;
  }

  private List<Finding> buckets(Inventory inventory) {
    if (inventory.buckets().isEmpty() && inventory.streams().isEmpty()) {
      return List.of(new Ok("buckets", "nothing of EdgeMQ is here yet"));
    }
    var problems = new ArrayList<Finding>();
    for (var name : names.required()) {
      if (!inventory.hasBucket(name)) {
        problems.add(missing(name));
      }
    }
    if (inventory.lacksTenants(names)) {
      problems.add(missing(names.tenants()));
    }
    if (inventory.lacksAudit(names)) {
      problems.add(
          new Problem(
              AuditStream.NAME,
              "the audit log is missing: what has to be written down is refused",
              "restore it from a backup, or " + REPAIR + ", which begins an empty one"));
    }
    boolean hidden =
        inventory.hasBucket(names.catalog())
            && inventory.resources().isEmpty()
            && !inventory.streams().isEmpty();
    if (hidden) {
      problems.add(
          new Problem(
              "KV_" + names.catalog(),
              "the catalog is empty, beside " + inventory.streams().size() + " streams",
              lost(names.catalog())));
    }
    return orOk(problems, "buckets", "all of them are there");
  }

  private Problem missing(String bucket) {
    return new Problem("KV_" + bucket, "the bucket is missing", lost(bucket));
  }

  private String lost(String bucket) {
    var after =
        bucket.equals(names.admin().keys()) ? "; then issue keys with `edgemq key issue`" : "";
    return "restore it from a backup, or " + REPAIR + after;
  }

  private static List<Finding> missing(Inventory inventory) {
    var problems = new ArrayList<Finding>();
    for (var resource : inventory.resources()) {
      for (var stream : resource.streams()) {
        if (resource.isReady() && inventory.stream(stream) == null) {
          problems.add(
              new Problem(
                  stream,
                  "the stream of the " + resource.name() + " is gone, with what was in it",
                  "create it again, or " + REPAIR + "; or restore the stream from a backup"));
        }
      }
    }
    return problems;
  }

  private static List<Finding> strays(Inventory inventory) {
    var owned = new HashSet<String>();
    inventory.resources().forEach(resource -> owned.addAll(resource.streams()));
    var problems = new ArrayList<Finding>();
    for (var stream : inventory.streams().values()) {
      if (!owned.contains(stream.name())) {
        problems.add(stray(inventory, stream));
      }
    }
    return problems;
  }

  private static Finding stray(Inventory inventory, StreamDescription stream) {
    boolean replaced =
        inventory.resources().stream()
            .flatMap(resource -> resource.streams().stream())
            .anyMatch(other -> isSuccessor(stream.name(), other));
    return replaced
        ? new Problem(
            stream.name(),
            "left over of an earlier queue of that name",
            "look into it, then remove it: nats stream rm " + stream.name())
        : new Problem(stream.name(), "the catalog has no row for the stream", REPAIR);
  }

  /// Whether the two are streams of the same kind and queue, which differ in the incarnation.
  private static boolean isSuccessor(String stream, String other) {
    return !stream.startsWith("T_")
        && !stream.startsWith("KV_")
        && family(stream).equals(family(other));
  }

  private static String family(String stream) {
    return stream.substring(0, stream.lastIndexOf("__") + 2);
  }

  private List<Finding> replicas(Inventory inventory) {
    var problems = new ArrayList<Finding>();
    int few = 0;
    for (var resource : inventory.resources()) {
      int actual = actual(inventory, resource);
      int wanted = resource.wanted().replicas();
      if (actual > 0 && actual < wanted && cluster.servers() >= wanted) {
        problems.add(
            new Problem(
                resource.name(),
                "%d replicas are wanted, and %d made".formatted(wanted, actual),
                REPAIR + ", or PATCH its replicas"));
      } else if (actual > 0 && actual < wanted) {
        few++;
      }
    }
    inventory.streams().values().forEach(stream -> behind(stream, problems));
    inventory.buckets().values().forEach(stream -> behind(stream, problems));
    inventory.buckets().forEach((name, stream) -> narrow(stream, problems));
    if (problems.isEmpty() && few > 0) {
      problems.add(
          new Ok("replicas", "%d have fewer than wanted: the cluster is small".formatted(few)));
    }
    return problems;
  }

  private static int actual(Inventory inventory, KnownResource resource) {
    return resource.streams().stream()
        .map(inventory::stream)
        .mapToInt(stream -> stream == null ? 0 : stream.status().replicas())
        .min()
        .orElse(0);
  }

  private static void behind(StreamDescription stream, List<Finding> problems) {
    if (!stream.absent().isEmpty()) {
      problems.add(
          new Problem(
              stream.name(),
              "replicas are offline or behind: " + String.join(", ", stream.absent()),
              "look at these servers; /jsz shows how far they are"));
    }
  }

  private void narrow(StreamDescription bucket, List<Finding> problems) {
    if (bucket.status().replicas() == 1 && cluster.servers() >= 3) {
      problems.add(new Problem(bucket.name(), "it has one replica, in a cluster", REPAIR));
    }
  }
}
