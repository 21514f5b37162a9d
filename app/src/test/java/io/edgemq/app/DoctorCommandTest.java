package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.edgemq.testkit.Ports;
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

/// `edgemq doctor` as an operator and a script see it.
final class DoctorCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private int doctor(String... args) {
    var all = new ArrayList<>(List.of("doctor", "--data", directory.resolve("data").toString()));
    all.addAll(List.of(args));
    return run(all.toArray(String[]::new));
  }

  private void makeStore() {
    assertThat(
            run(
                "key",
                "issue",
                "--tenant=acme",
                "--create-tenant",
                "--data",
                directory.resolve("data").toString()))
        .isZero();
    out.getBuffer().setLength(0);
  }

  @Test
  void a_store_that_is_well_has_lines_that_say_ok_and_status_0() {
    makeStore();

    assertThat(doctor()).isZero();

    assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.startsWith("ok "));
  }

  @Test
  void what_is_found_has_a_line_with_what_to_do_and_status_1() throws Exception {
    makeStore();
    var file = directory.resolve("data").resolve("edgemq.db");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(doctor()).isEqualTo(1);

    assertThat(out.toString())
        .contains("problem ")
        .contains("edgemq.db")
        .contains("; to do: chmod");
  }

  @Test
  void json_is_one_array() throws Exception {
    makeStore();

    assertThat(doctor("--json")).isZero();

    var array = new JsonMapper().readTree(out.toString());
    assertThat(array.isArray()).isTrue();
    assertThat(array.get(0).path("state").asText()).isEqualTo("ok");
    assertThat(array.get(0).path("subject").asText()).isNotEmpty();
  }

  @Test
  void a_cluster_that_is_away_is_status_2() {
    assertThat(doctor("--nats", "nats://127.0.0.1:" + Ports.free())).isEqualTo(2);

    assertThat(err.toString()).startsWith("edgemq: ");
  }

  @Test
  void repairing_what_cannot_be_repaired_is_refused_with_status_2() {
    assertThat(doctor("--repair")).isEqualTo(2);

    assertThat(err.toString()).contains("--repair is for --store nats");
  }

  @Test
  void a_cluster_is_examined_and_repaired() throws Exception {
    try (var nats = new NatsBroker(directory.resolve("nats"))) {
      var secret = Files.writeString(directory.resolve("receipts"), "0123456789abcdef".repeat(4));
      assertThat(
              run(
                  "key",
                  "issue",
                  "--create-tenant",
                  "--store=nats",
                  "--nats=" + nats.url(),
                  "--receipt-secret-file=" + secret))
          .isZero();

      assertThat(doctor("--nats", nats.url())).isZero();
      assertThat(doctor("--nats", nats.url(), "--repair")).isZero();
    }
  }
}
