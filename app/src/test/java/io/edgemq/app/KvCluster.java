package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A server with the accounts and users of `deploy/nats/accounts.conf`, one adapter, and control
/// processes, one of them at first. A tenant has a key.
final class KvCluster implements AutoCloseable {
  private static final String ADMIN = "maria-has-this-token-for-tests";

  private final Path directory;
  private final NatsBroker nats;
  private final ServerProcess control;
  private final ServerProcess adapter;
  private final Operators operators;
  private final String tenant;
  private final ApiClient client;

  /// @param directory empty; all files are there
  KvCluster(Path directory) throws Exception {
    this.directory = directory;
    this.nats = NatsBroker.withAccounts(directory.resolve("nats"));
    Files.writeString(directory.resolve("receipts"), "0123456789abcdef".repeat(4));
    Files.writeString(directory.resolve("admins"), "maria:" + ADMIN + "\n");
    this.control = control("control");
    this.adapter = start("adapter", "adapter");
    this.operators = new Operators(control, ADMIN);
    this.tenant = operators.tenant("Acme");
    this.client = new ApiClient(adapter.uri("/"), operators.key(tenant, "{}").path("key").asText());
    await().atMost(Duration.ofSeconds(20)).until(() -> client.get("/v1/me").status() == 200);
  }

  /// Starts one more control process. Returns when it is ready.
  ServerProcess control(String name) throws IOException {
    return start(name, "control");
  }

  private ServerProcess start(String name, String role) throws IOException {
    var password = directory.resolve(role + ".password");
    Files.writeString(password, NatsBroker.password(role));
    return new ServerProcess(
        directory.resolve(name),
        "--role=" + role,
        "--store=nats",
        "--nats=" + nats.url(),
        "--nats-user=" + role,
        "--nats-password-file=" + password,
        "--admin-token-file=" + directory.resolve("admins"),
        "--receipt-secret-file=" + directory.resolve("receipts"));
  }

  /// The control process that was there first.
  ServerProcess control() {
    return control;
  }

  /// The tenant that everything belongs to.
  String tenant() {
    return tenant;
  }

  /// A client of the adapter, as that tenant.
  ApiClient client() {
    return client;
  }

  KvClient kv() {
    return new KvClient(client);
  }

  Operators operators() {
    return operators;
  }

  /// Connects to the server as a user of its accounts.
  NatsUser connect(String user) throws IOException, InterruptedException {
    return NatsUser.of(nats, user);
  }

  /// The name that NATS knows the bucket by.
  String natsName(String bucket) {
    return tenant + "__" + bucket;
  }

  /// The stream of a topic.
  String topicStream(String topic) {
    return "T_" + tenant.replace('_', '=') + "__" + topic;
  }

  /// Waits until the topic has been told of so many writes.
  void awaitTold(String topic, int count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(Told.in(client, topic)).hasSizeGreaterThanOrEqualTo(count));
  }

  @Override
  public void close() {
    client.close();
    operators.close();
    adapter.close();
    control.close();
    nats.close();
  }
}
