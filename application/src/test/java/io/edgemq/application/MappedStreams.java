package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Change streams that are forwarded as far as a test says.
final class MappedStreams implements ChangeStreamStore {
  final Map<BucketRef, ChangeStream> rows = new HashMap<>();
  long mark;

  /// Runs before a row is replaced, once.
  @Nullable Runnable race;

  /// Runs before a row is looked for.
  Runnable beforeFind = () -> {};

  @Override
  public Optional<ChangeStream> find(BucketRef bucket) {
    beforeFind.run();
    return Optional.ofNullable(rows.get(bucket));
  }

  @Override
  public List<ChangeStream> all() {
    return List.copyOf(rows.values());
  }

  @Override
  public boolean put(@Nullable ChangeStream expected, ChangeStream wanted) {
    var racing = race;
    race = null;
    if (racing != null) {
      racing.run();
    }
    if (!Objects.equals(rows.get(wanted.bucket()), expected)) {
      return false;
    }
    rows.put(wanted.bucket(), wanted);
    return true;
  }

  @Override
  public boolean remove(ChangeStream expected) {
    return rows.remove(expected.bucket(), expected);
  }

  @Override
  public Progress progress(ChangeStream stream) {
    return new Progress(mark, null, 0);
  }

  @Override
  public Changes<BucketRef> changes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean lead(OwnerId owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resign(OwnerId owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Claim claim(ChangeStream stream, OwnerId owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Claim> save(Claim claim, Progress progress) {
    throw new UnsupportedOperationException();
  }
}
