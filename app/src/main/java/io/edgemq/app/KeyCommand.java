package io.edgemq.app;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq key`: issues, revokes and lists tenants' keys. It works on the store itself: on a
/// cluster at any time, on a data directory only while no server uses it.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Issues, revokes and lists keys.")
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
        spec.commandLine(), "Name a command, for example: edgemq key issue");
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
        description = "The purpose of the key, to tell keys apart.")
    private String label = "";

    @Option(names = "--create-tenant", description = "Creates the tenant if it does not exist.")
    private boolean createTenant;

    Issue(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      try (var stores = target.open(environment)) {
        return issue(stores, target.tenant());
      }
    }

    private int issue(Stores stores, TenantId tenant) {
      var err = spec.commandLine().getErr();
      var clock = InstantSource.system();
      if (stores.tenants().find(tenant).isEmpty()) {
        if (!createTenant) {
          err.println("edgemq: there is no tenant " + tenant.value() + "; add --create-tenant");
          return CommandLine.ExitCode.SOFTWARE;
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        stores.tenants().create(new Tenant(tenant, tenant.value(), now));
      }
      var ids = new SecretIds();
      var token = ids.token();
      var key = new KeyIssuing(stores.keys(), ids, clock).issue(tenant, label, token);
      err.println("issued " + key.id() + " to " + tenant.value());
      spec.commandLine().getOut().println(token);
      return CommandLine.ExitCode.OK;
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
      try (var stores = target.open(environment)) {
        return revoke(stores, target.tenant());
      }
    }

    private int revoke(Stores stores, TenantId tenant) {
      var err = spec.commandLine().getErr();
      var now = InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
      if (stores.keys().revoke(tenant, id, now)) {
        err.println("revoked " + id);
        return CommandLine.ExitCode.OK;
      }
      err.println("edgemq: tenant %s has no active key %s".formatted(tenant.value(), id));
      return CommandLine.ExitCode.SOFTWARE;
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
      var now = InstantSource.system().instant();
      try (var stores = target.open(environment)) {
        var out = spec.commandLine().getOut();
        stores.keys().list(target.tenant()).forEach(key -> out.println(line(key, now)));
      }
      return CommandLine.ExitCode.OK;
    }

    private static String line(ApiKey key, Instant now) {
      return String.join("\t", key.id(), state(key, now), key.createdAt().toString(), key.label());
    }

    private static String state(ApiKey key, Instant now) {
      if (key.revokedAt() != null) {
        return "revoked";
      }
      return key.isActive(now) ? "active" : "expired";
    }
  }
}
