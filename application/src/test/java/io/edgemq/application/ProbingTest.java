package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.PushConfig;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trying the endpoints of subscriptions.
final class ProbingTest extends PushFixture {
  private final Probing probing = new Probing(store.subscriptions(), tools);

  private AttemptRecord tried(Answer answer) throws InterruptedException {
    webhooks.answer = answer;
    return value(probing.test(demo, pushing().id()));
  }

  @Test
  void a_test_is_signed_and_says_what_it_is() throws Exception {
    tried(new Answer.Responded(204, Optional.empty(), ""));

    var request = webhooks.posted.getFirst();
    assertThat(request.headers())
        .contains(
            Map.entry("X-MQ-Topic", "orders"),
            Map.entry("X-MQ-Subject", "orders"),
            Map.entry("X-MQ-Id", "0"),
            Map.entry("X-MQ-Attempt", "1"),
            Map.entry("X-MQ-Attr-mq-test", "true"));
    assertThat(request.headers())
        .extracting(Map.Entry::getKey)
        .contains("X-MQ-Signature", "webhook-signature");
    assertThat(request.headTime()).isEqualTo(PushConfig.DEFAULT_TIMEOUT);
    assertThat(request.wholeTime()).isEqualTo(Duration.ofSeconds(25));
    assertThat(webhooks.open).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "200,",
    "204,",
    "299,",
    "199,PROTOCOL",
    "302,STATUS",
    "404,STATUS",
    "410,STATUS",
    "503,STATUS"
  })
  void an_answer_is_told_as_it_came(int status, FailureClass error) throws Exception {
    var tried = tried(new Answer.Responded(status, Optional.empty(), "words"));

    assertThat(tried.at()).isEqualTo(START);
    assertThat(tried.took()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    assertThat(tried.status()).isEqualTo(OptionalInt.of(status));
    assertThat(tried.error()).isEqualTo(Optional.ofNullable(error));
    assertThat(tried.answer()).isEqualTo("words");
  }

  @Test
  void a_failure_is_told_too() throws Exception {
    var tried = tried(new Answer.Failed(FailureClass.TIMEOUT, "no answer in 20 s"));

    assertThat(tried.status()).isEmpty();
    assertThat(tried.error()).contains(FailureClass.TIMEOUT);
    assertThat(tried.answer()).isEqualTo("no answer in 20 s");
  }

  @Test
  void a_test_changes_nothing() throws Exception {
    var made = pushing();
    webhooks.answer = new Answer.Responded(410, Optional.empty(), "");

    value(probing.test(demo, made.id()));

    assertThat(stored(made.id())).isEqualTo(made);
  }

  @Test
  void what_does_not_push_has_no_endpoint() throws Exception {
    assertThat(refusal(probing.test(demo, streaming().id()))).isEqualTo(new Refusal.NotPush());
    assertThat(webhooks.posted).isEmpty();
  }
}
