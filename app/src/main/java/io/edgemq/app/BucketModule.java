package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.BucketKeys;
import io.edgemq.application.BucketStreams;
import io.edgemq.application.BucketWatches;
import io.edgemq.application.Buckets;
import io.edgemq.application.Streams;
import io.edgemq.application.Topics;
import io.edgemq.ports.in.ManageBuckets;
import io.edgemq.ports.in.WatchBuckets;
import io.edgemq.ports.out.Traffic;
import java.time.InstantSource;

/// Builds the use cases of buckets. What forwards their writes to topics, where the store does not,
/// belongs to the control plane.
@Module
final class BucketModule {
  private BucketModule() {}

  @Provides
  static ManageBuckets buckets(Stores stores, Admission admission, InstantSource clock) {
    var topics = new Topics(admission, stores.topicCatalog(), stores.topics(), clock);
    var time = new BucketStreams.Tools(clock, System::nanoTime, Thread::sleep);
    var streams = new BucketStreams(stores.buckets(), stores.kv(), stores.bridged(), time);
    return new Buckets(
        admission, stores.buckets(), stores.kv(), new Buckets.Tools(topics, streams));
  }

  @Provides
  static BucketKeys keyValues(Stores stores, Admission admission, Traffic traffic) {
    return new BucketKeys(admission, stores.buckets(), stores.kv(), traffic);
  }

  @Provides
  static WatchBuckets watches(Stores stores, Access access, Streams streams) {
    return new BucketWatches(access, stores.buckets(), stores.kv(), streams.places());
  }
}
