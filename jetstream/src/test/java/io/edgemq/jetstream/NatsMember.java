package io.edgemq.jetstream;

import io.edgemq.testkit.Ports;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One server of a [NatsCluster], and the wires that lead to it and from it.
public final class NatsMember implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private final String name;
  private final int port = Ports.free();
  private final int monitoring = Ports.free();
  private final int route = Ports.free();
  private final Wire clients = new Wire(port);
  private final List<Wire> wires = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>(Deployed.passwords());
  private @Nullable NatsServer server;

  /// A server located at `geo`; it is not started yet.
  NatsMember(String name, String geo) {
    this.name = name;
    wires.add(clients);
    environment.put("EDGEMQ_NATS_NAME", Deployed.quoted(name));
    environment.put("EDGEMQ_NATS_GEO", Deployed.quoted("geo:" + geo));
  }

  /// Tells it the way to the member of that number, which may be itself.
  void routeTo(int number, NatsMember peer) {
    int end = peer.route;
    if (peer != this) {
      var wire = new Wire(peer.route);
      wires.add(wire);
      peer.wires.add(wire);
      end = wire.port();
    }
    var url = "nats-route://" + Deployed.routeLogin() + "@127.0.0.1:" + end;
    environment.put("EDGEMQ_NATS_ROUTE_" + number, Deployed.quoted(url));
  }

  /// Starts it, and returns once it takes connections; the cluster may not be ready by then.
  void start() {
    // Members are told no address of another one that would lead around the wires.
    var arguments =
        List.of(
            "-c",
            Deployed.file("cluster.conf").toString(),
            "-m",
            Integer.toString(monitoring),
            "--cluster",
            "nats://" + Deployed.routeLogin() + "@127.0.0.1:" + route,
            "--cluster_advertise",
            "127.0.0.1:1",
            "--client_advertise",
            "127.0.0.1:" + clients.port());
    var directory = NatsServer.newDirectory();
    environment.put("EDGEMQ_NATS_STORE", Deployed.quoted(directory.resolve("js").toString()));
    server = NatsServer.start(new NatsServer.Setup(directory, port, arguments, environment));
  }

  private NatsServer server() {
    if (server == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return server;
  }

  /// Its name in the cluster.
  public String name() {
    return name;
  }

  /// Where clients reach it.
  public String url() {
    return "nats://127.0.0.1:" + clients.port();
  }

  /// What it writes about itself; gone once it is closed.
  public Path log() {
    return server().log();
  }

  /// SIGKILL, and returns once the process is gone.
  public void kill() {
    server().kill();
  }

  /// Starts it again over what it has on disk.
  public void restart() {
    server().restart();
  }

  /// SIGSTOP: it keeps its connections and answers nothing.
  public void stop() {
    server().stop();
  }

  /// SIGCONT: a stopped one goes on.
  public void proceed() {
    server().proceed();
  }

  /// Cuts it off: nothing comes to it or from it, and no end is told.
  public void cutOff() {
    wires.forEach(Wire::cut);
  }

  /// Connects it again.
  public void mend() {
    wires.forEach(Wire::mend);
  }

  /// Whether it reports that it serves clients and JetStream.
  public boolean isHealthy() {
    return ask("/healthz").isPresent();
  }

  /// How many servers the cluster has, when this one leads it and all others follow closely.
  public int followedBy() {
    return meta()
        .filter(meta -> name.equals(text(meta, "leader")))
        .map(meta -> meta.map.get("replicas"))
        .filter(replicas -> replicas.array != null)
        .map(replicas -> (int) replicas.array.stream().filter(NatsMember::isCurrent).count())
        .orElse(0);
  }

  /// Whether it knows who leads the cluster: only then does it pass on what clients ask.
  boolean knowsLeader() {
    return meta().map(meta -> text(meta, "leader")).filter(leader -> !leader.isEmpty()).isPresent();
  }

  private Optional<JsonValue> meta() {
    return ask("/jsz")
        .map(answer -> answer.map.get("meta_cluster"))
        .filter(meta -> meta.map != null);
  }

  private static boolean isCurrent(JsonValue replica) {
    var current = replica.map.get("current");
    return current != null
        && Boolean.TRUE.equals(current.bool)
        && !replica.map.containsKey("offline");
  }

  private static @Nullable String text(JsonValue object, String key) {
    var value = object.map.get(key);
    return value == null ? null : value.string;
  }

  private Optional<JsonValue> ask(String path) {
    var uri = URI.create("http://127.0.0.1:" + monitoring + path);
    try {
      var answer =
          HTTP.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(JsonParser.parse(answer.body()))
          : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    wires.forEach(Wire::close);
  }
}
