package io.edgemq.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.Subject;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.Candidate;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LanePolicy;
import io.edgemq.domain.push.LastError;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Step;
import io.edgemq.domain.push.Unsettled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressFormatTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");

  private static final class Some {
    private final Random random;

    Some(long seed) {
      random = new Random(seed);
    }

    private Instant instant() {
      return NOW.plusNanos(random.nextLong() / 2);
    }

    private <T> Optional<T> optional(Supplier<T> value) {
      return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private long number() {
      return 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
    }

    private CircuitBreaker breaker() {
      var rest = Duration.ofMillis(random.nextInt(600_000));
      return switch (random.nextInt(3)) {
        case 0 -> new CircuitBreaker.Closed(random.nextInt(10));
        case 1 -> new CircuitBreaker.Open(instant(), rest, random.nextInt());
        default -> new CircuitBreaker.HalfOpen(rest, random.nextInt());
      };
    }

    private Unsettled unsettled() {
      var key = new MessageKey(one(Backlog.values()), number());
      var subject = one(new Subject("orders"), new Subject("orders.é\"\\😀.x"));
      return new Unsettled(key, subject, random.nextInt(1_000), instant());
    }

    private LastError lastError() {
      var status = random.nextBoolean() ? OptionalInt.of(random.nextInt(600)) : OptionalInt.empty();
      return new LastError(
          instant(), one(FailureClass.values()), status, one("", "no \"route\"\n", "é😀"));
    }

    @SafeVarargs
    private <T> T one(T... values) {
      return values[random.nextInt(values.length)];
    }

    DeliveryProgress progress() {
      return new DeliveryProgress(
          number(),
          number(),
          number(),
          Stream.generate(this::unsettled).limit(random.nextInt(4)).toList(),
          breaker(),
          optional(this::instant),
          optional(this::lastError),
          number(),
          random.nextInt(1_000));
    }
  }

  private static DeliveryProgress failed(String detail) {
    var error = new LastError(NOW, FailureClass.RESET, OptionalInt.empty(), detail);
    return new DeliveryProgress(
        0, 1, 1, List.of(), CircuitBreaker.CLOSED, Optional.empty(), Optional.of(error), 0, 0);
  }

  @Test
  void whatever_is_written_is_read() {
    for (int seed = 0; seed < 1_000; seed++) {
      var progress = new Some(seed).progress();

      var read = ProgressFormat.read(ProgressFormat.write(progress));

      assertThat(read).as("seed %d", seed).isEqualTo(progress);
    }
  }

  @Test
  void a_thousand_unsettled_messages_take_less_than_200_kilobytes() {
    var unsettled =
        LongStream.range(0, DeliveryLane.MOST_UNSETTLED)
            .mapToObj(n -> new MessageKey(Backlog.TOPIC, Long.MAX_VALUE - n))
            .map(key -> new Unsettled(key, new Subject("orders.eu.created"), 1_000, NOW))
            .toList();
    var progress =
        new DeliveryProgress(
            1, 1, 1, unsettled, CircuitBreaker.CLOSED, Optional.empty(), Optional.empty(), 0, 0);

    byte[] written = ProgressFormat.write(progress);

    assertThat(written).hasSizeLessThan(200_000);
  }

  @Test
  void what_a_lane_saves_with_the_largest_subjects_fits_in_a_message_of_half_a_mebibyte() {
    var policy = new LanePolicy(1_000, OptionalDouble.empty(), 1, Ordering.NONE);
    var lane = new DeliveryLane(policy, DeliveryProgress.begin(0, 1), NOW);
    var largest = new Subject("t".repeat(80) + ("." + "\"".repeat(128)).repeat(15));
    lane.add(
        Backlog.TOPIC,
        LongStream.rangeClosed(1, 1_000).mapToObj(n -> new Candidate(n, largest)).toList(),
        1_001);
    while (lane.step(NOW) instanceof Step.Send) {}

    byte[] written = ProgressFormat.write(lane.snapshot().progress());

    assertThat(written).hasSizeLessThan(512 << 10);
  }

  @Test
  void of_a_long_detail_the_beginning_is_kept() {
    var progress = failed("é".repeat(10_000));

    var read = ProgressFormat.read(ProgressFormat.write(progress));

    assertThat(read).isEqualTo(failed("é".repeat(ProgressFormat.LONGEST_DETAIL)));
  }

  @Test
  void what_utf_8_cannot_say_of_a_detail_does_not_keep_it_from_being_written() {
    var progress = failed("half \ud83d of a character");

    var read = ProgressFormat.read(ProgressFormat.write(progress));

    assertThat(read).isEqualTo(failed("half ? of a character"));
  }

  @Test
  void fields_of_a_later_version_are_ignored() {
    var progress = DeliveryProgress.begin(2, 17);
    var written = new String(ProgressFormat.write(progress), UTF_8);

    var read = ProgressFormat.read(written.replaceFirst("\\{", "{\"later\":[1],").getBytes(UTF_8));

    assertThat(read).isEqualTo(progress);
  }

  @Test
  void what_is_no_progress_is_refused() {
    for (var text : List.of("", "{", "[]", "{}", "null")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ProgressFormat.read(text.getBytes(UTF_8)));
    }
  }
}
