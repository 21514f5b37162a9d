package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Quota;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
  void tenants_and_keys_from_before_scopes_are_served_and_may_do_everything() throws SQLException {
    var tenant = new TenantId("acme");
    var hash = new TokenHash("0".repeat(64));
    try (var database = database()) {
      new Migrations(Schema.VERSIONS.subList(0, 8)).apply(database, directory);
      database.execute("INSERT INTO tenant VALUES ('acme', 'Acme', '2026-01-01T00:00:00Z')");
      database.execute(
          """
          INSERT INTO api_key VALUES ('ak_1', 'acme', '%s', 'label', '2026-01-01T00:00:00Z',
            NULL, '2026-01-02T00:00:00Z')"""
              .formatted(hash.hex()));
    }
    var made = Instant.parse("2026-01-01T00:00:00Z");

    try (var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()))) {
      assertThat(store.tenants().find(tenant)).contains(Tenant.active(tenant, "Acme", made));
      assertThat(store.keys().find(hash))
          .contains(
              ApiKey.lasting("ak_1", tenant, hash, "label", made)
                  .revoked(Instant.parse("2026-01-02T00:00:00Z")));
      assertThat(store.audit().head()).isEmpty();
    }
  }

  @Test
  void what_queues_of_the_ninth_version_keep_is_added_up_once() throws SQLException {
    var now = TestTime.START.toEpochMilli();
    var plain = TestMessages.content("größe");
    var marked = plain.with(Attributes.of(Map.of("day", "Größe")));
    try (var database = database()) {
      new Migrations(Schema.VERSIONS.subList(0, 9)).apply(database, directory);
      for (int queue = 1; queue <= 3; queue++) {
        database.execute(
            """
            INSERT INTO queue VALUES (%d, 'acme', 'q%d', 'STANDARD', 'PT30S', 'PT96H', 'PT0S',
              1048576, 'PT2M', NULL, NULL, 1, '%s', '2026-01-01T00:00:00Z', %d, 2, 0, 0, 2, 1)"""
                .formatted(queue, queue, Placement.DEFAULT.geo(), 10 + queue));
      }
      insert(database, 1, 11, plain, now);
      insert(database, 2, 11, marked, now);
      insert(database, 3, 12, plain, now);
      insert(database, 4, 99, plain, now);
    }

    for (int start = 0; start < 2; start++) {
      try (var store = SqliteStore.open(SqliteConfig.in(directory), new TestTime())) {
        assertThat(store.storage().bytes(new TenantId("acme"))).isEqualTo(7 + 17 + 7);
        assertThat(store.storage().bytesNow(new TenantId("acme"))).isEqualTo(7 + 17 + 7);
      }
    }
  }

  private static void insert(Database database, int id, long store, Content content, long now)
      throws SQLException {
    database
        .sql("INSERT INTO queue_message VALUES (?, ?, ?, ?, 0, NULL, ?, ?)")
        .set(id)
        .set(store)
        .set(id)
        .set(now)
        .set(ContentCodec.encode(content))
        .set(content.payload().bytes())
        .run();
  }

  @Test
  void tenants_and_keys_of_the_ninth_version_have_no_bounds() throws SQLException {
    var hash = new TokenHash("0".repeat(64));
    try (var database = database()) {
      new Migrations(Schema.VERSIONS.subList(0, 9)).apply(database, directory);
      database.execute(
          "INSERT INTO tenant VALUES ('acme', 'Acme', '2026-01-01T00:00:00Z', 'SUSPENDED')");
      database.execute(
          """
          INSERT INTO api_key VALUES ('ak_1', 'acme', '%s', 'label', '2026-01-01T00:00:00Z',
            NULL, NULL, 'TENANT', 'manage')"""
              .formatted(hash.hex()));
    }

    try (var store = SqliteStore.open(SqliteConfig.in(directory), new TestTime())) {
      assertThat(store.tenants().find(new TenantId("acme")).orElseThrow().quota())
          .isEqualTo(Quota.NONE);
      assertThat(store.keys().find(hash).orElseThrow().messagesPerSecond()).isNull();
    }
  }

  @Test
  void marks_of_the_tenth_version_are_kept_and_buckets_begin() throws SQLException {
    var mark = "INSERT INTO source_mark (queue, source, seq) VALUES (7, x'61', 42)";
    try (var database = database()) {
      new Migrations(Schema.VERSIONS.subList(0, 10)).apply(database, directory);
      database.execute(mark);
    }

    try (var store = SqliteStore.open(SqliteConfig.in(directory), new TestTime())) {
      var none = store.buckets().list(new TenantId("acme"), new Paging(null, 10));
      assertThat(none.items()).isEmpty();
    }
    try (var database = database()) {
      var kept = "SELECT seq FROM source_mark WHERE target = 7 AND source = x'61'";
      assertThat(database.sql(kept).number(0)).isEqualTo(42);
    }
  }

  @Test
  void the_database_itself_keeps_names_and_pairs_apart() throws SQLException {
    try (var database = database()) {
      new Migrations(Schema.VERSIONS).apply(database, directory);
      database.execute("INSERT INTO issuer VALUES ('1', 'acme', 'a', 'iss', 'aud', '')");
      database.execute("INSERT INTO ingest VALUES ('1', 'acme', 'a', '')");

      for (var taken :
          List.of(
              "INSERT INTO issuer VALUES ('1', 'acme', 'b', 'iss', 'b', '')",
              "INSERT INTO issuer VALUES ('2', 'acme', 'a', 'iss', 'b', '')",
              "INSERT INTO issuer VALUES ('2', 'other', 'b', 'iss', 'aud', '')",
              "INSERT INTO ingest VALUES ('1', 'other', 'b', '')",
              "INSERT INTO ingest VALUES ('2', 'acme', 'a', '')")) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> database.execute(taken))
            .withMessageContaining("UNIQUE");
      }
      database.execute("INSERT INTO issuer VALUES ('2', 'other', 'a', 'iss', 'b', '')");
      database.execute("INSERT INTO ingest VALUES ('2', 'other', 'a', '')");
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
