package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Payload;
import io.edgemq.domain.Start;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.KvStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Watches whose readers are slow: what they cannot hold is dropped, and read again.
@Timeout(60)
final class BucketWatchRoomTest extends KvFixture {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int LARGE = 12_000;
  private static final long ROOM = 2L * LARGE;

  private final CountedRoom room = new CountedRoom(ROOM, LONG);
  private @Nullable MessageStream open;

  @BeforeEach
  void makeUsers() {
    makeBucket();
  }

  @AfterEach
  void everything_is_given_back() {
    watch().close();
    assertThat(room.taken()).isZero();
  }

  private MessageStream watch() {
    return Objects.requireNonNull(open);
  }

  private MessageStream open(CountedRoom in) {
    var earliest = new Cursor.From(Start.EARLIEST);
    var stream = value(watches.watch(all, USERS, KeyFilter.ALL, earliest));
    stream.keepIn(in);
    open = stream;
    return stream;
  }

  /// Larger than a caller may write.
  private void putLarge(String key) {
    var large = new KvValue("a/b", new Payload(new byte[LARGE]));
    var put = new KvStore.Put(new KvKey(key), large, null, KvCondition.NONE, 0);
    assertThat(store.kv().put(REF, put)).isInstanceOf(KvStore.Written.class);
  }

  private static List<Long> revisions(List<StreamItem> items) {
    return items.stream()
        .filter(StreamItem.Written.class::isInstance)
        .map(item -> ((StreamItem.Written) item).entry())
        .map(KvEntry::revision)
        .toList();
  }

  private static List<Long> read(MessageStream stream, int count) throws InterruptedException {
    var all = new ArrayList<Long>();
    while (all.size() < count) {
      all.addAll(revisions(stream.next(LONG)));
    }
    return all;
  }

  /// A watch of three values, of which it could hold the first one only.
  private MessageStream starved() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      putLarge("k" + i);
    }
    assertThat(room.takeNow(ROOM)).isTrue();
    var stream = open(room);
    assertThat(revisions(stream.next(LONG))).containsExactly(1L);
    return stream;
  }

  @Test
  void what_a_slow_reader_cannot_hold_is_dropped_and_read_again() throws Exception {
    var stream = starved();
    assertThat(revisions(stream.next(SHORT))).isEmpty();
    var rest = new FutureTask<>(() -> read(stream, 2));
    Thread.ofVirtual().start(rest);

    room.give(ROOM);

    assertThat(rest.get()).containsExactly(2L, 3L);
    assertThat(room.most()).isLessThanOrEqualTo(ROOM);
  }

  @Test
  void a_slow_reader_that_waits_too_long_for_room_ends() throws Exception {
    putLarge("a");
    putLarge("b");
    var stream = open(new CountedRoom(1, SHORT));
    assertThat(revisions(stream.next(LONG))).containsExactly(1L);

    var last = stream.next(LONG).getLast();

    assertThat(((StreamItem.Closed) last).reason()).isEqualTo(StreamItem.Reason.OVERLOADED);
  }

  private void makeAnother(Duration later) {
    value(buckets.delete(all, USERS));
    now = now.plus(later);
    makeBucket();
    putLarge("other");
  }

  private static void endsAsDeleted(MessageStream stream) throws InterruptedException {
    var last = stream.next(LONG).getLast();
    assertThat(((StreamItem.Closed) last).reason()).isEqualTo(StreamItem.Reason.DELETED);
  }

  @Test
  void a_slow_reader_does_not_go_on_in_another_bucket_of_that_name() throws Exception {
    var stream = starved();
    makeAnother(Duration.ofSeconds(1));

    room.give(ROOM);

    endsAsDeleted(stream);
  }

  @Test
  void a_watch_does_not_begin_in_another_bucket_of_that_name() throws Exception {
    putLarge("a");
    var stream = open(room);
    makeAnother(Duration.ofSeconds(1));

    endsAsDeleted(stream);
  }

  @Test
  void a_slow_reader_is_told_what_was_lost_meanwhile() throws Exception {
    var stream = starved();
    makeAnother(Duration.ZERO); // so soon that only the revisions tell it from the first one

    room.give(ROOM);

    assertThat(stream.next(LONG)).containsExactly(new StreamItem.Gap(2, 4, 4));
    assertThat(read(stream, 1)).containsExactly(4L);
  }
}
