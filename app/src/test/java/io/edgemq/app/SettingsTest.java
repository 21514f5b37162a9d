package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

final class SettingsTest {
  @TempDir private Path directory;

  private final OptionSpec drain = OptionSpec.builder("--drain-seconds").build();

  @Test
  void the_environment_wins_over_the_file() throws Exception {
    var file = write("drain-seconds: 3\n");

    var fromFile = Settings.around(List.of("serve", "--config", file), Map.of());
    var fromBoth =
        Settings.around(List.of("serve", "--config=" + file), Map.of("EDGEMQ_DRAIN_SECONDS", "7"));

    assertThat(fromFile.defaultValue(drain)).isEqualTo("3");
    assertThat(fromBoth.defaultValue(drain)).isEqualTo("7");
  }

  @Test
  void the_environment_can_name_the_file() throws Exception {
    var settings =
        Settings.around(List.of("serve"), Map.of("EDGEMQ_CONFIG", write("drain-seconds: 3")));

    assertThat(settings.defaultValue(drain)).isEqualTo("3");
  }

  @Test
  void a_flag_that_is_not_set_has_its_default() {
    assertThat(Settings.around(List.of("serve"), Map.of()).defaultValue(drain)).isNull();
  }

  @Test
  void a_mistyped_key_is_reported() throws Exception {
    var settings = Settings.around(List.of("--config", write("drain-second: 3")), Map.of());

    assertThatThrownBy(() -> settings.requireKnown(List.of("drain-seconds")))
        .hasMessageContaining("drain-second'")
        .hasMessageContaining("did you mean drain-seconds?");
  }

  @Test
  void a_file_that_cannot_be_used_is_reported() throws Exception {
    var list = write("- a\n");
    var nested = write("a:\n  b: 1\n");

    assertThatThrownBy(() -> Settings.around(List.of("--config", "missing.yaml"), Map.of()))
        .hasMessageContaining("missing.yaml cannot be read: there is no such file");
    assertThatThrownBy(() -> Settings.around(List.of("--config", list), Map.of()))
        .hasMessageContaining("mapping")
        .hasMessageContaining("line 1")
        .hasMessageNotContaining("java.util");
    assertThatThrownBy(() -> Settings.around(List.of("--config", nested), Map.of()))
        .hasMessageContaining("single value");
  }

  private String write(String yaml) throws java.io.IOException {
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), yaml).toString();
  }
}
