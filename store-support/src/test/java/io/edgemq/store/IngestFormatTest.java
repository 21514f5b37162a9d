package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IngestFormatTest {
  private static final String SECRET = "whsec_do-not-tell";
  private static final TokenHash HASH = new TokenHash("ab".repeat(32));
  private static final IngestCors CORS =
      new IngestCors(
          List.of("https://a.example", "*"), List.of("X-Day", "X-Id"), Duration.ofSeconds(90));

  private static Ingest ingest(
      IngestTarget target, IngestAuth auth, SubjectSource subject, @Nullable String dedup) {
    return new Ingest(
        new IngestId("in_" + "0".repeat(24)),
        new TenantId("acme"),
        "logs",
        target,
        auth,
        subject,
        dedup,
        CORS,
        Instant.parse("2026-01-01T00:00:00.123456789Z"));
  }

  private static IngestAuth signed(IngestAuth.Scheme scheme) {
    var secret = new SigningSecret(SECRET, SigningSecret.Origin.GIVEN);
    return new IngestAuth.Signed(scheme, secret, Duration.ofMinutes(3));
  }

  static Stream<Ingest> all() {
    var queue = new IngestTarget.ToQueue(new QueueName("jobs.fifo"));
    var topic = new IngestTarget.ToTopic(new TopicName("orders"));
    var nothing = new SubjectSource.Nothing();
    var open = new IngestAuth.Open();
    var keys = WebhookUrl.parse("https://id.example/keys").orElseThrow();
    var auths =
        Stream.concat(
            Stream.of(IngestAuth.Scheme.values()).map(IngestFormatTest::signed),
            Stream.of(
                new IngestAuth.Bearer(HASH),
                new IngestAuth.SecretPath(HASH),
                new IngestAuth.Jwt("https://id.example", "api", keys),
                new IngestAuth.Jwt("https://id.example", "api", null)));
    return Stream.concat(
        auths.map(auth -> ingest(queue, auth, nothing, null)),
        Stream.of(
            ingest(queue, open, nothing, "X-Id"),
            ingest(topic, open, nothing, null),
            ingest(topic, open, new SubjectSource.FromHeader("X-Subject"), null),
            ingest(topic, open, new SubjectSource.FromPointer("/a~1b"), null),
            ingest(topic, open, new SubjectSource.FromPath(), null)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void an_ingest_is_read_as_it_was_written(Ingest ingest) {
    assertThat(IngestFormat.parse(IngestFormat.text(ingest))).isEqualTo(ingest);
    assertThat(IngestFormat.read(IngestFormat.write(ingest))).isEqualTo(ingest);
  }

  @Test
  void what_is_malformed_is_no_ingest_and_does_not_tell_its_secret() {
    var text = IngestFormat.text(all().findFirst().orElseThrow());

    for (var broken :
        new String[] {
          text.substring(0, text.length() - 1),
          text.replace("}", ""),
          text.replace("\"signed\"", "\"sworn\""),
          text.replace("\"nothing\"", "\"body\""),
          text.replace("\"github\"", "\"gitlab\""),
          text.replace("\"queue\"", "\"heap\""),
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IngestFormat.parse(broken))
          .satisfies(e -> assertThat(e).hasStackTraceContaining("IngestFormat"))
          .satisfies(e -> assertThat(e.toString()).doesNotContain(SECRET))
          .withNoCause();
    }
  }
}
