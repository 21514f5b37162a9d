package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.app.ServerConfig.Role;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsConfig.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the configuration that the flags of `serve` describe.
final class ServeCommandTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  @TempDir private Path directory;

  private static ServerConfig config(Map<String, String> environment, String... flags) {
    var line = Main.line(environment);
    var serve = Objects.requireNonNull(line.getSubcommands().get("serve"));
    Main.configure(line, Settings.around(List.of(flags), environment));
    line.parseArgs(Stream.concat(Stream.of("serve"), Stream.of(flags)).toArray(String[]::new));
    return serve.<ServeCommand>getCommand().config();
  }

  private static ServerConfig config(String... flags) {
    return config(NO_ENVIRONMENT, flags);
  }

  private static NatsConfig cluster(ServerConfig config) {
    return config.storage() instanceof Storage.Nats(var cluster, _) ? cluster : missing();
  }

  private static NatsConfig missing() {
    throw new AssertionError("no cluster");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void without_flags_every_role_runs_on_sqlite() {
    var config = config();

    assertThat(config.role()).isEqualTo(Role.ALL);
    assertThat(config.storage()).isEqualTo(new Storage.Sqlite(0));
    assertThat(config.data()).isEqualTo(Path.of("edgemq-data"));
    assertThat(config.secrets()).isEqualTo(SecretSources.NONE);
  }

  @Test
  void without_a_host_it_listens_on_all_addresses() {
    assertThat(config("--listen", ":8080").listen())
        .isEqualTo(new ServerConfig.Listen("0.0.0.0", 8080));
    assertThat(config("--listen", "[::]:8080").listen().isEverywhere()).isTrue();
    assertThat(config("--listen", "localhost:8080").listen().isEverywhere()).isFalse();
  }

  @Test
  void the_default_cluster_is_on_this_machine() {
    assertThat(cluster(config("--store", "nats")))
        .isEqualTo(NatsConfig.of("nats://127.0.0.1:4222"));
  }

  @Test
  void every_flag_of_a_cluster_counts() throws Exception {
    var password = file("password", "s3cret\n");

    var cluster =
        cluster(
            config(
                "--store=nats",
                "--nats=tls://a:4222,tls://b:4222",
                "--nats-user=mq",
                "--nats-password-file=" + password,
                "--nats-tls-ca=ca.pem",
                "--nats-tls-cert=me.pem",
                "--nats-tls-key=me.key",
                "--nats-connections=3",
                "--nats-timeout-seconds=4"));

    assertThat(cluster)
        .isEqualTo(
            new NatsConfig(
                List.of("tls://a:4222", "tls://b:4222"),
                new Login.UserPassword("mq", "s3cret"),
                new NatsConfig.Tls(Path.of("ca.pem"), Path.of("me.pem"), Path.of("me.key")),
                Duration.ofSeconds(4),
                3));
  }

  @Test
  void the_environment_sets_flags_of_a_cluster_and_of_limits() {
    var environment =
        Map.of(
            "EDGEMQ_STORE", "nats",
            "EDGEMQ_NATS", "nats://a:1,nats://b:2",
            "EDGEMQ_NATS_USER", "mq",
            "EDGEMQ_NATS_PASSWORD", "s3cret",
            "EDGEMQ_NATS_CONNECTIONS", "2",
            "EDGEMQ_MAX_STREAMS", "7",
            "EDGEMQ_MAX_BYTES_IN_FLIGHT", "1000000",
            "EDGEMQ_TENANT_PLACES", "5");

    var config = config(environment);

    assertThat(cluster(config).servers()).containsExactly("nats://a:1", "nats://b:2");
    assertThat(cluster(config).login()).isEqualTo(new Login.UserPassword("mq", "s3cret"));
    assertThat(cluster(config).connections()).isEqualTo(2);
    assertThat(config.load()).isEqualTo(new ServerConfig.Load(7, 1_000_000, 5));
  }

  @Test
  void the_file_sets_flags_of_a_cluster() throws Exception {
    var file = file("edgemq.yaml", "store: nats\nnats: nats://a:1\nnats-credentials: mq.creds\n");

    var config = config("--config", file.toString());

    assertThat(cluster(config).servers()).containsExactly("nats://a:1");
    assertThat(cluster(config).login()).isEqualTo(new Login.Credentials(Path.of("mq.creds")));
  }

  @Test
  void an_nkey_is_a_login() {
    assertThat(cluster(config("--store=nats", "--nats-nkey=seed")).login())
        .isEqualTo(new Login.NKey(Path.of("seed")));
  }

  @Test
  void two_logins_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--store=nats", "--nats-nkey=a", "--nats-credentials=b"))
        .withMessageContaining("give only one of");
  }

  @Test
  void a_user_without_a_password_is_refused_with_a_hint() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--store=nats", "--nats-user=mq"))
        .withMessageContaining("EDGEMQ_NATS_PASSWORD");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--store=nats", "--nats-password-file=p"))
        .withMessageContaining("--nats-user");
  }

  @Test
  void a_login_within_a_url_is_refused_and_not_repeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--store=nats", "--nats=nats://mq:s3cret@a:4222"))
        .withMessageContaining("--nats-user")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void a_certificate_needs_its_key() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--store=nats", "--nats-tls-cert=me.pem"))
        .withMessageContaining("--nats-tls-key");
  }

  @Test
  void a_cluster_that_would_not_be_used_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--nats", "nats://a:1"))
        .withMessageContaining("--store nats");
  }

  @Test
  void a_single_role_needs_a_store_that_can_be_shared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--role=adapter", "--receipt-secret-file=r"))
        .withMessageContaining("--role adapter needs --store nats");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("--role=control", "--store=memory"))
        .withMessageContaining("--role control needs --store nats");
  }

  @Test
  void adapters_and_control_need_the_receipt_secret_of_all() {
    for (var role : List.of("adapter", "control")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> config("--role=" + role, "--store=nats"))
          .withMessageContaining("--receipt-secret-file");
    }

    var config = config("--role=adapter", "--store=nats", "--receipt-secret-file=r");

    assertThat(config.role()).isEqualTo(Role.ADAPTER);
    assertThat(config.secrets()).isEqualTo(new SecretSources(Path.of("r"), null, null));
  }
}
