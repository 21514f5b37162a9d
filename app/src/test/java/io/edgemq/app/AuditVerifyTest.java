package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `edgemq audit verify`, and the drill of backup and restore.
@Tag("slow")
@Timeout(180)
final class AuditVerifyTest {
  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private Operators.Printed verify() {
    return Operators.run("audit", "verify", "--data", data().toString());
  }

  @Test
  void an_edit_a_removed_entry_and_a_cut_tail_are_found() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken())) {
      for (int i = 0; i < 10; i++) {
        operators.tenant("t" + i);
      }
      assertThat(verify()).isEqualTo(ok(12));
      assertThat(server.terminate()).isEqualTo(143);
    }
    assertThat(verify()).isEqualTo(ok(12));

    assertThat(after("DELETE FROM audit WHERE seq > 9")).contains("entry 10");
    assertThat(after("DELETE FROM audit WHERE seq = 5")).contains("entry 5");
    assertThat(after("DELETE FROM audit_head")).contains("head");
    assertThat(after("UPDATE audit SET action = 'tenant.delete' WHERE seq = 7"))
        .contains("entry 7");
    assertThat(
            after(
                "UPDATE audit_head SET count = 9, hash ="
                    + " (SELECT hash FROM audit WHERE seq = 9)"))
        .contains("entry 9");
  }

  private static Operators.Printed ok(int entries) {
    return new Operators.Printed(
        0,
        "ok        audit: "
            + entries
            + " entries, none changed or missing"
            + System.lineSeparator());
  }

  /// What it says after such a change, which is taken back then.
  private String after(String change) throws Exception {
    var database = data().resolve("edgemq.db");
    var kept = Files.copy(database, directory.resolve("kept.db"));
    try {
      change(database, change);
      var printed = verify();
      assertThat(printed.status()).as(printed.text()).isEqualTo(1);
      return printed.text();
    } finally {
      for (var suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(data().resolve("edgemq.db" + suffix));
      }
      Files.move(kept, database);
    }
  }

  private static void change(Path database, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    }
  }

  @Test
  void what_cannot_be_looked_at_is_neither_good_nor_bad() {
    assertThat(verify().status()).isEqualTo(2);
  }

  @Test
  void a_backup_that_was_made_while_the_server_ran_is_restored() throws Exception {
    String file;
    String before;
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var owner = new ApiClient(server.uri("/"), server.key())) {
      before = operators.tenant("before");
      owner.post("/v1/queues", "{\"name\":\"jobs\"}");
      owner.post("/v1/queues/jobs/messages", "kept");
      var made = operators.client().post("/v1/admin/backup", "");
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      file = made.json().path("file").asText();
      operators.tenant("after");
      owner.delete("/v1/queues/jobs");
      var running = Operators.run("restore", file, "--data", data().toString());
      assertThat(running.status()).isEqualTo(1);
      assertThat(running.text()).contains("in use");
      assertThat(server.terminate()).isEqualTo(143);
    }

    var restored = Operators.run("restore", file, "--data", data().toString());

    assertThat(restored.status()).as(restored.text()).isZero();
    assertThat(restored.text()).contains(".replaced-");
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var owner = new ApiClient(server.uri("/"), server.key())) {
      var tenants = operators.client().get("/v1/admin/tenants").text();
      assertThat(tenants).contains(before).doesNotContain("\"after\"");
      var received = owner.post("/v1/queues/jobs/receive", "{\"max\":10}").json();
      assertThat(received.path("messages")).hasSize(1);
      operators.tenant("new");
      assertThat(verify().status()).isZero();
    }
  }

  @Test
  void a_damaged_backup_is_not_restored() throws Exception {
    try (var server = new ServerProcess(data())) {
      assertThat(server.terminate()).isEqualTo(143);
    }
    var damaged = directory.resolve("damaged.db");
    var bytes = Files.readAllBytes(data().resolve("edgemq.db"));
    java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 7);
    Files.write(damaged, bytes);

    assertThat(Operators.run("restore", damaged.toString(), "--data", data().toString()).status())
        .isEqualTo(1);

    assertThat(verify().status()).isZero();
  }
}
