package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.app.StandIn.Reply;
import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the scripts of `docs/recipes` against a server, and against a stand-in of the other side.
@Timeout(180)
final class RecipesTest {
  private static final Path RECIPES = Path.of("../docs/recipes");

  @TempDir private static Path directory;
  private static TestCertificate certificate;
  private static ServerProcess server;

  @BeforeAll
  static void serve() throws Exception {
    certificate = TestCertificate.make(directory);
    server =
        new ServerProcess(
            directory.resolve("data"), certificate.trusted(), "--push-allow=127.0.0.0/8");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// With its topic a subscription goes, too.
  @AfterEach
  void remove() throws Exception {
    try (var client = client()) {
      for (var topic : List.of("slack", "telegram", "orders", "notifications")) {
        client.delete("/v1/topics/" + topic);
      }
    }
    Files.deleteIfExists(tokenFile());
  }

  private static ApiClient client() {
    return new ApiClient(server.uri("/"), server.key());
  }

  private static ScriptRun run(String received, Map<String, String> more, String... command)
      throws IOException {
    var environment = new HashMap<>(more);
    environment.put("EDGEMQ_URL", server.uri("").toString());
    environment.put("EDGEMQ_TOKEN", server.key());
    environment.put("RECEIVED_URL", received);
    var script = new ArrayList<>(List.of("sh", RECIPES.resolve(command[0]).toString()));
    script.addAll(List.of(command).subList(1, command.length));
    return ScriptRun.of(script, environment, directory.resolve("errors"));
  }

  private static ScriptRun run(StandIn other, Map<String, String> more, String... command)
      throws IOException {
    return run(other.page(), more, command);
  }

  @Test
  void the_stand_in_for_readers_without_an_account_shows_what_it_took() throws Exception {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process =
        new ProcessBuilder(java, RECIPES.resolve("StandIn.java").toString(), "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = process.inputReader()) {
      var url = lines.readLine();

      var run = run(url, Map.of("SLACK_WEBHOOK_URL", url + "/services/x"), "slack.sh", "hello");

      run.assertDelivered("POST /services/x {\"text\":\"hello\"}");
    } finally {
      Processes.kill(process);
    }
  }

  @Test
  void slack_takes_a_text_as_it_was_published() throws Exception {
    var path = "/services/T1/B2/x3";
    try (var slack = new StandIn(OtherSides.slack(path))) {
      var url = Map.of("SLACK_WEBHOOK_URL", slack.url() + path);

      var plain = run(slack, url, "slack.sh");
      var difficult = run(slack, url, "slack.sh", "C:\\ \"full\"\nas\tsaid");

      assertThat(plain.output()).hasSize(3);
      assertThat(plain.output().getFirst()).matches("message \\d+ was delivered");
      difficult.assertDelivered(
          "POST /services/T1/B2/x3 HTTP/1.1 {\"text\":\"Disk 3 of db-1 is full\"} -> 200 ok",
          "POST /services/T1/B2/x3 HTTP/1.1 {\"text\":\"C:\\\\ \\\"full\\\"\\nas\\tsaid\"} -> 200 ok");
    }
  }

  @Test
  void slack_gets_a_message_again_when_it_asked_for_a_pause() throws Exception {
    var path = "/services/T1/B2/x3";
    int seconds = 3;
    try (var slack = new StandIn(OtherSides.slack(path))) {
      slack.answerNext(new Reply(429, "rate_limited", Map.of("Retry-After", "" + seconds)));

      var run = run(slack, Map.of("SLACK_WEBHOOK_URL", slack.url() + path), "slack.sh", "hello");

      run.assertDelivered(
          "POST /services/T1/B2/x3 HTTP/1.1 {\"text\":\"hello\"} -> 429 rate_limited",
          "POST /services/T1/B2/x3 HTTP/1.1 {\"text\":\"hello\"} -> 200 ok");
      var paused = slack.answered().getLast().nanos() - slack.answered().getFirst().nanos();
      assertThat(Duration.ofNanos(paused)).isGreaterThanOrEqualTo(Duration.ofSeconds(seconds));
    }
  }

  private static Map<String, String> bot(StandIn telegram) {
    return Map.of(
        "TELEGRAM_URL", telegram.url(),
        "TELEGRAM_BOT_TOKEN", "7:abc",
        "TELEGRAM_CHAT_ID", "-100200");
  }

  @Test
  void telegram_takes_a_message_as_it_was_published() throws Exception {
    try (var telegram = new StandIn(OtherSides.telegram("7:abc"))) {
      var run = run(telegram, bot(telegram), "telegram.sh", "hello");

      run.assertDelivered(
          "POST /bot7:abc/sendMessage HTTP/1.1 {\"chat_id\":\"-100200\", \"text\":\"hello\"}"
              + " -> 200 {\"ok\":true,\"result\":{\"message_id\":1}}");
    }
  }

  @Test
  void a_message_for_who_blocked_the_bot_is_a_dead_letter() throws Exception {
    try (var telegram = new StandIn(OtherSides.telegram("7:abc"))) {
      telegram.answerNext(OtherSides.refusal(403, "Forbidden: bot was blocked by the user"));

      var run = run(telegram, bot(telegram), "telegram.sh", "hello");

      assertThat(run.errors()).contains("\"state\":\"active\"", "\"status\":403");
      run.assertBuried(
          "POST /bot7:abc/sendMessage HTTP/1.1 {\"chat_id\":\"-100200\", \"text\":\"hello\"}"
              + " -> 403 {\"ok\":false,\"error_code\":403,"
              + "\"description\":\"Forbidden: bot was blocked by the user\"}");
    }
  }

  @Test
  void a_function_takes_what_is_signed_with_its_secret() throws Exception {
    try (var function = new StandIn(OtherSides.function("the-secret"))) {
      var settings = Map.of("FUNCTION_URL", function.url() + "/", "MQ_SECRET", "the-secret");

      var run = run(function, settings, "spin.sh", "{\"order\":7}");

      run.assertDelivered("POST / HTTP/1.1 {\"order\":7} -> 200 ok");
    }
  }

  @Test
  void a_function_with_another_secret_takes_nothing() throws Exception {
    try (var function = new StandIn(OtherSides.function("another-secret"))) {
      var settings = Map.of("FUNCTION_URL", function.url() + "/", "MQ_SECRET", "the-secret");

      var run = run(function, settings, "spin.sh");

      run.assertBuried("POST / HTTP/1.1 {\"order\":1} -> 400 bad signature");
    }
  }

  @Test
  void apns_takes_notifications_over_http_2_with_one_token() throws Exception {
    var keys = keys();
    try (var apns = new StandIn(new ApnsRules(team(keys)), certificate.tls())) {
      var phone = device(apns, keys, "a1");

      var first = run(apns, phone, "apns.sh", "hello");
      apns.answerNext(new Reply(503, "{\"reason\":\"Shutdown\"}"));
      var second = run(apns, phone, "apns.sh", "again");

      first.assertDelivered(line("a1", "hello", "200"));
      second.assertDelivered(
          line("a1", "hello", "200"),
          line("a1", "again", "503 {\"reason\":\"Shutdown\"}"),
          line("a1", "again", "200"));
      assertThat(apns.answered())
          .extracting(came -> came.request().header("authorization"))
          .containsOnly("bearer " + Files.readString(tokenFile()).strip());
    }
  }

  @Test
  void a_renewal_gives_every_device_a_new_token() throws Exception {
    var keys = keys();
    try (var apns = new StandIn(new ApnsRules(team(keys)), certificate.tls());
        var client = client()) {
      run(apns, device(apns, keys, "a1"), "apns.sh", "hello");
      run(apns, device(apns, keys, "b2"), "apns.sh", "hello");

      Files.setLastModifiedTime(
          tokenFile(), FileTime.from(Instant.now().minus(Duration.ofMinutes(22))));

      var renewal = run(apns, device(apns, keys, "a1"), "apns.sh", "renew");

      assertThat(renewal.output()).containsExactly("subscriptions with the latest token: 2");
      for (var device : List.of("a1", "b2")) {
        var path = "/v1/topics/notifications/messages?subject=" + device.repeat(32);
        assertThat(client.post(path, "{\"aps\":{}}").status()).isEqualTo(201);
      }
      await().until(() -> apns.answered().size() == 4);
      assertThat(apns.answered()).extracting(came -> came.reply().status()).containsOnly(200);
      var tokens =
          apns.answered().stream().map(came -> came.request().header("authorization")).toList();
      assertThat(tokens.subList(0, 2)).containsOnly(tokens.get(0));
      assertThat(tokens.subList(2, 4)).containsOnly(tokens.get(2)).doesNotContain(tokens.get(0));
    }
  }

  @Test
  void a_device_that_is_gone_disables_its_subscription_and_no_other() throws Exception {
    var keys = keys();
    var rules = new ApnsRules(team(keys));
    try (var apns = new StandIn(rules, certificate.tls())) {
      rules.remove("a1".repeat(32));

      var gone = run(apns, device(apns, keys, "a1"), "apns.sh", "hello");
      var other = run(apns, device(apns, keys, "b2"), "apns.sh", "hello");

      assertThat(gone.errors()).contains("\"state\":\"disabled\",\"reason\":\"gone\"");
      gone.assertBuried(line("a1", "hello", "410 {\"reason\":\"Unregistered\"}"));
      other.assertDelivered(
          line("a1", "hello", "410 {\"reason\":\"Unregistered\"}"), line("b2", "hello", "200"));
    }
  }

  private static String line(String device, String alert, String answer) {
    return "POST /3/device/%s HTTP/2.0 {\"aps\":{\"alert\":\"%s\", \"sound\":\"default\"}} -> %s"
        .formatted(device.repeat(32), alert, answer);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static ApnsRules.Team team(KeyPair keys) {
    return new ApnsRules.Team(keys.getPublic(), "KEY4567890", "TEAM567890", "com.example.app");
  }

  private static Path tokenFile() {
    return directory.resolve("token");
  }

  private static Map<String, String> device(StandIn apns, KeyPair keys, String device)
      throws IOException {
    var encoded = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
    var file = directory.resolve("key.p8");
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
    return Map.of(
        "APNS_URL", apns.url(),
        "APNS_KEY_FILE", file.toString(),
        "APNS_TOKEN_FILE", tokenFile().toString(),
        "APNS_KEY_ID", "KEY4567890",
        "APNS_TEAM_ID", "TEAM567890",
        "APNS_TOPIC", "com.example.app",
        "APNS_DEVICE", device.repeat(32));
  }
}
