package io.edgemq.app;

import io.edgemq.domain.Quota;
import io.edgemq.domain.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq key`: issues, revokes and lists tenants' keys, at any time: on a cluster in its bucket
/// of keys, on a data directory through the server that has it or, when none runs, in its database.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Issues, revokes and lists keys, also while the server runs.")
final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// The command with its subcommands.
  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new KeyCommand())
        .addSubcommand(new Issue(environment))
        .addSubcommand(new Revoke(environment))
        .addSubcommand(new Tell(environment));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a command, for example: edgemq key issue");
  }

  /// Has the task carried out and prints what came of it. What the flags cannot mean is a usage
  /// error.
  private static int run(
      CommandLine line, KeyTarget target, Supplier<KeyTask> task, Map<String, String> environment) {
    KeyTask.Answer answer;
    try {
      answer = target.carryOut(task.get(), environment);
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(line, String.valueOf(contradiction.getMessage()), contradiction);
    }
    answer.err().forEach(line.getErr()::println);
    answer.out().forEach(line.getOut()::println);
    return answer.status();
  }

  /// `edgemq key issue`.
  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = "Creates a key and prints its token. The token is shown only once.")
  static final class Issue implements Callable<Integer> {
    private final Map<String, String> environment;
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private KeyTarget target = new KeyTarget();

    @Option(
        names = "--label",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "The purpose of the key, to tell keys apart (default: none).")
    private String label = "";

    @Option(
        names = "--create-tenant",
        description = "Creates the tenant if it does not exist (default: no).")
    private boolean createTenant;

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description =
            "What the key may do, as publish:orders.>, subscribe:orders.>, queue:jobs, kv:carts or"
                + " manage; may be repeated (default: everything).")
    private List<String> scopes = List.of();

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        description = "When the key ends, as 2030-01-31T00:00:00Z (default: never).")
    private @Nullable Instant expiresAt;

    @Option(
        names = "--messages-per-second",
        paramLabel = "N",
        description =
            "How many messages the key may send in a second, from 1 to 1000000000 (default: as many"
                + " as its tenant).")
    private @Nullable Long messagesPerSecond;

    Issue(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      return run(spec.commandLine(), target, this::task, environment);
    }

    private KeyTask task() {
      var unknown = createTenant ? KeyTask.UnknownTenant.CREATE : KeyTask.UnknownTenant.REFUSE;
      scopes.forEach(Scope::of); // what is none is a usage error
      return new KeyTask.Issue(target.tenant(), label, scopes, expiresAt, rate(), unknown);
    }

    private @Nullable Long rate() {
      var rate = messagesPerSecond;
      if (rate != null && (rate < 1 || rate > Quota.MOST_RATE)) {
        throw new IllegalArgumentException(
            "--messages-per-second takes a number from 1 to " + Quota.MOST_RATE);
      }
      return rate;
    }
  }

  /// `edgemq key revoke`.
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a key. Every server refuses it from then on.")
  static final class Revoke implements Callable<Integer> {
    private final Map<String, String> environment;
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private KeyTarget target = new KeyTarget();

    @Parameters(paramLabel = "KEY", description = "The key's id, ak_…, as issue and list print it.")
    private String id = "";

    Revoke(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      return run(
          spec.commandLine(), target, () -> new KeyTask.Revoke(target.tenant(), id), environment);
    }
  }

  /// `edgemq key list`.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists a tenant's keys, oldest first: id, state, creation, label.")
  static final class Tell implements Callable<Integer> {
    private final Map<String, String> environment;
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private KeyTarget target = new KeyTarget();

    Tell(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      return run(spec.commandLine(), target, () -> new KeyTask.Tell(target.tenant()), environment);
    }
  }
}
