package io.edgemq.app;

import io.edgemq.domain.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `edgemq serve`: starts a server and stays until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts the server and serves until SIGTERM or Ctrl-C.",
    footer = {
      "",
      "Every flag can be given as an environment variable (--drain-seconds is",
      "EDGEMQ_DRAIN_SECONDS) or as a key of the --config file (drain-seconds: 10).",
      "The command line wins over the environment, the environment over the file."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "all",
      description = "Which services to run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ServerConfig.Role role = ServerConfig.Role.ALL;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "Where to listen; port 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private String listen = "127.0.0.1:8080";

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How long a stopping server waits for what is under way (default: ${DEFAULT-VALUE}).")
  private int drainSeconds = 10;

  @Option(
      names = "--receipt-secret-file",
      paramLabel = "FILE",
      description =
          "Holds 64 hexadecimal digits that sign receipts; the same for all processes that share a"
              + " cluster. Without it, one is made in the data directory.")
  private @Nullable Path receiptSecret;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description = "Holds the admin token. Without it, one is made in the data directory.")
  private @Nullable Path adminToken;

  @ArgGroup(exclusive = false, heading = "%nLimits:%n", order = 20)
  private LimitOptions limits = new LimitOptions();

  private final Map<String, String> environment;

  /// @param environment where a password may be
  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    new Lifecycle(config()).runUntilStopped();
    return 0;
  }

  /// What the flags come to. Throws [IllegalArgumentException] when they do not go together.
  ServerConfig config() {
    return new ServerConfig(
        role,
        store.storage(limits.storeBytes(), environment),
        store.data(),
        new SecretSources(receiptSecret, adminToken),
        ServerConfig.Listen.parse(listen),
        limits.limits(),
        limits.streams(),
        positive("--drain-seconds", drainSeconds));
  }

  private static Duration positive(String flag, int seconds) {
    if (seconds < 0) {
      throw new IllegalArgumentException(flag + " is not negative");
    }
    return Duration.ofSeconds(seconds);
  }

  /// The limits of SPEC 2, each a flag.
  static final class LimitOptions {
    private static final int DEFAULT_STREAMS = 100_000;

    @Option(names = "--max-message-bytes", paramLabel = "N", description = "Largest payload.")
    private int messageBytes = Limits.DEFAULT.messageBytes();

    @Option(
        names = "--max-attribute-bytes",
        paramLabel = "N",
        description = "Names and values of one message's attributes.")
    private int attributeBytes = Limits.DEFAULT.attributeBytes();

    @Option(names = "--max-batch-entries", paramLabel = "N", description = "Entries of a batch.")
    private int batchEntries = Limits.DEFAULT.batchEntries();

    @Option(names = "--max-batch-bytes", paramLabel = "N", description = "Body of a batch.")
    private int batchBytes = Limits.DEFAULT.batchBytes();

    @Option(names = "--max-receive", paramLabel = "N", description = "Messages of one receive.")
    private int receive = Limits.DEFAULT.receiveMax();

    @Option(names = "--max-wait-seconds", paramLabel = "N", description = "Wait of one receive.")
    private int wait = (int) Limits.DEFAULT.receiveWait().toSeconds();

    @Option(names = "--max-visibility-seconds", paramLabel = "N", description = "Longest lease.")
    private int visibility = (int) Limits.DEFAULT.visibility().toSeconds();

    @Option(
        names = "--max-delay-seconds",
        paramLabel = "N",
        description = "Longest delay of a queued message.")
    private int delay = (int) Limits.DEFAULT.delay().toSeconds();

    @Option(names = "--max-retention-seconds", paramLabel = "N", description = "Longest retention.")
    private int retention = (int) Limits.DEFAULT.retention().toSeconds();

    @Option(names = "--max-streams", paramLabel = "N", description = "Open streams.")
    private int streams = DEFAULT_STREAMS;

    @Option(
        names = "--max-store-bytes",
        paramLabel = "N",
        description = "Size of the embedded store; 0: as large as its disk.")
    private long storeBytes;

    Limits limits() {
      return new Limits(
          messageBytes,
          attributeBytes,
          batchEntries,
          batchBytes,
          receive,
          Duration.ofSeconds(wait),
          Duration.ofSeconds(visibility),
          Duration.ofSeconds(delay),
          Duration.ofSeconds(retention));
    }

    int streams() {
      return streams;
    }

    long storeBytes() {
      return storeBytes;
    }
  }
}
