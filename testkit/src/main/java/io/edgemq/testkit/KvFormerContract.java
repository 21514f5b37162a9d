package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Former;
import io.edgemq.domain.kv.BucketBounds;
import org.junit.jupiter.api.Test;

/// A bucket that was removed is forgotten in time, for stores that forget by the time of the tests.
public abstract class KvFormerContract extends KvStoreContract {
  @Test
  void after_thirty_days_a_bucket_begins_anew() {
    var bucket = bucket();
    bucket.put("a", "1");
    buckets().delete(bucket.ref());

    pass(Former.KEPT);

    assertThat(bucket().bounds()).isEqualTo(new BucketBounds(0, 0));
  }
}
