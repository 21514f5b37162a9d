package io.edgemq.app;

import io.edgemq.sqlite.SqliteConfig;
import io.edgemq.sqlite.SqliteStore;
import io.edgemq.sqlite.StoreOpenException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq restore`: puts a backup of the control plane's database in its place.
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts a backup in the place of the database in the data directory. The server must not run.",
      "What was there is kept beside it."
    })
final class RestoreCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path backup = Path.of("");

  @Mixin private StoreOptions store = new StoreOptions();

  RestoreCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try {
      DataDirectory.make(store.data());
      var replaced = SqliteStore.restore(backup, target(), InstantSource.system().instant());
      var out = spec.commandLine().getOut();
      replaced.ifPresent(kept -> out.println("kept what was there as " + kept));
      out.println("restored " + target().file());
      return 0;
    } catch (StoreOpenException inTheWay) {
      throw new StartException(String.valueOf(inTheWay.getMessage()), inTheWay);
    }
  }

  private SqliteConfig target() {
    var directory = SqliteConfig.in(store.data());
    return switch (store.storageNamed(0, environment)) {
      case Storage.Sqlite _ -> directory;
      case Storage.Nats _ -> directory.named(SqliteConfig.CONTROL_NAME);
      case Storage.Memory _ ->
          throw new IllegalArgumentException("a store in memory has no database");
    };
  }
}
