package io.edgemq.app;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The flags that say where queues, topics and keys are kept: the same for every command.
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "STORE",
      defaultValue = "sqlite",
      description =
          "Where messages live: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Memory is for"
              + " tests: everything is gone at the end.")
  private Kind store = Kind.SQLITE;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "edgemq-data",
      description = "The data directory; made when missing (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("edgemq-data");

  /// Read by [Settings] before the command line is parsed, since it gives the other flags their
  /// values.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file with a key for any of the flags of serve.")
  private @Nullable Path config;

  @ArgGroup(exclusive = false, heading = "%nFor --store nats:%n", order = 10)
  private NatsOptions nats = new NatsOptions();

  /// The stores that there are.
  enum Kind {
    SQLITE,
    MEMORY,
    NATS
  }

  Path data() {
    return data;
  }

  /// The engine that the flags name; an embedded one of at most `maxBytes`. Throws
  /// [IllegalArgumentException] when they do not go together.
  Storage storage(long maxBytes, Map<String, String> environment) {
    if (store != Kind.NATS && nats.namesCluster()) {
      throw new IllegalArgumentException("--nats needs --store nats");
    }
    return switch (store) {
      case SQLITE -> new Storage.Sqlite(maxBytes);
      case MEMORY -> new Storage.Memory();
      case NATS -> new Storage.Nats(nats.config(environment));
    };
  }
}
