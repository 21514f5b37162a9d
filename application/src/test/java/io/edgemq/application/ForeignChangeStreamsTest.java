package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ForeignChangeStreamsTest extends KvFixture {
  private static final TopicName OTHER = new TopicName("other");

  private final MappedStreams rows = new MappedStreams();
  private final Captured feeds = new Captured();
  private final ForeignChangeStreams foreign =
      with(Optional.of(new ForeignChangeStreams.Bridge(rows, feeds)));

  private ForeignChangeStreams with(Optional<ForeignChangeStreams.Bridge> bridge) {
    return new ForeignChangeStreams(
        access,
        new ForeignChangeStreams.Stores(store.tenants(), store.buckets(), bridge),
        new ForeignChangeStreams.Tools(topics, trail, clock));
  }

  private List<Leg> legs() {
    return Objects.requireNonNull(rows.rows.get(REF)).legs();
  }

  /// Writes of foreign buckets that are captured.
  private static final class Captured implements BucketFeeds {
    final List<BucketRef> opened = new ArrayList<>();
    final List<BucketRef> closed = new ArrayList<>();
    long last;

    @Override
    public Optional<BucketFeed> open(ChangeStream stream, long after) {
      opened.add(stream.bucket());
      return Optional.of(
          new BucketFeed() {
            @Override
            public News next(int max, Duration wait) {
              return new Ended();
            }

            @Override
            public void trim(long mark) {}

            @Override
            public void close() {
              closed.add(stream.bucket());
            }
          });
    }

    @Override
    public long last(ChangeStream stream) {
      return last;
    }

    @Override
    public void end(ChangeStream stream) {}
  }

  @Test
  void a_mapping_captures_what_is_written_and_stands_in_the_audit() {
    value(foreign.map(OPS, ACME, USERS, CHANGES));

    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));
    assertThat(Objects.requireNonNull(rows.rows.get(REF)).source())
        .isEqualTo(ChangeStream.Source.FOREIGN);
    assertThat(feeds.opened).containsExactly(REF);
    assertThat(feeds.closed).containsExactly(REF);
    assertThat(store.topicCatalog().find(new TopicRef(ACME, CHANGES))).isPresent();
    assertThat(last().what().action()).isEqualTo("change_stream.map");
    assertThat(last().what().target()).isEqualTo("users");
  }

  @Test
  void the_same_mapping_again_changes_nothing_and_another_one_goes_on() {
    value(foreign.map(OPS, ACME, USERS, CHANGES));
    feeds.last = 7;

    value(foreign.map(OPS, ACME, USERS, CHANGES));
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));
    value(foreign.map(OPS, ACME, USERS, OTHER));
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 7L), new Leg(OTHER, 7, null));
  }

  @Test
  void a_mapping_that_is_removed_ends_with_the_last_write() {
    value(foreign.map(OPS, ACME, USERS, CHANGES));
    feeds.last = 3;

    value(foreign.unmap(OPS, ACME, USERS));

    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 3L));
    assertThat(last().what().action()).isEqualTo("change_stream.unmap");
    assertThat(refusal(foreign.unmap(OPS, ACME, USERS)))
        .isEqualTo(new Refusal.NoSuchChangeStream());
  }

  @Test
  void a_bucket_of_the_tenants_own_is_not_mapped() {
    makeBucket();

    assertThat(refusal(foreign.map(OPS, ACME, USERS, CHANGES)))
        .isEqualTo(new Refusal.BucketExists(USERS));
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void an_own_change_stream_is_not_ended_as_a_foreign_one() {
    value(
        buckets(Optional.of(rows))
            .create(all, USERS, io.edgemq.domain.kv.BucketConfig.DEFAULT.telling(CHANGES)));

    assertThat(refusal(foreign.unmap(OPS, ACME, USERS)))
        .isEqualTo(new Refusal.NoSuchChangeStream());
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));
  }

  @Test
  void what_cannot_be_mapped_is_refused() {
    assertThat(refusal(foreign.map(OPS, new TenantId("nobody"), USERS, CHANGES)))
        .isEqualTo(new Refusal.NoSuchTenant());
    assertThat(refusal(foreign.map(OPS, ACME, USERS, TopicName.EVENTS)))
        .isInstanceOf(Refusal.SystemTopic.class);
    assertThat(refusal(with(Optional.empty()).map(OPS, ACME, USERS, CHANGES)))
        .isEqualTo(new Refusal.NoForeignBuckets());
    assertThat(refusal(with(Optional.empty()).unmap(OPS, ACME, USERS)))
        .isEqualTo(new Refusal.NoForeignBuckets());
    assertThat(rows.rows).isEmpty();
  }
}
