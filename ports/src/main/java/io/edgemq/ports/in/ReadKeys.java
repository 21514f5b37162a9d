package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import java.util.List;

/// Reads values, their history, and which keys there are.
public interface ReadKeys {
  /// The key's value.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<KvEntry> get(Principal principal, BucketName bucket, KvKey key);

  /// The value that the key got with that revision.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<KvEntry> get(Principal principal, BucketName bucket, KvKey key, long revision);

  /// The kept revisions of the key, oldest first, markers among them.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<List<KvEntry>> history(Principal principal, BucketName bucket, KvKey key);

  /// The keys that have a value, with their newest entries, in byte order. A page may have fewer
  /// than asked for when a next one follows.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Slice<KvEntry>> list(
      Principal principal, BucketName bucket, KeyFilter filter, Paging paging);
}
