package io.edgemq.app;

import io.edgemq.domain.Limits;
import io.edgemq.domain.identity.SharedIssuer;
import io.edgemq.webhook.Cidr;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq serve`: starts a server and runs until it is stopped.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts the server and runs until SIGTERM or Ctrl-C.",
    footer = {
      "",
      "Every flag can be given as an environment variable (--drain-seconds is",
      "EDGEMQ_DRAIN_SECONDS) or as a key of the --config file (drain-seconds: 10).",
      "The command line wins over the environment, the environment over the file.",
      "The file alone has issuers: a list of those whose tokens are trusted for every tenant",
      "(docs/identity.md)."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

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
      description =
          "Where to listen (default: ${DEFAULT-VALUE}). Without a host: on all addresses. Port 0"
              + " takes a free one.")
  private String listen = "127.0.0.1:8080";

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "What others reach this deployment by; the URLs of invites begin with it (default: the"
              + " address of --listen).")
  private @Nullable String publicUrl;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How long a stopping server waits for requests under way (default: ${DEFAULT-VALUE}).")
  private int drainSeconds = 10;

  @Option(
      names = "--receipt-secret-file",
      paramLabel = "FILE",
      description =
          "A file with 64 hexadecimal digits that sign receipts; the same for all processes of a"
              + " cluster (default: receipt-key in the data directory, made by the first start).")
  private @Nullable Path receiptSecret;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description =
          "A file with admin tokens, one on each line, as name:token or the token alone (default:"
              + " admin-token in the data directory, made by the first start).")
  private @Nullable Path adminToken;

  @Mixin private TlsOptions tls = new TlsOptions();

  @ArgGroup(exclusive = false, heading = "%nLimits:%n", order = 20)
  private LimitOptions limits = new LimitOptions();

  @Option(
      names = "--push-allow",
      paramLabel = "NETWORK",
      split = ",",
      description =
          "Networks that messages may be pushed to although they are private or this machine's, as"
              + " 10.0.0.0/8,fd00::/8 (default: none).")
  private List<String> pushAllow = List.of();

  @Option(
      names = "--push-attempts",
      paramLabel = "on|off",
      defaultValue = "on",
      description =
          "Whether the latest attempts of each subscription are kept, with the first KiB of the"
              + " answers (default: ${DEFAULT-VALUE}).")
  private ServerConfig.Attempts pushAttempts = ServerConfig.Attempts.ON;

  private final Map<String, String> environment;

  /// They are no flag: only the configuration file has them.
  private List<SharedIssuer> issuers = List.of();

  /// @param environment the environment variables, which may hold a password
  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The server will believe their tokens.
  void trust(List<SharedIssuer> trusted) {
    issuers = List.copyOf(trusted);
  }

  @Override
  public Integer call() throws InterruptedException {
    new Lifecycle(valid()).runUntilStopped();
    return 0;
  }

  private ServerConfig valid() {
    try {
      return config();
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(contradiction.getMessage()), contradiction);
    }
  }

  /// The configuration that the flags describe. Throws [IllegalArgumentException] when they
  /// contradict each other.
  ServerConfig config() {
    return new ServerConfig(
        role,
        store.storage(limits.storeBytes(), environment),
        store.data(),
        new SecretSources(receiptSecret, adminToken, environment.get(SecretSources.ADMIN_TOKENS)),
        ServerConfig.Listen.parse(listen).with(tls.files()),
        limits.limits(),
        limits.load(),
        positive("--drain-seconds", drainSeconds),
        new ServerConfig.Push(pushAllow.stream().map(ServeCommand::network).toList(), pushAttempts),
        publicUrl == null ? null : base(publicUrl),
        issuers);
  }

  private static URI base(String text) {
    try {
      var url = new URI(text);
      boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isWeb && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException noUrl) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "--public-url takes a URL like https://mq.example.com, not: " + text);
  }

  private static Cidr network(String text) {
    return Cidr.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--push-allow takes networks, each by its first address, as 10.0.0.0/8, not: "
                        + text));
  }

  private static Duration positive(String flag, int seconds) {
    if (seconds < 0) {
      throw new IllegalArgumentException(flag + " must not be negative");
    }
    return Duration.ofSeconds(seconds);
  }

  /// The limits of SPEC 2. Each is a flag.
  static final class LimitOptions {
    private static final int DEFAULT_STREAMS = 100_000;
    private static final int DEFAULT_PLACES = 128;

    @Option(
        names = "--max-message-bytes",
        paramLabel = "N",
        description = "Largest payload (default: ${DEFAULT-VALUE}).")
    private int messageBytes = Limits.DEFAULT.messageBytes();

    @Option(
        names = "--max-attribute-bytes",
        paramLabel = "N",
        description =
            "Largest attributes of a message: names and values together (default: ${DEFAULT-VALUE}).")
    private int attributeBytes = Limits.DEFAULT.attributeBytes();

    @Option(
        names = "--max-batch-entries",
        paramLabel = "N",
        description = "Most entries of a batch (default: ${DEFAULT-VALUE}).")
    private int batchEntries = Limits.DEFAULT.batchEntries();

    @Option(
        names = "--max-batch-bytes",
        paramLabel = "N",
        description = "Largest body of a batch (default: ${DEFAULT-VALUE}).")
    private int batchBytes = Limits.DEFAULT.batchBytes();

    @Option(
        names = "--max-receive",
        paramLabel = "N",
        description = "Most messages of one receive (default: ${DEFAULT-VALUE}).")
    private int receive = Limits.DEFAULT.receiveMax();

    @Option(
        names = "--max-wait-seconds",
        paramLabel = "N",
        description = "Longest wait of a receive (default: ${DEFAULT-VALUE}).")
    private int wait = (int) Limits.DEFAULT.receiveWait().toSeconds();

    @Option(
        names = "--max-visibility-seconds",
        paramLabel = "N",
        description = "Longest lease (default: ${DEFAULT-VALUE}).")
    private int visibility = (int) Limits.DEFAULT.visibility().toSeconds();

    @Option(
        names = "--max-delay-seconds",
        paramLabel = "N",
        description = "Longest delay of a queued message (default: ${DEFAULT-VALUE}).")
    private int delay = (int) Limits.DEFAULT.delay().toSeconds();

    @Option(
        names = "--max-retention-seconds",
        paramLabel = "N",
        description = "Longest retention (default: ${DEFAULT-VALUE}).")
    private int retention = (int) Limits.DEFAULT.retention().toSeconds();

    @Option(
        names = "--max-streams",
        paramLabel = "N",
        description = "Most open streams (default: ${DEFAULT-VALUE}).")
    private int streams = DEFAULT_STREAMS;

    @Option(
        names = "--max-bytes-in-flight",
        paramLabel = "N",
        description =
            "Most bytes that requests and answers hold in memory together; 0: a quarter of the"
                + " heap (default: ${DEFAULT-VALUE}).")
    private long bytesInFlight;

    @Option(
        names = "--max-store-bytes",
        paramLabel = "N",
        description =
            "Largest size of the embedded store; 0: no limit but the disk (default: ${DEFAULT-VALUE}).")
    private long storeBytes;

    @Option(
        names = "--tenant-places",
        paramLabel = "N",
        description =
            "How many calls tenants may have at the store while several of them call: each as many"
                + " as it leaves free. 0: any number (default: ${DEFAULT-VALUE}).")
    private int tenantPlaces = DEFAULT_PLACES;

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

    ServerConfig.Load load() {
      return new ServerConfig.Load(streams, bytesInFlight, tenantPlaces);
    }

    long storeBytes() {
      return storeBytes;
    }
  }
}
