package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient.Allowed;
import io.edgemq.ports.out.WebhookClient.Forbidden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// `urls.txt`: no packet goes where a hostile URL leads.
final class UrlVectorsTest {
  private static final RawServer v4 = RawServer.answering(RawServer.OK);
  private static final RawServer v6 =
      RawServer.at("::1", v4.port(), connection -> connection.write(RawServer.OK));

  /// A line of the file.
  private record Vector(String kind, String url, List<String> addresses) {
    static Vector of(String line) {
      var words = line.replace("{port}", "" + v4.port()).split(" +");
      return new Vector(words[0], words[1], Arrays.asList(words).subList(2, words.length));
    }

    GuardedWebhookClient client(String... allowed) {
      var host = WebhookUrl.parse(url).orElseThrow().host();
      return GuardedWebhookClient.open(
          Calls.settings(Calls.names(Map.of(host, addresses)), allowed));
    }
  }

  @AfterAll
  static void nobody_was_called() {
    assertThat(v4.accepted() + v6.accepted()).isZero();
    v4.close();
    v6.close();
  }

  @TestFactory
  Stream<DynamicTest> hostile_urls_are_refused_and_nothing_is_sent() {
    return of("no-url")
        .map(
            vector ->
                dynamicTest(
                    vector.url(), () -> assertThat(WebhookUrl.parse(vector.url())).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> forbidden_urls_are_refused_by_check_and_by_post() {
    return of("forbidden").map(vector -> dynamicTest(vector.url(), () -> assertForbidden(vector)));
  }

  private static void assertForbidden(Vector vector) throws InterruptedException {
    var url = Calls.url(vector.url());
    var client = vector.client();

    try (var endpoint = client.open(url)) {
      assertThat(client.check(url)).isEqualTo(new Forbidden());
      assertThat(endpoint.post(Calls.request("x")))
          .isEqualTo(
              new Failed(
                  FailureClass.ADDRESS_FORBIDDEN, "the address is one that nothing is sent to"));
    }
  }

  @TestFactory
  Stream<DynamicTest> honest_urls_may_be_called() {
    return of("honest")
        .map(
            vector ->
                dynamicTest(
                    vector.url(),
                    () ->
                        assertThat(vector.client().check(Calls.url(vector.url())))
                            .isEqualTo(new Allowed())));
  }

  @Test
  void there_are_as_many_vectors_as_promised() {
    assertThat(of("no-url").count() + of("forbidden").count()).isGreaterThanOrEqualTo(60);
    assertThat(of("honest").count()).isGreaterThanOrEqualTo(20);
    assertThat(vectors()).allMatch(v -> v.kind().matches("no-url|forbidden|honest"));
  }

  private static Stream<Vector> of(String kind) {
    return vectors().filter(vector -> vector.kind().equals(kind));
  }

  private static Stream<Vector> vectors() {
    try (var in = Objects.requireNonNull(UrlVectorsTest.class.getResourceAsStream("/urls.txt"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Vector::of)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
