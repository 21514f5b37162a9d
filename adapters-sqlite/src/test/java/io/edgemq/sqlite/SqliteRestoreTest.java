package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is put in the place of a database, and what is not.
class SqliteRestoreTest {
  @TempDir private Path directory;

  @Test
  void a_file_that_no_release_has_written_is_not_restored() throws IOException {
    var config = SqliteConfig.in(directory.resolve("data"));
    SqliteStore.open(config, new TestTime()).close();
    var before = Files.readAllBytes(config.file());
    var empty = Files.createFile(directory.resolve("empty.db"));

    assertThatExceptionOfType(StoreOpenException.Unusable.class)
        .isThrownBy(() -> SqliteStore.restore(empty, config, Instant.EPOCH))
        .withMessageContaining("empty.db holds no database of EdgeMQ");

    assertThat(config.file()).hasBinaryContent(before);
  }

  @Test
  void a_database_of_the_control_plane_takes_no_place_of_a_store_nor_the_other_way_round() {
    var whole = SqliteConfig.in(directory.resolve("whole"));
    try (var store = SqliteStore.open(whole, new TestTime())) {
      store.tenants().create(Tenant.active(new TenantId("acme"), "Acme", Instant.EPOCH));
    }
    var beside = SqliteConfig.in(directory.resolve("beside")).named(SqliteConfig.CONTROL_NAME);
    SqliteStore.open(beside, new TestTime()).close();
    var target = SqliteConfig.in(directory.resolve("data"));

    assertThatExceptionOfType(StoreOpenException.Unusable.class)
        .isThrownBy(() -> SqliteStore.restore(beside.file(), target, Instant.EPOCH))
        .withMessageContaining("invites only");
    assertThatExceptionOfType(StoreOpenException.Unusable.class)
        .isThrownBy(
            () ->
                SqliteStore.restore(
                    whole.file(), target.named(SqliteConfig.CONTROL_NAME), Instant.EPOCH))
        .withMessageContaining("whole store");
    assertThat(SqliteStore.restore(whole.file(), target, Instant.EPOCH)).isEmpty();
    assertThat(target.file()).exists();
  }
}
