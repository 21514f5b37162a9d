package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// Tests what the command line says to an operator.
final class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private CommandLine line(Map<String, String> environment, String... args) {
    var line = Main.line(environment);
    Main.configure(line, Settings.around(List.of(args), environment));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line;
  }

  private int run(Map<String, String> environment, String... args) {
    return line(environment, args).execute(args);
  }

  private int run(String... args) {
    return run(Map.of(), args);
  }

  @Test
  void an_unknown_flag_is_told_in_one_line_with_what_was_meant() {
    int status = run("serve", "--drain-second", "3");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("--drain-second'", "did you mean --drain-seconds");
    assertThat(err.toString()).contains("Try: edgemq serve --help");
  }

  @ParameterizedTest
  @CsvSource({
    "--tls-cert=a, --tls-cert and --tls-key need each other",
    "--tls-key=a, --tls-cert and --tls-key need each other",
    "--tls-client-ca=a, --tls-client-ca needs --tls-cert and --tls-key",
    "--tls-client-auth=required, --tls-client-auth needs --tls-client-ca",
  })
  void half_of_what_tls_needs_is_told(String flag, String complaint) {
    int status = run("serve", flag);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains(complaint);
  }

  @Test
  void an_unknown_command_is_told_in_one_line_with_what_was_meant() {
    int status = run("sevre");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("did you mean", "serve");
  }

  @Test
  void a_value_that_does_not_fit_is_told_in_one_line() {
    int status = run("serve", "--drain-seconds", "soon");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("--drain-seconds", "'soon'");
  }

  @Test
  void a_command_line_without_a_command_says_which_to_begin_with() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("key")).isEqualTo(2);

    assertThat(err.toString())
        .contains("name a command, for example: edgemq serve", "Try: edgemq --help")
        .contains("name a command, for example: edgemq key issue", "Try: edgemq key --help");
  }

  @Test
  void a_port_that_cannot_be_is_a_usage_error() {
    for (var port : List.of("70000", "-1", "http")) {
      err.getBuffer().setLength(0);

      assertThat(run("serve", "--listen", "127.0.0.1:" + port)).as(port).isEqualTo(2);

      assertThat(err.toString()).contains("a port from 0 to 65535, not: " + port);
    }
    assertThat(run("serve", "--listen", "8080")).isEqualTo(2);
    assertThat(err.toString()).contains("HOST:PORT", ":8080 for all addresses");
  }

  @Test
  void flags_that_contradict_each_other_are_a_usage_error() {
    assertThat(run("serve", "--nats", "nats://a:1")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("edgemq: --nats needs --store nats", "Try: edgemq serve --help");
  }

  @Test
  void help_and_version_are_commands_and_flags() {
    assertThat(run("help")).isZero();
    assertThat(out.toString()).contains("serve", "key", "version");
    out.getBuffer().setLength(0);

    assertThat(run("help", "serve")).isZero();
    assertThat(out.toString()).contains("--drain-seconds");
    out.getBuffer().setLength(0);

    assertThat(run("version")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("edgemq "));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void the_help_of_every_flag_shows_its_default() {
    var undocumented =
        Main.commands(line(Map.of()))
            .flatMap(command -> command.getCommandSpec().options().stream())
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .filter(option -> !String.join("", option.description()).contains("(default: "))
            .map(CommandLine.Model.OptionSpec::longestName);

    assertThat(undocumented).isEmpty();
  }

  @Test
  void defaults_are_shown_as_they_are() {
    var usage =
        Main.commands(line(Map.of()))
            .filter(command -> command.getCommandName().equals("serve"))
            .map(command -> command.getUsageMessage(Ansi.OFF).replaceAll("\\s+", " "))
            .findFirst()
            .orElseThrow();

    assertThat(usage)
        .contains("Largest payload (default: 1048576)")
        .contains("Longest wait of a receive (default: 20)")
        .contains("Most open streams (default: 100000)")
        .contains("no limit but the disk (default: 0)")
        .contains("Where to listen (default: 127.0.0.1:8080)")
        .doesNotContain("null", "DEFAULT-VALUE");
  }

  @Test
  void a_mistyped_variable_is_a_usage_error_that_says_what_was_meant() {
    int status = run(Map.of("EDGEMQ_DRAIN_SECOND", "3"), "serve");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("EDGEMQ_DRAIN_SECOND;", "did you mean EDGEMQ_DRAIN_SECONDS?");
  }

  @Test
  void a_mistyped_variable_does_not_keep_anybody_from_reading_help() {
    var mistyped = Map.of("EDGEMQ_DRAIN_SECOND", "3");

    assertThat(run(mistyped, "help", "serve")).isZero();
    assertThat(run(mistyped, "serve", "--help")).isZero();
    assertThat(run(mistyped, "version")).isZero();
  }

  @Test
  void variables_that_are_no_flags_but_have_a_use_are_let_through() {
    var environment =
        Map.of(
            "EDGEMQ_NO_BUILD", "1",
            "EDGEMQ_GC", "-XX:+UseG1GC",
            "EDGEMQ_NATS_PASSWORD", "s3cret",
            "EDGEMQ_NATS_ROUTE_PASSWORD", "s3cret",
            "EDGEMQ_SERVICE_HOST", "10.0.0.1",
            "EDGEMQ_SERVICE_PORT_HTTP", "8080",
            "EDGEMQ_PORT", "tcp://10.0.0.1:8080",
            "EDGEMQ_PORT_8080_TCP_ADDR", "10.0.0.1",
            "EDGEMQ_NATS_PORT_4222_TCP", "tcp://10.0.0.2:4222",
            "EDGEMQ", "http://127.0.0.1:8080");

    assertThatCode(
            () -> Settings.around(List.of(), environment).requireKnownVariables(List.of("store")))
        .doesNotThrowAnyException();
  }

  @Test
  void a_variable_that_resembles_nothing_is_refused_without_a_guess() {
    var settings = Settings.around(List.of(), Map.of("EDGEMQ_COLOUR_OF_THE_SKY", "blue"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.requireKnownVariables(List.of("store")))
        .withMessage("unknown environment variable EDGEMQ_COLOUR_OF_THE_SKY");
  }
}
