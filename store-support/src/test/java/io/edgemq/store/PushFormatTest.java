package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.WebhookUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PushFormatTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");

  private static final class Some {
    private final Random random;

    Some(long seed) {
      random = new Random(seed);
    }

    private <T> Optional<T> optional(Supplier<T> value) {
      return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    @SafeVarargs
    private <T> T one(T... values) {
      return values[random.nextInt(values.length)];
    }

    private SigningSecret secret() {
      var text = one("s", "whsec_\"\\/+=", "~".repeat(SigningSecret.LONGEST));
      return new SigningSecret(text, one(SigningSecret.Origin.values()));
    }

    private SigningSecrets secrets() {
      return new SigningSecrets(
          secret(),
          optional(this::secret),
          optional(() -> new SigningSecrets.Retiring(secret(), NOW.plusNanos(random.nextInt()))));
    }

    private Map<String, String> headers() {
      var headers = new LinkedHashMap<String, String>();
      for (int i = random.nextInt(PushConfig.MOST_HEADERS); i > 0; i--) {
        headers.put("X-" + random.nextInt(100), one("", "a \"b\" \\", "Bearer é"));
      }
      return headers;
    }

    private PushConfig config() {
      var url = one("https://a.example/x?y=%2F\"", "http://127.0.0.1:8080", "http://[::1]:1/");
      return new PushConfig(
          WebhookUrl.parse(url).orElseThrow(),
          headers(),
          PushConfig.MOST_LANES + random.nextInt(PushConfig.MOST_IN_FLIGHT - PushConfig.MOST_LANES),
          one(OptionalDouble.empty(), OptionalDouble.of(0.1), OptionalDouble.of(10_000)),
          Duration.ofMillis(1 + random.nextInt(300_000)),
          one(
              EnumSet.allOf(SignatureScheme.class),
              EnumSet.of(SignatureScheme.MQ),
              EnumSet.of(SignatureScheme.STANDARD)),
          one(Ordering.values()),
          1 + random.nextInt(PushConfig.MOST_LANES),
          one(BodyFormat.values()));
    }

    PushFormat.Push push() {
      long from = 1 + (random.nextLong() >>> 1) / 2;
      return new PushFormat.Push(config(), new PushState(secrets(), from, random.nextInt(9)));
    }
  }

  private static PushFormat.Push push(Map<String, String> headers, Set<SignatureScheme> schemes) {
    var config =
        new PushConfig(
            WebhookUrl.parse("https://a.example/").orElseThrow(),
            headers,
            16,
            OptionalDouble.empty(),
            Duration.ofSeconds(20),
            schemes,
            Ordering.NONE,
            PushConfig.DEFAULT_LANES,
            BodyFormat.RAW);
    var secret = new SigningSecret("very-secret", SigningSecret.Origin.GIVEN);
    return new PushFormat.Push(config, new PushState(SigningSecrets.of(secret), 1, 0));
  }

  @Test
  void whatever_is_written_is_read() {
    for (int seed = 0; seed < 1_000; seed++) {
      var push = new Some(seed).push();

      var read = PushFormat.parse(PushFormat.text(push));

      assertThat(read).as("seed %d", seed).isEqualTo(push);
    }
  }

  @Test
  void headers_keep_their_order() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Z", "1");
    headers.put("A", "2");
    headers.put("M", "3");

    var read = PushFormat.parse(PushFormat.text(push(headers, Set.of(SignatureScheme.MQ))));

    assertThat(read.config().headers().keySet()).containsExactly("Z", "A", "M");
  }

  @Test
  void what_was_written_before_there_were_lanes_and_formats_has_one_lane_and_is_raw() {
    var push = push(Map.of(), Set.of(SignatureScheme.MQ));
    var before = PushFormat.write(push);
    before.remove("lanes");
    before.remove("format");

    assertThat(PushFormat.read(before)).isEqualTo(push);
    assertThat(before.toString()).doesNotContain("lanes", "format");
  }

  @Test
  void a_format_that_nobody_knows_is_refused() {
    var json = PushFormat.write(push(Map.of(), Set.of(SignatureScheme.MQ)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PushFormat.read(json.put("format", "avro")));
    assertThatIllegalArgumentException().isThrownBy(() -> PushFormat.read(json.put("format", 1)));
  }

  @Test
  void what_is_malformed_is_refused_without_telling_a_secret() {
    var text = PushFormat.text(push(Map.of(), Set.of(SignatureScheme.MQ)));
    var malformed = text.replace("\"very-secret\"", "very-secret");

    assertThatThrownBy(() -> PushFormat.parse(malformed))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("not JSON")
        .hasNoCause();
  }

  @Test
  void what_lacks_something_is_refused() {
    for (var text : List.of("", "[]", "{}", "null", "{\"url\":\"https://a.example/\"}")) {
      assertThatIllegalArgumentException().isThrownBy(() -> PushFormat.parse(text));
    }
  }
}
