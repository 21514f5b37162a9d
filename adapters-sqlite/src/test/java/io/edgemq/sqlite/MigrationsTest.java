package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Paging;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.StoreTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
  private static final List<String> FIRST =
      List.of("CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)");
  private static final List<String> SECOND =
      List.of("ALTER TABLE t ADD COLUMN b INTEGER", "UPDATE t SET b = a + 1");
  private static final List<String> BROKEN =
      List.of("INSERT INTO t VALUES (7, 7)", "THIS IS NOT SQL");

  @TempDir private Path directory;

  private Database database() throws SQLException {
    return Database.writing(SqliteConfig.in(directory));
  }

  @Test
  void a_new_database_gets_every_version() throws SQLException {
    try (var database = database()) {
      new Migrations(List.of(FIRST, SECOND)).apply(database, directory);

      assertThat(database.pragma("user_version")).isEqualTo(2);
      assertThat(database.sql("SELECT b FROM t").number(0)).isEqualTo(2);
    }
  }

  @Test
  void an_older_database_gets_what_it_lacks_and_keeps_what_it_has() throws SQLException {
    try (var database = database()) {
      new Migrations(List.of(FIRST)).apply(database, directory);
      database.execute("UPDATE t SET a = 41");
    }

    try (var database = database()) {
      new Migrations(List.of(FIRST, SECOND)).apply(database, directory);

      assertThat(database.pragma("user_version")).isEqualTo(2);
      assertThat(database.sql("SELECT b FROM t").number(0)).isEqualTo(42);
    }
  }

  @Test
  void a_current_database_is_left_alone() throws SQLException {
    try (var database = database()) {
      var migrations = new Migrations(List.of(FIRST, SECOND));
      migrations.apply(database, directory);

      migrations.apply(database, directory);

      assertThat(database.sql("SELECT count(*) FROM t").number(0)).isEqualTo(1);
    }
  }

  @Test
  void a_subscription_of_the_first_version_was_never_replayed() throws SQLException {
    try (var database = database()) {
      new Migrations(Schema.VERSIONS.subList(0, 1)).apply(database, directory);
      database.execute(
          """
          INSERT INTO subscription VALUES ('sub_000000000000000000000001', 'acme', 's', 'orders',
            NULL, 'sse', 'latest', 'PT30S', 5, 'PAUSED', '2026-01-01T00:00:00Z')""");
    }

    try (var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()))) {
      var all = store.subscriptions().list(new TenantId("acme"), new Paging(null, 10)).items();

      assertThat(all)
          .singleElement()
          .satisfies(
              subscription -> {
                assertThat(subscription.replays()).isZero();
                assertThat(subscription.state()).isEqualTo(SubscriptionState.PAUSED);
              });
    }
  }

  @Test
  void a_step_that_fails_leaves_the_version_before_it() throws SQLException {
    try (var database = database()) {
      var migrations = new Migrations(List.of(FIRST, SECOND, BROKEN));

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> migrations.apply(database, directory));

      assertThat(database.pragma("user_version")).isEqualTo(2);
      assertThat(database.sql("SELECT count(*) FROM t").number(0)).isEqualTo(1);
    }
  }
}
