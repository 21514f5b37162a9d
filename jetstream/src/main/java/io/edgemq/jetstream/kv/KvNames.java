package io.edgemq.jetstream.kv;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.KvKey;
import java.util.Optional;

/// The names of a bucket's stream and subjects, as NATS clients form them.
///
/// @param bucket the bucket's name for NATS clients
public record KvNames(String bucket) {
  private static final String STREAM = "KV_";
  private static final String SEPARATOR = "__";

  /// What an underscore is written as in a tenant's id that could be taken for more than that. NATS
  /// clients accept nothing but letters, digits, `_` and `-`.
  private static final String UNDERSCORE = "_-";

  /// Those of a bucket of ours: `acme__prices` for bucket `prices` of tenant `acme`. No two buckets
  /// share a name.
  public static KvNames of(BucketRef ref) {
    return new KvNames(written(ref.tenant().value()) + SEPARATOR + ref.name().value());
  }

  /// As it is, if the first two underscores of the name are then the separator. So it is with every
  /// id that we make.
  private static String written(String tenant) {
    boolean clear =
        !tenant.contains(SEPARATOR) && !tenant.contains(UNDERSCORE) && !tenant.endsWith("_");
    return clear ? tenant : tenant.replace("_", UNDERSCORE);
  }

  /// Whose bucket a stream has.
  public record Owner(String tenant, String bucket) {}

  /// Whose bucket a stream of this name has; empty when it is named otherwise than ours. Neither
  /// part need be legal.
  public static Optional<Owner> owner(String stream) {
    int end = stream.indexOf(SEPARATOR, STREAM.length());
    if (!stream.startsWith(STREAM) || end < 0) {
      return Optional.empty();
    }
    var written = stream.substring(STREAM.length(), end);
    var tenant = written.replace(UNDERSCORE, "_");
    return written(tenant).equals(written)
        ? Optional.of(new Owner(tenant, stream.substring(end + SEPARATOR.length())))
        : Optional.empty();
  }

  /// The stream's name: `KV_acme__prices`.
  public String stream() {
    return STREAM + bucket;
  }

  /// All subjects of the bucket: `$KV.acme__prices.>`.
  public String subjects() {
    return prefix() + ">";
  }

  /// The subject of a key, or of those that match a filter of keys.
  public String subject(String key) {
    return prefix() + key;
  }

  /// The subject of a key.
  public String subject(KvKey key) {
    return subject(key.value());
  }

  /// The key of a subject of this bucket; empty when it is none of ours, which NATS clients may
  /// write.
  public Optional<KvKey> key(String subject) {
    var prefix = prefix();
    var key = subject.startsWith(prefix) ? subject.substring(prefix.length()) : "";
    return KvKey.isLegal(key) ? Optional.of(new KvKey(key)) : Optional.empty();
  }

  private String prefix() {
    return "$KV." + bucket + ".";
  }
}
