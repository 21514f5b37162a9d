package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BucketWatchTest extends KvFixture {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Cursor EARLIEST = new Cursor.From(Start.EARLIEST);

  private final List<MessageStream> open = new ArrayList<>();

  @BeforeEach
  void makeUsers() {
    makeBucket();
  }

  @AfterEach
  void closeWatches() {
    open.forEach(MessageStream::close);
    assertThat(streams.count()).isZero();
  }

  private MessageStream watch(Cursor cursor) {
    return watch(all, KeyFilter.ALL, cursor);
  }

  private MessageStream watch(Principal who, KeyFilter filter, Cursor cursor) {
    var stream = value(watches.watch(who, USERS, filter, cursor));
    open.add(stream);
    return stream;
  }

  private static List<Long> revisions(List<StreamItem> items) {
    return items.stream().map(item -> ((StreamItem.Written) item).entry().revision()).toList();
  }

  private static List<Long> read(MessageStream stream, int count) throws InterruptedException {
    var all = new ArrayList<Long>();
    while (all.size() < count) {
      all.addAll(revisions(stream.next(LONG)));
    }
    return all;
  }

  private static StreamItem.Reason end(MessageStream stream) throws InterruptedException {
    var items = stream.next(LONG);
    assertThat(items).hasSize(1);
    return ((StreamItem.Closed) items.getFirst()).reason();
  }

  @Test
  void without_a_cursor_a_watch_begins_with_the_next_write() throws Exception {
    put("a", "1");
    var stream = watch(new Cursor.Default());
    put("b", "2");
    value(values.delete(all, target("b")));

    var items = stream.next(LONG);

    assertThat(((StreamItem.Written) items.getFirst()).entry().revision()).isGreaterThan(1);
    while (!(((StreamItem.Written) items.getLast()).entry().change() instanceof KvChange.Deleted)) {
      items = stream.next(LONG);
    }
    assertThat(((StreamItem.Written) items.getLast()).entry().revision()).isEqualTo(3);
  }

  @Test
  void who_resumes_gets_what_is_kept_behind_the_cursor_and_no_gap() throws Exception {
    put("a", "1");
    put("b", "2");
    put("a", "3");
    put("c", "4");

    assertThat(read(watch(EARLIEST), 3)).containsExactly(2L, 3L, 4L);
    assertThat(read(watch(new Cursor.After(2)), 2)).containsExactly(3L, 4L);
    open.forEach(MessageStream::close);
    assertThat(read(watch(new Cursor.From(new Start.AtSequence(4))), 1)).containsExactly(4L);
    assertThat(read(watch(new Cursor.After(0)), 3)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void a_cursor_beyond_the_end_or_of_a_former_bucket_is_told_as_a_gap() throws Exception {
    put("a", "1");
    put("a", "2");
    var beyond = watch(new Cursor.After(7));
    assertThat(beyond.next(LONG)).containsExactly(new StreamItem.Gap(8, 1, 2));
    put("a", "3");
    assertThat(read(beyond, 1)).containsExactly(3L);

    value(buckets.delete(all, USERS));
    makeBucket();
    put("b", "4");
    var former = watch(new Cursor.After(2));
    assertThat(former.next(LONG)).containsExactly(new StreamItem.Gap(3, 4, 4));
    assertThat(read(former, 1)).containsExactly(4L);
  }

  @Test
  void only_what_matches_comes_and_what_is_passed_over_is_told_now_and_then() throws Exception {
    var stream = watch(all, new KeyFilter("users.*"), EARLIEST);
    put("users.1", "x");
    assertThat(read(stream, 1)).containsExactly(1L);
    put("other", "x");
    put("users.1.more", "x");

    List<StreamItem> items = List.of();
    while (!items.equals(List.of(new StreamItem.Passed(3)))) {
      items = stream.next(Duration.ofMillis(20));
      assertThat(items).noneMatch(StreamItem.Written.class::isInstance);
    }

    assertThat(stream.next(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void a_watch_ends_when_its_bucket_is_deleted() throws Exception {
    var stream = watch(EARLIEST);
    var reading = new FutureTask<>(() -> end(stream));
    Thread.ofVirtual().start(reading);

    value(buckets.delete(all, USERS));

    assertThat(reading.get()).isEqualTo(StreamItem.Reason.DELETED);
    assertThat(stream.next(LONG)).isEmpty();
    assertThat(refusal(watches.watch(all, USERS, KeyFilter.ALL, EARLIEST)))
        .isEqualTo(new Refusal.NoSuchBucket(USERS));
  }

  @Test
  void a_watch_ends_with_its_key_its_tenant_and_its_process() throws Exception {
    var revoked = watch(caller(null, "kv:users"), KeyFilter.ALL, EARLIEST);
    var key = ((BucketWatch) revoked).principal().key().orElseThrow();
    var reading = new FutureTask<>(() -> end(revoked));
    Thread.ofVirtual().start(reading);
    keys.revoke(ACME, key.keyId(), Instant.EPOCH);
    calls.refresh(key);
    assertThat(reading.get()).isEqualTo(StreamItem.Reason.REVOKED);
    revoked.close();

    var suspended = watch(EARLIEST);
    put(Tenant.State.SUSPENDED);
    calls.refresh(ACME);
    assertThat(end(suspended)).isEqualTo(StreamItem.Reason.SUSPENDED);
    put(Tenant.State.ACTIVE);

    var drained = watch(EARLIEST);
    streams.drain(StreamDrain.within(Duration.ZERO));
    assertThat(end(drained)).isEqualTo(StreamItem.Reason.SHUTDOWN);
    assertThat(refusal(watches.watch(all, USERS, KeyFilter.ALL, EARLIEST)))
        .isEqualTo(new Refusal.Draining());
  }

  @Test
  void a_watch_ends_when_its_key_expires() throws Exception {
    var stream = watch(caller(now.plusSeconds(5), "kv:users"), KeyFilter.ALL, EARLIEST);
    put("a", "1");
    assertThat(read(stream, 1)).containsExactly(1L);

    now = now.plusSeconds(5);

    assertThat(end(stream)).isEqualTo(StreamItem.Reason.EXPIRED);
  }

  @Test
  void watches_have_places_among_all_streams() {
    watch(EARLIEST);
    var second = watch(EARLIEST);

    assertThat(refusal(watches.watch(all, USERS, KeyFilter.ALL, EARLIEST)))
        .isEqualTo(new Refusal.TooManyStreams(2));
    second.close();
    assertThat(watch(EARLIEST)).isNotNull();
  }

  @Test
  void only_who_names_the_bucket_watches_it() {
    var other = caller(null, "manage", "kv:other");

    assertThat(refusal(watches.watch(other, USERS, KeyFilter.ALL, EARLIEST)))
        .isEqualTo(new Refusal.InsufficientScope("kv:users"));
    assertThat(refusal(watches.watch(all, new BucketName("none"), KeyFilter.ALL, EARLIEST)))
        .isEqualTo(new Refusal.NoSuchBucket(new BucketName("none")));
  }
}
