package io.edgemq.app;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The flags that select the store of queues, topics and keys. They are the same for every command.
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "STORE",
      defaultValue = "sqlite",
      description =
          "The store: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Memory is for"
              + " tests: everything is lost when the process ends.")
  private Kind store = Kind.SQLITE;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "edgemq-data",
      description = "The data directory, created if missing (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("edgemq-data");

  /// [Settings] reads it before the command line is parsed, because it gives the other flags their
  /// values.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file. Its keys are the names of flags of serve (default: none).")
  private @Nullable Path config;

  @ArgGroup(exclusive = false, heading = "%nFor --store nats:%n", order = 10)
  private NatsOptions nats = new NatsOptions();

  /// The kinds of store.
  enum Kind {
    SQLITE,
    MEMORY,
    NATS
  }

  Path data() {
    return data;
  }

  /// As [#storage], for commands that only look: naming a cluster is enough.
  Storage storageNamed(long maxBytes, Map<String, String> environment) {
    return nats.namesCluster()
        ? new Storage.Nats(nats.config(environment), nats.knownMessages())
        : storage(maxBytes, environment);
  }

  /// The store that the flags name. An embedded one holds at most `maxBytes`. Throws
  /// [IllegalArgumentException] when the flags contradict each other.
  Storage storage(long maxBytes, Map<String, String> environment) {
    if (store != Kind.NATS && nats.namesCluster()) {
      throw new IllegalArgumentException("--nats needs --store nats");
    }
    return switch (store) {
      case SQLITE -> new Storage.Sqlite(maxBytes);
      case MEMORY -> new Storage.Memory();
      case NATS -> new Storage.Nats(nats.config(environment), nats.knownMessages());
    };
  }
}
