package io.edgemq.sqlite;

import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A store on a directory of its own.
final class SqliteHarness implements IdentityHarness, KvHarness {
  private final TestTime time = new TestTime();
  private final Path directory;
  private SqliteStore store;

  SqliteHarness() {
    try {
      directory = Files.createTempDirectory("edgemq-sqlite");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store = SqliteStore.open(SqliteConfig.in(directory), time);
  }

  /// The ports of `store`.
  static StorePorts ports(SqliteStore store) {
    return new StorePorts(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.attempts(),
        store.keys(),
        store.tenants(),
        store.jobs(),
        store.audit(),
        store.monitor());
  }

  @Override
  public StorePorts ports() {
    return ports(store);
  }

  @Override
  public IssuerStore issuers() {
    return store.issuers();
  }

  @Override
  public IngestStore ingests() {
    return store.ingests();
  }

  @Override
  public BucketCatalog buckets() {
    return store.buckets();
  }

  @Override
  public KvStore kv() {
    return store.kv();
  }

  @Override
  public StorageUse storage() {
    return store.storage();
  }

  @Override
  public Counting counting() {
    return Counting.EXACT;
  }

  @Override
  public void reopen() {
    store.close();
    store = SqliteStore.open(SqliteConfig.in(directory), time);
  }

  @Override
  public TestTime time() {
    return time;
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.FULL;
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      delete(directory);
    }
  }

  /// Removes a directory and all that is in it.
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
