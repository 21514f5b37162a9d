package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    var all = new ArrayList<>(List.of("key"));
    all.addAll(List.of(args));
    all.addAll(List.of("--data", directory.resolve("data").toString()));
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
    var data = directory.resolve("data");
    var token = issued();
    try (var server = new ServerProcess(data);
        var client = new ApiClient(server.uri("/"), token)) {
      assertThat(client.post("/v1/queues", "{\"name\":\"q\"}").status()).isEqualTo(201);

      assertThat(run("issue", "--tenant=acme")).isEqualTo(1);
      assertThat(err.toString()).contains("another");
    }
  }
}
