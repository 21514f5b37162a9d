package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.audit.Actor;

/// Forwards the writes of buckets that another product owns to topics of tenants. For operators.
public interface ManageChangeStreams {
  /// Forwards what is written from now on to the bucket `<tenant>__<bucket>` of the account KV to
  /// the tenant's topic, which is made when there is none. Again does nothing; with another topic,
  /// that one gets what is written from now on.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> map(Actor by, TenantId tenant, BucketName bucket, TopicName topic);

  /// Ends that: what was written until now is still forwarded.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Unit> unmap(Actor by, TenantId tenant, BucketName bucket);
}
