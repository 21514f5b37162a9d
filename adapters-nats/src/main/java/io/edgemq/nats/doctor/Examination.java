package io.edgemq.nats.doctor;

import io.edgemq.domain.Limits;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamDescription;
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
    var picture = Picture.of(cluster, names);
    var findings = new ArrayList<Finding>();
    findings.addAll(buckets(picture));
    findings.addAll(orOk(missing(picture), "streams", picture.resources().size() + " have theirs"));
    findings.addAll(orOk(strays(picture), "rows", picture.streams().size() + " streams have one"));
    findings.addAll(orOk(replicas(picture), "replicas", "as wanted, and up to date"));
    findings.addAll(servers.findings(picture));
    return List.copyOf(findings);
  }

  private static List<Finding> orOk(List<Finding> problems, String subject, String detail) {
    return problems.isEmpty() ? List.of(new Ok(subject, detail)) : problems;
  }

  private List<Finding> buckets(Picture picture) {
    if (picture.buckets().isEmpty() && picture.streams().isEmpty()) {
      return List.of(new Ok("buckets", "nothing of EdgeMQ is here yet"));
    }
    var problems = new ArrayList<Finding>();
    for (var name : names.all()) {
      if (!picture.buckets().containsKey(name)) {
        problems.add(new Problem("KV_" + name, "the bucket is missing", lost(name)));
      }
    }
    boolean hidden =
        picture.buckets().containsKey(names.catalog())
            && picture.resources().isEmpty()
            && !picture.streams().isEmpty();
    if (hidden) {
      problems.add(
          new Problem(
              "KV_" + names.catalog(),
              "the catalog is empty, beside " + picture.streams().size() + " streams",
              lost(names.catalog())));
    }
    return orOk(problems, "buckets", "all three are there");
  }

  private String lost(String bucket) {
    var after = bucket.equals(names.keys()) ? "; then issue keys with `edgemq key issue`" : "";
    return "restore it from a backup, or " + REPAIR + after;
  }

  private static List<Finding> missing(Picture picture) {
    var problems = new ArrayList<Finding>();
    for (var resource : picture.resources()) {
      for (var stream : resource.streams()) {
        if (resource.isReady() && picture.stream(stream) == null) {
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

  private static List<Finding> strays(Picture picture) {
    var owned = new HashSet<String>();
    picture.resources().forEach(resource -> owned.addAll(resource.streams()));
    var problems = new ArrayList<Finding>();
    for (var stream : picture.streams().values()) {
      if (!owned.contains(stream.name())) {
        problems.add(stray(picture, stream));
      }
    }
    return problems;
  }

  private static Finding stray(Picture picture, StreamDescription stream) {
    boolean replaced =
        picture.resources().stream()
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
    return !stream.startsWith("T_") && family(stream).equals(family(other));
  }

  private static String family(String stream) {
    return stream.substring(0, stream.lastIndexOf("__") + 2);
  }

  private List<Finding> replicas(Picture picture) {
    var problems = new ArrayList<Finding>();
    int few = 0;
    for (var resource : picture.resources()) {
      int actual = actual(picture, resource);
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
    picture.streams().values().forEach(stream -> behind(stream, problems));
    picture.buckets().values().forEach(stream -> behind(stream, problems));
    picture.buckets().forEach((name, stream) -> narrow(stream, problems));
    if (problems.isEmpty() && few > 0) {
      problems.add(
          new Ok("replicas", "%d have fewer than wanted: the cluster is small".formatted(few)));
    }
    return problems;
  }

  private static int actual(Picture picture, KnownResource resource) {
    return resource.streams().stream()
        .map(picture::stream)
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
