package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the key commands on a data directory.
final class KeyCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return runIn(data(), args);
  }

  private Path data() {
    return directory.resolve("data");
  }

  private int runIn(Path data, String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    var all = new ArrayList<>(List.of("key"));
    all.addAll(List.of(args));
    all.addAll(List.of("--data", data.toString()));
    return line.execute(all.toArray(String[]::new));
  }

  private String issued() {
    assertThat(run("issue", "--tenant=acme", "--label=edge", "--create-tenant")).isZero();
    return out.toString().strip();
  }

  private String id() {
    return err.toString().strip().split(" ")[1];
  }

  @Test
  void issue_prints_only_the_token() {
    var token = issued();

    assertThat(token).matches("emq_[a-z0-9]{48}");
    assertThat(id()).matches("ak_[a-z0-9]{24}");
    assertThat(err.toString()).doesNotContain(token);
  }

  @Test
  void a_key_is_listed_without_its_token() {
    var token = issued();
    var id = id();

    assertThat(run("list", "--tenant=acme")).isZero();

    assertThat(out.toString().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith(id + "\tactive\t").endsWith("\tedge"));
    assertThat(out.toString()).doesNotContain(token);
  }

  @Test
  void a_label_is_one_line_and_commands_no_terminal() {
    run(
        "issue",
        "--tenant=acme",
        "--create-tenant",
        "--label=a\u001b[31m\nak_0\tactive\u202e\u2028é");

    assertThat(run("list", "--tenant=acme")).isZero();

    assertThat(out.toString().lines())
        .singleElement()
        .satisfies(
            line -> assertThat(line).endsWith("\ta\uFFFD[31m\uFFFDak_0\uFFFDactive\uFFFD\uFFFDé"));
  }

  @Test
  void a_key_is_revoked_once() {
    issued();
    var id = id();

    assertThat(run("revoke", id, "--tenant=acme")).isZero();

    assertThat(run("revoke", id, "--tenant=acme")).isEqualTo(1);
    assertThat(err.toString()).contains(id);
    run("list", "--tenant=acme");
    assertThat(out.toString()).contains("\trevoked\t");
  }

  @Test
  void a_mistyped_tenant_is_not_created() {
    assertThat(run("issue", "--tenant=acne")).isEqualTo(1);

    assertThat(err.toString()).contains("no tenant acne");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void an_issued_key_opens_the_api() throws Exception {
    var token = issued();
    try (var server = new ServerProcess(data());
        var client = new ApiClient(server.uri("/"), token)) {
      assertThat(client.post("/v1/queues", "{\"name\":\"q\"}").status()).isEqualTo(201);
    }
  }

  @Test
  void a_key_issued_beside_a_running_server_opens_it_at_once_and_not_after_its_revocation()
      throws Exception {
    try (var server = new ServerProcess(data())) {
      var token = issued();
      var id = id();
      try (var client = new ApiClient(server.uri("/"), token)) {
        assertThat(client.post("/v1/queues", "{\"name\":\"q\"}").status()).isEqualTo(201);
        assertThat(run("list", "--tenant=acme")).isZero();
        assertThat(out.toString()).startsWith(id + "\tactive\t");

        assertThat(run("revoke", id, "--tenant=acme")).isZero();

        assertThat(client.get("/v1/queues").status()).isEqualTo(401);
        assertThat(run("revoke", id, "--tenant=acme")).isEqualTo(1);
      }
      assertThat(server.output()).doesNotContain(token);
    }
  }

  @Test
  void a_server_with_a_long_path_to_its_data_takes_commands() throws Exception {
    var far = Files.createDirectories(directory.resolve("d".repeat(100))).resolve("data");
    try (var server = new ServerProcess(far)) {
      assertThat(runIn(far, "list", "--tenant=demo")).isZero();

      assertThat(out.toString()).contains("\tactive\t");
      assertThat(server.pid()).isPositive();
    }
  }

  @Test
  void only_the_owner_of_the_data_can_give_commands() throws Exception {
    try (var server = new ServerProcess(data())) {
      var mode = Files.getPosixFilePermissions(LocalSocket.file(data()));

      assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
      server.terminate();
      assertThat(LocalSocket.file(data())).doesNotExist();
    }
  }

  @Test
  void what_a_killed_server_left_behind_is_in_nobodys_way() throws Exception {
    try (var server = new ServerProcess(data())) {
      server.kill();

      assertThat(run("list", "--tenant=demo")).isZero();

      server.start();
      assertThat(run("list", "--tenant=demo")).isZero();
      assertThat(out.toString()).contains("\tactive\t");
    }
  }

  @Test
  void a_tenant_that_cannot_be_is_a_usage_error() {
    assertThat(run("list", "--tenant=a b")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("edgemq: not a tenant id: a b", "Try: edgemq key list --help");
  }

  @Test
  void keys_of_a_memory_store_are_beyond_a_command() {
    assertThat(run("list", "--store=memory")).isEqualTo(2);

    assertThat(err.toString()).contains("--store memory");
  }
}
