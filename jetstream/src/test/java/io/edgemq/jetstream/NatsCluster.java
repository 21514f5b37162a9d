package io.edgemq.jetstream;

import io.edgemq.jetstream.Deployed.User;
import java.util.ArrayList;
import java.util.List;

/// Three real nats-servers in one JetStream cluster, on loopback, configured as operators are told
/// to (`deploy/nats/cluster.conf`). Clients and servers reach each server through wires, so that it
/// can be cut off from all of them.
public final class NatsCluster implements AutoCloseable {
  /// As many as the configuration names.
  private static final int ROUTES = 3;

  private final List<NatsMember> members = new ArrayList<>();

  private NatsCluster(List<String> geos) {
    for (int i = 0; i < geos.size(); i++) {
      members.add(new NatsMember("nats-" + (i + 1), geos.get(i)));
    }
    for (var member : members) {
      for (int i = 0; i < ROUTES; i++) {
        member.routeTo(i + 1, members.get(i % members.size()));
      }
    }
  }

  /// Starts a cluster whose servers all stand in Europe, and returns once it is ready.
  public static NatsCluster start() {
    return start(List.of("eu", "eu", "eu"));
  }

  /// Starts a cluster, one server for each place and three at most, and returns once it is ready.
  public static NatsCluster start(List<String> geos) {
    var cluster = new NatsCluster(geos);
    try {
      cluster.members.forEach(NatsMember::start);
      cluster.awaitReady();
      return cluster;
    } catch (IllegalStateException failed) {
      cluster.close();
      throw failed;
    }
  }

  /// Returns once the cluster has a leader that all other servers know and follow, and all of them
  /// serve.
  public void awaitReady() {
    Await.untilTold(
        () ->
            members.stream().anyMatch(member -> member.followedBy() == members.size() - 1)
                && members.stream().allMatch(NatsMember::knowsLeader)
                && members.stream().allMatch(NatsMember::isHealthy));
  }

  /// How EdgeMQ's control plane reaches it: knowing all servers.
  public NatsConfig config() {
    return config(User.CONTROL);
  }

  /// How `user` reaches it: knowing all servers.
  NatsConfig config(User user) {
    return NatsConfig.of(members.stream().map(NatsMember::url).toArray(String[]::new))
        .as(user.login());
  }

  /// With what `user` of the deployed configuration logs in.
  public static String password(String user) {
    return Deployed.password(user);
  }

  /// The servers, always in the same order.
  public List<NatsMember> members() {
    return List.copyOf(members);
  }

  /// The server that the cluster calls `name`.
  public NatsMember member(String name) {
    return members.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    members.forEach(NatsMember::close);
  }
}
