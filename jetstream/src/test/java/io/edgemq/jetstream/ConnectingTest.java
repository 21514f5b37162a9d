package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.NatsConfig.Login;
import io.edgemq.jetstream.NatsConfig.Tls;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.Ports;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each way to log in, against a server that demands it; the wrong way is refused.
@Timeout(180)
class ConnectingTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir private Path files;

  private static NatsServer server(String configuration) throws IOException {
    var directory = Files.createTempDirectory("edgemq-nats");
    var file = Files.writeString(directory.resolve("nats.conf"), configuration);
    return NatsServer.start(directory, Ports.free(), List.of("-c", file.toString()));
  }

  private static NatsConfig to(NatsServer server) {
    return NatsConfig.of(server.url());
  }

  private static void assertServed(NatsConfig config) {
    try (var cluster = Cluster.connect(config)) {
      assertThat(cluster.isConnected()).isTrue();
      assertThat(new StreamClient(cluster, "T_none").info()).isEmpty();
    }
  }

  /// A refused client retries until its timeout.
  private static void assertRefused(NatsConfig config) {
    var hasty = config.withTimeout(Duration.ofSeconds(2));
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> Cluster.connect(hasty));
  }

  @Test
  void a_user_is_known_by_name_and_password() throws IOException {
    try (var server = server("authorization { user: adapter, password: secret }")) {
      assertServed(to(server).as(new Login.UserPassword("adapter", "secret")));
      assertRefused(to(server).as(new Login.UserPassword("adapter", "guess")));
      assertRefused(to(server));
    }
  }

  /// The server is stopped while more is sent than sockets hold, so that the client still has most
  /// of it when it is closed.
  @Test
  void messages_sent_before_close_arrive() throws Exception {
    int count = 1_000;
    try (var server = server("max_payload: 1MB");
        var other = Cluster.connect(to(server))) {
      var reader = other.connection();
      var arriving = reader.subscribe("x");
      reader.flush(LONG);
      var cluster = Cluster.connect(to(server));

      server.stop();
      for (int i = 0; i < count; i++) {
        cluster.connection().publish("x", new byte[32 << 10]);
      }
      var closing = Background.startAndAwaitBlocked(Executors.callable(cluster::close));
      server.proceed();
      Object unused = closing.result();

      for (int i = 0; i < count; i++) {
        assertThat(arriving.nextMessage(LONG)).as("message " + i).isNotNull();
      }
    }
  }

  @Test
  void a_password_is_not_shown() {
    var config = NatsConfig.of("nats://127.0.0.1:1").as(new Login.UserPassword("me", "secret"));

    assertThat(config.toString()).contains("me").doesNotContain("secret");
  }

  @Test
  void a_user_is_known_by_an_nkey() throws IOException, GeneralSecurityException {
    var mine = NKey.createUser(null);
    var other = NKey.createUser(null);
    var seed = Files.writeString(files.resolve("mine.nk"), new String(mine.getSeed()) + "\n");
    var wrong = Files.writeString(files.resolve("other.nk"), new String(other.getSeed()));

    var known = "authorization { users: [ { nkey: %s } ] }".formatted(text(mine.getPublicKey()));
    try (var server = server(known)) {
      assertServed(to(server).as(new Login.NKey(seed)));
      assertRefused(to(server).as(new Login.NKey(wrong)));
    }
  }

  private static String text(char[] characters) {
    return new String(characters);
  }

  @Test
  void both_ends_are_known_by_their_certificates() throws IOException, GeneralSecurityException {
    var theirs = Certificates.make(files, "server");
    var mine = Certificates.make(files, "adapter");
    var stranger = Certificates.make(files, "stranger");

    try (var server = server(tls(theirs, mine))) {
      var config = to(server);
      assertServed(with(config, theirs, mine));
      assertRefused(with(config, theirs, stranger));
      assertRefused(with(config, stranger, mine));
    }
  }

  private static String tls(Certificates own, Certificates clients) {
    return "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true, timeout: 20 }"
        .formatted(own.certificate(), own.key(), clients.certificate());
  }

  private static NatsConfig with(NatsConfig config, Certificates authority, Certificates own) {
    return new NatsConfig(
        config.servers(),
        config.login(),
        new Tls(authority.certificate(), own.certificate(), own.key()),
        config.timeout(),
        1);
  }

  /// An outage must not be recognised by words that may occur in a path, whatever the file's name.
  @Test
  void a_missing_credentials_file_is_reported() {
    var config =
        NatsConfig.of("nats://127.0.0.1:" + Ports.free())
            .as(new Login.Credentials(files.resolve("none-503-Timeout.creds")));

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> Cluster.connect(config))
        .withMessageContaining("none-503-Timeout.creds");
  }

  @Test
  void calls_are_spread_over_several_connections() throws IOException {
    try (var server = server("");
        var cluster =
            Cluster.connect(
                new NatsConfig(List.of(server.url()), new Login.Anonymous(), null, LONG, 3))) {
      var first = cluster.connection();
      var second = cluster.connection();

      assertThat(second).isNotSameAs(first);
      assertThat(cluster.connection()).isNotIn(first, second);
      assertThat(cluster.connection()).isSameAs(first);
    }
  }
}
