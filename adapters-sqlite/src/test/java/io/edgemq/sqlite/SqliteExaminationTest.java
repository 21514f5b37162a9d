package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.StoreTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteExaminationTest {
  @TempDir private Path directory;

  private SqliteStore open() {
    var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()));
    store.tenants().create(Tenant.active(new TenantId("acme"), "Acme", Instant.EPOCH));
    return store;
  }

  private List<Finding> examine() {
    return SqliteStore.examine(SqliteConfig.in(directory));
  }

  private List<String> problems() {
    return examine().stream()
        .filter(Finding.Problem.class::isInstance)
        .map(finding -> finding.subject() + " " + finding.detail())
        .toList();
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void a_directory_without_a_database_is_well_and_stays_empty() throws IOException {
    assertThat(problems()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void a_store_in_use_is_well() {
    try (var _ = open()) {
      assertThat(problems()).isEmpty();
      assertThat(examine()).extracting(Finding::subject).contains("integrity", "version", "room");
    }
  }

  @Test
  void a_store_at_rest_is_well_and_no_file_is_made() throws IOException {
    open().close();
    var before = files();

    assertThat(problems()).isEmpty();

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void a_damaged_page_is_found() throws IOException {
    open().close();
    try (var file = new RandomAccessFile(SqliteConfig.in(directory).file().toFile(), "rw")) {
      for (long page = 1; page < file.length() / Database.PAGE_BYTES; page++) {
        file.seek(page * Database.PAGE_BYTES);
        file.write(new byte[] {77, 77, 77, 77, 77, 77, 77, 77});
      }
    }

    assertThat(problems()).singleElement().asString().contains("edgemq.db it is damaged");
  }

  @Test
  void what_is_no_database_is_found() throws IOException {
    Files.writeString(SqliteConfig.in(directory).file(), "text".repeat(4096));

    assertThat(problems()).anyMatch(problem -> problem.contains("not a database"));
  }

  private void execute(String statement) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + SqliteConfig.in(directory).file());
        var some = connection.createStatement()) {
      some.execute(statement);
    }
  }

  @Test
  void rows_that_a_start_could_not_read_are_found_and_not_told() throws Exception {
    open().close();
    assertThat(examine())
        .contains(new Finding.Ok("rows", "1 quotas, 0 issuers and 0 ingests can be read"));
    execute("INSERT INTO ingest VALUES ('in_1', 'acme', 'a', '{\"secret\":\"whsec_x\"}')");
    execute("INSERT INTO issuer VALUES ('iss_1', 'acme', 'a', 'i', 'a', 'whsec_x')");
    execute("UPDATE tenant SET quota = '{\"queues\":-1}'");

    assertThat(problems())
        .containsExactly("rows these cannot be read: tenant acme, issuer iss_1, ingest in_1");
    assertThat(examine().toString()).doesNotContain("whsec_x");
  }

  @Test
  void a_database_from_before_there_were_such_rows_is_well() throws Exception {
    try (var database = Database.writing(SqliteConfig.in(directory))) {
      Database.keepPrivate(SqliteConfig.in(directory).file());
      new Migrations(Schema.VERSIONS.subList(0, 9)).apply(database, directory);
    }

    assertThat(problems()).isEmpty();
  }

  @Test
  void a_newer_version_is_found() throws Exception {
    open().close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + SqliteConfig.in(directory).file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=1000");
    }

    assertThat(problems()).singleElement().asString().contains("version 1000");
  }

  @Test
  void a_file_that_others_may_read_is_found() throws IOException {
    open().close();
    Files.setPosixFilePermissions(
        SqliteConfig.in(directory).file(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(problems()).singleElement().asString().contains("others may read: edgemq.db");
  }
}
