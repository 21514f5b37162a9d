package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scope;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;

/// The part of [Access] that is about buckets.
final class BucketAccess {
  private final Access access;

  BucketAccess(Access access) {
    this.access = access;
  }

  /// To read keys of the bucket, one by one or as a watch.
  Outcome<BucketRef> toRead(Principal who, BucketName bucket) {
    return worker(who, bucket);
  }

  /// To write and delete keys of the bucket.
  Outcome<BucketRef> toWrite(Principal who, BucketName bucket) {
    return worker(who, bucket);
  }

  private Outcome<BucketRef> worker(Principal who, BucketName bucket) {
    return access
        .served(who)
        .then(_ -> Access.permitted(who.scopes().covers(bucket), Scope.BUCKET, bucket.value()))
        .then(_ -> Outcome.done(new BucketRef(who.tenant(), bucket)));
  }

  /// To see the bucket's configuration and how much it holds.
  Outcome<BucketRef> toDescribe(Principal who, BucketName bucket) {
    return access
        .served(who)
        .then(_ -> Access.permitted(mayDescribe(who, bucket), Scope.BUCKET, bucket.value()))
        .then(_ -> Outcome.done(new BucketRef(who.tenant(), bucket)));
  }

  /// Whether it may see the bucket's configuration, if it may see anything.
  boolean mayDescribe(Principal who, BucketName bucket) {
    return who.scopes().manages() || who.scopes().covers(bucket);
  }

  /// To create, change or delete the bucket.
  Outcome<BucketRef> toManage(Principal who, BucketName bucket) {
    return access.manager(who).then(_ -> Outcome.done(new BucketRef(who.tenant(), bucket)));
  }

  /// To have the topic told of every write to a bucket: its messages have every subject below the
  /// topic's own.
  Outcome<TopicRef> toTell(Principal who, TopicName topic) {
    return access.manager(who).then(_ -> access.toPublishBelow(who, topic));
  }

  /// To forward what another product writes to its bucket of that name, for an operator.
  BucketRef toMap(TenantId tenant, BucketName bucket) {
    return new BucketRef(tenant, bucket);
  }

  /// To remove a bucket of a tenant that was deleted.
  BucketRef toRemove(TenantId deleted, BucketName bucket) {
    return new BucketRef(deleted, bucket);
  }
}
