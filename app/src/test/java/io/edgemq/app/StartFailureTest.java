package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Limits;
import io.edgemq.server.TlsFiles;
import io.edgemq.server.TlsFiles.ClientAuth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests what a server says that cannot start: the reason, and no name of an exception.
final class StartFailureTest {
  @TempDir private Path directory;

  private static ServerConfig config(Storage storage, Path data, ServerConfig.Listen listen) {
    return new ServerConfig(
        ServerConfig.Role.ALL,
        storage,
        data,
        SecretSources.NONE,
        listen,
        Limits.DEFAULT,
        new ServerConfig.Load(100, 0, 32),
        Duration.ofSeconds(1),
        ServerConfig.Push.DEFAULT,
        null);
  }

  private static ThrowableAssertAlternative<StartException> refused(ServerConfig config) {
    return assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> EdgeMq.start(config).close())
        .withMessageNotContaining("Exception");
  }

  private static ServerConfig listening(String listen) {
    return listening(ServerConfig.Listen.parse(listen));
  }

  private static ServerConfig listening(ServerConfig.Listen listen) {
    return config(new Storage.Memory(), Path.of("unused"), listen);
  }

  private static ServerConfig storing(Path data) {
    return config(new Storage.Sqlite(0), data, ServerConfig.Listen.parse("127.0.0.1:0"));
  }

  @Test
  void a_port_in_use_is_told() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + taken.getLocalPort();

      refused(listening(address))
          .withMessage("cannot listen on " + address + ": another process listens there already");
    }
  }

  @Test
  void a_host_without_an_address_is_told() {
    refused(listening("no-such-host.invalid:8080"))
        .withMessageContaining("the host name no-such-host.invalid has no address");
  }

  @Test
  void a_host_of_another_machine_is_told() {
    refused(listening("192.0.2.1:8080"))
        .withMessageContaining("192.0.2.1 is not an address of this machine");
  }

  @Test
  void a_port_that_needs_a_privilege_is_told() {
    var reason =
        Reasons.of(
            new BindException("Permission denied"), new ServerConfig.Listen("127.0.0.1", 80));

    assertThat(reason).isEqualTo("ports below 1024 need a privilege; take a higher one");
  }

  @Test
  void a_data_directory_that_is_a_file_is_told() throws Exception {
    var file = Files.createFile(directory.resolve("file"));

    refused(storing(file)).withMessageContaining(file + ": it is not a directory");
  }

  @Test
  void a_data_directory_that_may_not_be_written_is_told() {
    assertThat(Reasons.of(new AccessDeniedException("data"))).isEqualTo("permission denied");
  }

  @Test
  void a_file_that_is_no_database_is_told() throws Exception {
    var data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("edgemq.db"), "this is no database, however long it may be");

    refused(storing(data)).withMessageContaining("edgemq.db is not a database of EdgeMQ");
  }

  @Test
  void a_certificate_that_is_not_there_is_told() {
    var nowhere = directory.resolve("nowhere.crt");
    var files = new TlsFiles(nowhere, nowhere, null, ClientAuth.OPTIONAL);

    refused(listening(ServerConfig.Listen.parse("127.0.0.1:0").with(files)))
        .withMessage("cannot read " + nowhere + ": there is no such file");
  }

  @Test
  void a_secret_that_is_not_there_is_told() {
    var secrets =
        new GivenSecrets(new SecretSources(Path.of("nowhere"), null, null), new MemorySecrets());

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> secrets.keep(ReceiptKey.NAME, () -> "x"))
        .withMessage("cannot read the secret in nowhere: there is no such file");
  }

  private static String greeting(String listen) {
    var config = listening(listen);
    var printed = new ByteArrayOutputStream();
    try (var server = EdgeMq.start(config)) {
      new Greeting(new PrintStream(printed, true, StandardCharsets.UTF_8), config).print(server);
      return printed.toString(StandardCharsets.UTF_8).replace(":" + server.port(), ":PORT");
    }
  }

  @Test
  void a_server_on_all_addresses_prints_one_that_can_be_called() {
    for (var listen : new String[] {":0", "0.0.0.0:0", "[::]:0"}) {
      assertThat(greeting(listen))
          .as(listen)
          .startsWith("EdgeMQ serves at http://127.0.0.1:PORT ")
          .contains("\nIt listens on all addresses of this machine.\n")
          .doesNotContain("0.0.0.0", "[::]");
    }
  }

  @Test
  void a_server_on_one_address_prints_that() {
    assertThat(greeting("localhost:0"))
        .startsWith("EdgeMQ serves at http://localhost:PORT ")
        .doesNotContain("all addresses");
  }
}
