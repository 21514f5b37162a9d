package io.edgemq.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// The runner: `bench [options] [scenario...]`. Prints a table of findings. With `--check` its
/// status is 1 when a bound was missed or a scenario failed. Its status is 2 when it does not know
/// a scenario or an option.
public final class Bench {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new StoreScenario(),
          WriteScenario.publish(),
          WriteScenario.send(),
          new DrainScenario(),
          new BacklogScenario(),
          new StreamScenario(),
          new SlowReadersScenario(),
          new MatchScenario(),
          new PublishIdentityScenario(),
          new PublishQuotasScenario(),
          new PushScenario(),
          new PushAttemptsScenario(),
          ForwardScenario.onSqlite(),
          new SharesScenario(),
          new StartScenario(),
          new KvScenario(),
          new NatsPublishScenario(),
          new NatsDrainScenario(),
          ForwardScenario.onNats(),
          new NatsIdleScenario(),
          new NatsCreateScenario(),
          new NatsFirstStreamScenario(),
          new ChangeStreamsScenario());

  private final Options options;
  private final PostLoad generator = PostLoad.best();
  private final PrintStream out = System.out;
  private int missed;
  private int failed;

  private Bench(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args));
  }

  private static int run(String... args) throws InterruptedException {
    try {
      var options = Options.parse(args);
      return new Bench(options).run(chosen(options.scenarios()));
    } catch (IllegalArgumentException | NoSuchElementException unknown) {
      System.err.println("bench: " + unknown.getMessage());
      System.err.print(Options.USAGE);
      for (var scenario : SCENARIOS) {
        System.err.printf("  %-13s %s%n", scenario.name(), scenario.question());
      }
      return 2;
    }
  }

  private static List<Scenario> chosen(List<String> names) {
    if (names.isEmpty()) return SCENARIOS;
    var chosen = new ArrayList<Scenario>();
    for (var name : names) {
      chosen.add(
          SCENARIOS.stream()
              .filter(s -> s.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("unknown scenario " + name)));
    }
    return chosen;
  }

  private int run(List<Scenario> scenarios) throws InterruptedException {
    out.printf("%nbench: single messages are posted by %s%n", generator.name());
    for (var scenario : scenarios) run(scenario);
    out.printf("%nbench: %d bounds missed, %d scenarios failed%n", missed, failed);
    return options.check() && missed + failed > 0 ? 1 : 0;
  }

  private void run(Scenario scenario) throws InterruptedException {
    out.printf("%n%s: %s%n", scenario.name(), scenario.question());
    try (var lab = new Lab(options, generator)) {
      for (var finding : scenario.run(lab)) print(finding);
    } catch (RuntimeException broken) {
      failed++;
      out.println("  FAILED: " + broken.getMessage());
    }
  }

  private void print(Finding finding) {
    if (finding.isMissed()) missed++;
    var verdict =
        switch (finding.bound()) {
          case Finding.Bound.None _ -> "";
          case Finding.Bound.Kept(var bound) -> "ok (" + bound + ")";
          case Finding.Bound.Missed(var bound) -> "MISSED (" + bound + ")";
        };
    out.printf(
        "  %-28s %16s  %-38s %s%n", finding.what(), finding.value(), finding.against(), verdict);
  }
}
