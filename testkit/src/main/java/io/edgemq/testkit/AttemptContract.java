package io.edgemq.testkit;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AttemptLog.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/// What the contracts of attempts share: words for both.
abstract class AttemptContract extends PushContract {
  AttemptLog attempts() {
    return ports().attempts();
  }

  /// The first attempt of the message with that sequence; it was delivered.
  static AttemptRecord attempt(long sequence) {
    return new AttemptRecord(
        TestTime.START.plusMillis(sequence),
        sequence,
        1,
        OptionalInt.of(200),
        Duration.ofMillis(12),
        Optional.empty(),
        "tak " + sequence + " \"ok\"\n");
  }

  /// The second attempt of the message with that sequence; there was no answer.
  static AttemptRecord unanswered(long sequence) {
    return new AttemptRecord(
        TestTime.START,
        sequence,
        2,
        OptionalInt.empty(),
        Duration.ofSeconds(20),
        Optional.of(FailureClass.TIMEOUT),
        "no head in 20 s");
  }

  /// Attempts of the messages with sequences `from` to `to`.
  static List<AttemptRecord> range(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(AttemptContract::attempt).toList();
  }

  void append(int subscription, List<AttemptRecord> attempts) {
    attempts().append(Map.of(ref(subscription), attempts));
  }

  /// All that is kept, the newest first.
  List<AttemptRecord> kept(int subscription) {
    return page(subscription, AttemptLog.END, 1_000).stream().map(Logged::attempt).toList();
  }

  List<Logged> page(int subscription, long before, int limit) {
    return attempts().list(ref(subscription), before, limit);
  }
}
