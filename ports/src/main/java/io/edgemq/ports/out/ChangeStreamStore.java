package io.edgemq.ports.out;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.ChangeStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which buckets' writes are forwarded to topics by a bridge, how far that has come, and which
/// process does it. A store of one process forwards in the step that writes, and has none of these:
/// it answers as an empty one does, and nobody leads.
public interface ChangeStreamStore {
  /// The change stream of the bucket, also one that is over but has not told everything yet.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<ChangeStream> find(BucketRef bucket);

  /// Every one.
  ///
  /// @throws StoreException when the store cannot answer
  List<ChangeStream> all();

  /// Puts `wanted` in place of `expected` (null: of none), which must be what is there; answers
  /// whether it did.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean put(@Nullable ChangeStream expected, ChangeStream wanted);

  /// Removes `expected` with its progress, if it is what is there; answers whether it did.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean remove(ChangeStream expected);

  /// Tells of changes. Close it.
  Changes<BucketRef> changes();

  /// Says that `owner` would forward, and answers whether it is the one that does. Call it every
  /// [DeliveryStore#SIGN_OF_LIFE]. A process that leads and is silent is followed by another one
  /// that has seen no sign of life of it for 6 s by its own clock.
  ///
  /// @throws StoreException when the store cannot answer
  boolean lead(OwnerId owner);

  /// `owner` leads no more; who follows need not wait.
  ///
  /// @throws StoreException when the store cannot answer
  void resign(OwnerId owner);

  /// Makes `owner` the one that saves the progress of `stream`: from then on earlier claims save
  /// nothing.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  Claim claim(ChangeStream stream, OwnerId owner);

  /// Keeps how far the claim's stream has come; answers the right to save next, or nothing when
  /// somebody else has claimed it, and then nothing was kept.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  Optional<Claim> save(Claim claim, Progress progress);

  /// What was saved last.
  ///
  /// @throws StoreException when the store cannot answer
  Progress progress(ChangeStream stream);

  /// The right to save.
  ///
  /// @param fence tells it from every other claim, and from itself before its last save
  /// @param progress what was saved last
  record Claim(BucketRef bucket, long incarnation, long fence, Progress progress) {}

  /// How far a stream has come.
  ///
  /// @param mark the last revision that was told
  /// @param topic the topic that was told last; null: none was yet
  /// @param seen the last sequence of that topic when `mark` was the last revision in it
  record Progress(long mark, @Nullable TopicName topic, long seen) {
    /// Of a stream that has told nothing yet.
    public static final Progress NONE = new Progress(0, null, 0);
  }
}
