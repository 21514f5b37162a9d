package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What comes of a log that another one takes the place of.
final class LogReadingTest {
  private final SlowFixture former = new SlowFixture(null);
  private final SlowFixture latter = new SlowFixture(null);
  private final CountedRoom room = new CountedRoom(900_000, SlowFixture.LONG);
  private TopicLog current = former.store.topicLog();
  private final TopicLog log =
      (TopicLog)
          Proxy.newProxyInstance(
              TopicLog.class.getClassLoader(),
              new Class<?>[] {TopicLog.class},
              (_, method, arguments) -> method.invoke(current, arguments));
  private final LogReading reading =
      new LogReading(new CatchUp(log, SlowFixture.TOPIC, new Semaphore(1)), SlowPolicy.LATEST);

  @AfterEach
  void close() {
    former.close();
    latter.close();
  }

  private CatchUp.Part read(long next) throws InterruptedException {
    return reading.read(slow(next), SubjectFilter.ALL, room);
  }

  private static Taken.Behind slow(long next) {
    return new Taken.Behind(next, Taken.Pace.SLOW);
  }

  @Test
  void nothing_of_the_former_log_comes_after_the_gap() throws Exception {
    for (int i = 0; i < 300; i++) {
      former.publish("t." + i, 1000);
    }
    assertThat(read(129)).isInstanceOf(CatchUp.Waiting.class);
    assertThat(room.taken()).isPositive();
    latter.publishInTurn(5, 5);
    current = latter.store.topicLog();

    var gap = reading.gapBeyond(6, slow(129));

    assertThat(gap).contains(new StreamItem.Gap(129, 1, 5));
    assertThat(room.taken()).isZero();
    latter.publishInTurn(2, 2);
    assertThat(SlowFixture.sequences(((CatchUp.Page) read(6)).items())).containsExactly(6L, 7L);
  }

  @Test
  void a_reader_that_is_not_beyond_the_end_has_no_gap() throws Exception {
    former.publishInTurn(300, 10);
    assertThat(read(129)).isInstanceOf(CatchUp.Waiting.class);

    assertThat(reading.gapBeyond(301, slow(129))).isEmpty();

    var page = (CatchUp.Page) read(129);
    assertThat(page.items().getFirst()).isEqualTo(new StreamItem.Skipped(162, 129, 290));
  }
}
