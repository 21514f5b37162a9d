package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.SharedIssuer;
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

  @Test
  void the_file_names_issuers_that_are_trusted_for_every_tenant() throws Exception {
    var file =
        write(
            """
            drain-seconds: 3
            issuers:
              - name: company
                issuer: https://id.example
                audience: mq
                tenant_claim: org
                scopes: ["publish:>"]
              - name: ci
                issuer: urn:ci
                audience: mq
                jwks_url: https://ci.example/keys
                scopes_claim: permissions
                tenant_claim: project
            """);

    var settings = Settings.around(List.of("--config", file), Map.of());

    settings.requireKnown(List.of("drain-seconds"));
    assertThat(settings.issuers())
        .containsExactly(
            new SharedIssuer(
                "company",
                new IssuerRule("https://id.example", "mq", null, "scope", Scopes.of("publish:>")),
                "org"),
            new SharedIssuer(
                "ci",
                new IssuerRule(
                    "urn:ci",
                    "mq",
                    WebhookUrl.parse("https://ci.example/keys").orElseThrow(),
                    "permissions",
                    Scopes.EVERYTHING),
                "project"));
  }

  @Test
  void an_issuer_that_cannot_be_used_is_reported() throws Exception {
    var good = "{name: a, issuer: 'https://a.example', audience: mq, tenant_claim: org}";
    assertRefused("issuers: 7", "'issuers' takes a list");
    assertRefused("issuers: [7]", "issuers[0] must be a mapping");
    assertRefused("issuers: [" + good + ", " + good + "]", "issuers[1] has the name, or issuer");
    assertRefused(issuer(good, "name: a", "nam: a"), "'nam'; did you mean name?");
    assertRefused(issuer(good, "name: a", "name: iss_a"), "needs a 'name'");
    assertRefused(issuer(good, ", audience: mq", ""), "characters as 'audience'");
    assertRefused(issuer(good, ", tenant_claim: org", ""), "characters as 'tenant_claim'");
    assertRefused(issuer(good, "'https://a.example'", "a"), "a URL as 'issuer', or a 'jwks_url'");
    assertRefused(issuer(good, "}", ", jwks_url: x}"), "URL as 'jwks_url'");
    assertRefused(issuer(good, "}", ", scopes: []}"), "'scopes' that are a list of 1 to 100");
    assertRefused(issuer(good, "}", ", scopes: [all]}"), "has a scope 'all' that is not publish:");
  }

  private static String issuer(String good, String part, String other) {
    return "issuers: [" + good.replace(part, other) + "]";
  }

  private void assertRefused(String text, String complaint) throws Exception {
    var file = write(text);

    assertThatThrownBy(() -> Settings.around(List.of("--config", file), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }
}
