package io.edgemq.app;

import io.edgemq.application.AuditCheck;
import io.edgemq.application.AuditSealer;
import io.edgemq.application.DeploymentKey;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.sqlite.SqliteConfig;
import io.edgemq.sqlite.SqliteStore;
import io.edgemq.sqlite.StoreOpenException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq audit`: looks after the audit log.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Checks that nobody has changed the audit log.")
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with its subcommands.
  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new AuditCommand()).addSubcommand(new Verify(environment));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a command, for example: edgemq audit verify");
  }

  /// `edgemq audit verify`.
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Walks through the audit log, also while the server runs.",
      footer = {
        "",
        "The exit status is 0 when every entry is as it was written and none is",
        "missing, 1 when not, and 2 when it could not look."
      })
  static final class Verify implements Callable<Integer> {
    private static final int OUTAGE = 2;

    private final Map<String, String> environment;
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions store = new StoreOptions();

    @Option(
        names = "--receipt-secret-file",
        paramLabel = "FILE",
        description =
            "The file with the receipt secret of the deployment, which seals the audit (default:"
                + " receipt-key in the data directory).")
    private @Nullable Path receiptSecret;

    Verify(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      try {
        return tell(check(store.storageNamed(0, environment)));
      } catch (StoreException
          | StoreOpenException
          | StartException
          | IllegalArgumentException outage) {
        spec.commandLine().getErr().println("edgemq: " + outage.getMessage());
        return OUTAGE;
      }
    }

    private int tell(AuditCheck.Result result) {
      var out = spec.commandLine().getOut();
      return switch (result) {
        case AuditCheck.Good(long count) -> {
          out.println("ok        audit: " + count + " entries, none changed or missing");
          yield 0;
        }
        case AuditCheck.Bad(long sequence, var fault) -> {
          out.println("problem   audit: entry " + sequence + ": " + words(fault));
          yield 1;
        }
      };
    }

    private static String words(AuditCheck.Fault fault) {
      return switch (fault) {
        case EDITED_ENTRY -> "it, or one before it, is not as it was written";
        case MISSING_ENTRY -> "it is missing";
        case MISSING_TAIL -> "it and what was behind it is missing";
        case MISSING_HEAD -> "the head is missing that says where the log ends";
        case WRONG_SEAL -> "the head was not sealed with this receipt secret";
        case OTHER_HEAD -> "the head was made for another entry";
        case BEHIND_HEAD -> "it was added behind the end";
      };
    }

    private AuditCheck.Result check(Storage storage) {
      return switch (storage) {
        case Storage.Sqlite _ -> ofFile();
        case Storage.Nats _ -> ofCluster(storage);
        case Storage.Memory _ ->
            throw new IllegalArgumentException("a store in memory lives in its server only");
      };
    }

    private AuditCheck.Result ofFile() {
      try (var audit = SqliteStore.readAudit(SqliteConfig.in(store.data()))) {
        return AuditCheck.of(
            new AuditCheck.Source() {
              @Override
              public List<AuditEntry> after(long sequence, int limit) {
                return audit.after(sequence, limit);
              }

              @Override
              public Optional<AuditHead> head() {
                return audit.head();
              }
            },
            sealer());
      }
    }

    private AuditCheck.Result ofCluster(Storage storage) {
      var sealer = sealer();
      var clock = StoreTime.of(InstantSource.system());
      try (var stores = Stores.open(storage, store.data(), clock, 0, false)) {
        return AuditCheck.of(AuditCheck.Source.of(stores.audit()), sealer);
      }
    }

    private AuditSealer sealer() {
      var sources = new SecretSources(receiptSecret, null, null);
      var secrets = new GivenSecrets(sources, new SecretFiles(store.data()));
      var secret =
          secrets
              .find(ReceiptKey.NAME)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no receipt secret in %s; name it with --receipt-secret-file"
                              .formatted(secrets.whereabouts(ReceiptKey.NAME))));
      var key = ReceiptKey.parse(secret, secrets.whereabouts(ReceiptKey.NAME));
      return new AuditSealer(new DeploymentKey(key));
    }
  }
}
