package io.edgemq.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.Finding;
import io.edgemq.sqlite.SqliteConfig;
import io.edgemq.sqlite.SqliteStore;
import io.edgemq.sqlite.StoreOpenException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq doctor`: looks at a store, beside a running server too, and says what is wrong with it.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Checks a store and says what to do. Changes nothing without --repair.",
    footer = {
      "",
      "The exit status is 0 when all is well, 1 when something was found that is",
      "not repaired, and 2 when the store cannot be reached or the flags are wrong."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int OUTAGE = 2;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--repair",
      description =
          "For --store nats: rebuilds lost rows and buckets, makes missing streams anew, empty, and"
              + " widens what has too few replicas. Says what it did (default: no).")
  private boolean repair;

  @Option(names = "--json", description = "Prints a JSON array (default: no).")
  private boolean json;

  @ArgGroup(exclusive = false, heading = "%nLimits, as for serve:%n", order = 20)
  private ServeCommand.LimitOptions limits = new ServeCommand.LimitOptions();

  /// @param environment the environment variables, which may hold a password
  DoctorCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try {
      var findings = findings(store.storageNamed(limits.storeBytes(), environment));
      print(findings, spec.commandLine().getOut());
      boolean well = findings.stream().noneMatch(Finding.Problem.class::isInstance);
      return well ? 0 : 1;
    } catch (StoreException | StoreOpenException | IllegalArgumentException outage) {
      spec.commandLine().getErr().println("edgemq: " + outage.getMessage());
      return OUTAGE;
    }
  }

  private List<Finding> findings(Storage storage) {
    return switch (storage) {
      case Storage.Nats(var cluster, _) -> ofCluster(cluster);
      case Storage.Sqlite(long maxBytes) when !repair -> {
        var directory = SqliteConfig.in(store.data());
        yield SqliteStore.examine(
            maxBytes == 0 ? directory : directory.withMaxDatabaseBytes(maxBytes));
      }
      case Storage.Sqlite _ ->
          throw new IllegalArgumentException("--repair is for --store nats; restore a backup");
      case Storage.Memory _ ->
          throw new IllegalArgumentException("a store in memory lives in its server only");
    };
  }

  private List<Finding> ofCluster(NatsConfig cluster) {
    var clock = InstantSource.system();
    return repair
        ? NatsStore.repair(cluster, limits.limits(), clock)
        : NatsStore.examine(cluster, limits.limits(), clock);
  }

  private void print(List<Finding> findings, PrintWriter out) {
    if (json) {
      var array = new JsonMapper().createArrayNode();
      findings.forEach(finding -> describe(array.addObject(), finding));
      out.println(array);
    } else {
      findings.forEach(finding -> out.println(line(finding)));
    }
    out.flush();
  }

  private static String line(Finding finding) {
    return switch (finding) {
      case Finding.Ok(var subject, var detail) -> "ok        " + subject + ": " + detail;
      case Finding.Repaired(var subject, var detail) -> "repaired  " + subject + ": " + detail;
      case Finding.Problem(var subject, var detail, var advice) ->
          "problem   " + subject + ": " + detail + "; to do: " + advice;
    };
  }

  private static void describe(ObjectNode json, Finding finding) {
    switch (finding) {
      case Finding.Ok _ -> json.put("state", "ok");
      case Finding.Repaired _ -> json.put("state", "repaired");
      case Finding.Problem(var _, var _, var advice) ->
          json.put("state", "problem").put("advice", advice);
    }
    json.put("subject", finding.subject()).put("detail", finding.detail());
  }
}
