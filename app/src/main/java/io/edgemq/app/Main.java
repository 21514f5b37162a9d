package io.edgemq.app;

import io.edgemq.domain.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line.
@Command(
    name = "edgemq",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Durable queues and topics over plain HTTP.")
public final class Main implements Runnable {
  private static final String LOG_MANAGER = "java.util.logging.manager";

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs the command that `args` name and exits. The status is 0 for success, 1 for a failure and
  /// 2 for a usage error.
  public static void main(String[] args) {
    if (System.getProperty(LOG_MANAGER) == null) {
      System.setProperty(LOG_MANAGER, LastingLog.class.getName());
    }
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    readLogging();
    LastingLog.keep();
    var line = line(System.getenv());
    try {
      configure(line, Settings.around(args, System.getenv()));
    } catch (IllegalArgumentException unusable) {
      UsageErrors.print(line.getErr(), String.valueOf(unusable.getMessage()), "edgemq");
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(args.toArray(String[]::new));
  }

  /// The whole command line.
  static CommandLine line(Map<String, String> environment) {
    var line =
        new CommandLine(new Main())
            .addSubcommand(new ServeCommand(environment))
            .addSubcommand(KeyCommand.line(environment))
            .addSubcommand(AuditCommand.line(environment))
            .addSubcommand(new RestoreCommand(environment))
            .addSubcommand(new DoctorCommand(environment))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new CommandLine.HelpCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(new UsageErrors());
    line.setExecutionExceptionHandler((failure, _, _) -> explain(line.getErr(), failure));
    return line;
  }

  /// Takes flags that are not on the command line from `settings`. A command is a usage error when
  /// they hold something that is not a flag; asking for help is not.
  static void configure(CommandLine line, Settings settings) {
    line.setDefaultValueProvider(settings);
    if (serve(line).getCommand() instanceof ServeCommand serve) {
      serve.trust(settings.issuers());
    }
    line.setExecutionStrategy(
        parsed -> {
          var helped = CommandLine.executeHelpRequest(parsed);
          if (helped != null) {
            return helped;
          }
          if (isConfigured(parsed)) {
            requireKnown(line, settings);
          }
          return new CommandLine.RunLast().execute(parsed);
        });
  }

  private static CommandLine serve(CommandLine line) {
    return Objects.requireNonNull(line.getSubcommands().get("serve"));
  }

  private static boolean isConfigured(CommandLine.ParseResult parsed) {
    return parsed.hasSubcommand()
        && !(parsed.subcommand().commandSpec().userObject() instanceof VersionCommand);
  }

  private static void requireKnown(CommandLine line, Settings settings) {
    try {
      settings.requireKnown(flags(serve(line)));
      settings.requireKnownVariables(
          commands(line).flatMap(command -> flags(command).stream()).distinct().toList());
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(line, String.valueOf(unknown.getMessage()), unknown);
    }
  }

  /// The command and all below it.
  static Stream<CommandLine> commands(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(Main::commands));
  }

  /// The long names of the command's flags, without dashes.
  private static List<String> flags(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .map(option -> option.longestName().substring(2))
        .toList();
  }

  /// Reports a problem that the operator can fix in one line. Anything else is a bug and is
  /// reported with its stack trace.
  private static int explain(PrintWriter err, Exception failure) throws Exception {
    if (failure instanceof IllegalArgumentException
        || failure instanceof StartException
        || failure instanceof StoreException) {
      err.println("edgemq: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  private static void readLogging() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    try (InputStream defaults = Main.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager().readConfiguration(defaults);
    } catch (IOException unreadable) {
      throw new IllegalStateException("logging.properties is in the jar", unreadable);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command, for example: edgemq serve");
  }

  /// `edgemq version`.
  @Command(name = "version", description = "Prints the version.")
  static final class VersionCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      var line = spec.commandLine();
      spec.root().commandLine().printVersionHelp(line.getOut());
    }
  }

  /// Reads the version that the build wrote into the jar.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"edgemq " + text()};
    }

    /// The version, without the program's name.
    static String text() {
      var version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }
  }
}
