package io.edgemq.app;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.sqlite.StoreOpenException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that select a tenant and a store.
final class KeyTarget {
  /// How long a command waits for a process that has the data directory and takes no commands: a
  /// server that is starting or stopping, or another command.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(50);

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "demo",
      description = "The tenant that owns the key (default: ${DEFAULT-VALUE}).")
  private String tenant = "demo";

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--receipt-secret-file",
      paramLabel = "FILE",
      description =
          "The file with the receipt secret of the deployment, which seals the audit (default:"
              + " receipt-key in the data directory).")
  private @Nullable Path receiptSecret;

  /// The tenant. Throws [IllegalArgumentException] when the flag names none.
  TenantId tenant() {
    return new TenantId(tenant);
  }

  /// Has `task` carried out: by the server that has the data directory, or here when there is none.
  KeyTask.Answer carryOut(KeyTask task, Map<String, String> environment) {
    var storage = store.storage(0, environment);
    return switch (storage) {
      case Storage.Memory _ ->
          throw new IllegalArgumentException(
              "--store memory keeps its keys in the server's own process");
      case Storage.Nats _ -> here(storage, task);
      case Storage.Sqlite _ -> inDataDirectory(storage, task);
    };
  }

  private KeyTask.Answer here(Storage storage, KeyTask task) {
    var origins = new Origins(InstantSource.system(), new SecretIds());
    if (!(task instanceof KeyTask.Tell)) {
      var unused = receiptKey(storage, origins.ids()); // before anything is opened
    }
    try (var stores = Stores.open(storage, store.data(), StoreTime.of(origins.clock()), 0, false)) {
      return new TenantKeys(
              stores,
              () -> LocalControl.of(stores, origins, receiptKey(storage, origins.ids())),
              origins.clock())
          .carryOut(task);
    }
  }

  /// What seals the audit. An embedded store makes its own; a cluster's is shared by its processes.
  private byte[] receiptKey(Storage storage, SecretIds ids) {
    var secrets =
        new GivenSecrets(
            new SecretSources(receiptSecret, null, null), new SecretFiles(store.data()));
    if (storage instanceof Storage.Nats && secrets.find(ReceiptKey.NAME).isEmpty()) {
      throw new IllegalArgumentException(
          "with --store nats, it needs --receipt-secret-file, the same as for serve: what it does is"
              + " written into the audit, which that secret seals");
    }
    return ReceiptKey.keep(secrets, ids);
  }

  private KeyTask.Answer inDataDirectory(Storage storage, KeyTask task) {
    Path directory = store.data();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<KeyTask.Answer> answer;
    do {
      answer = CommandSocket.ask(directory, task).or(() -> hereIfFree(storage, task, deadline));
    } while (answer.isEmpty());
    return answer.get();
  }

  /// Empty when another process has the directory and there is time to ask it again.
  private Optional<KeyTask.Answer> hereIfFree(Storage storage, KeyTask task, long deadline) {
    try {
      DataDirectory.make(store.data());
      return Optional.of(here(storage, task));
    } catch (StartException busy) {
      boolean locked = busy.getCause() instanceof StoreOpenException.Locked;
      if (!locked || System.nanoTime() - deadline >= 0) {
        throw busy;
      }
      LockSupport.parkNanos(this, PAUSE.toNanos());
      return Optional.empty();
    }
  }
}
