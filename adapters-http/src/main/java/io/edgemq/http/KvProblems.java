package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.helidon.http.Status;

/// The part of [Problems] that is about keys and values (SPEC 6).
final class KvProblems {
  private KvProblems() {}

  static Problem invalidKey(String complaint) {
    return Problems.bad("invalid_key", "The key %s.".formatted(complaint));
  }

  static Problem invalidCondition() {
    return Problems.bad(
        "invalid_condition",
        "Send 'If-Match: <revision>' or 'If-None-Match: *', and one of them only.");
  }

  static Problem mismatch() {
    return new Problem(
        Status.PRECONDITION_FAILED_412,
        "revision_mismatch",
        "The key has another revision, or is there, or is not. Read it again.");
  }

  static Problem noSuchValue(String key) {
    return missing("key_not_found", "The bucket has no value for %s.".formatted(key));
  }

  static Problem noSuchRevision(long revision) {
    return missing(
        "revision_not_found",
        "Revision %d is of another key, is no value, or is no longer kept. See the key's history."
            .formatted(revision));
  }

  static Problem notACounter() {
    return Problems.conflict(
        "not_a_counter", "The value is no whole number of 64 bits. Put one, or use another key.");
  }

  static Problem overflow() {
    return Problems.conflict("counter_overflow", "The sum is beyond 64 bits. Nothing was added.");
  }

  static Problem full(BucketName name, long most) {
    return Problems.conflict(
        "bucket_full",
        "The bucket %s has no room within its max_bytes of %d. Purge keys, or raise max_bytes."
            .formatted(name.value(), most));
  }

  static Problem loop(int hops, int most) {
    return Problems.conflict(
        "change_stream_loop",
        "The write came through %d change streams; the limit is %d. Write what follows from a"
                .formatted(hops, most)
            + " change to another bucket than the one that changed.");
  }

  static Problem noForeignBuckets() {
    return Problems.conflict(
        "not_supported_here",
        "The store of this process knows no buckets of other products. Run it with --store nats.");
  }

  static Problem noSuchChangeStream() {
    return missing("change_stream_not_found", "There is no such change stream. Check the bucket.");
  }

  private static Problem missing(String code, String detail) {
    return new Problem(Status.NOT_FOUND_404, code, detail);
  }
}
