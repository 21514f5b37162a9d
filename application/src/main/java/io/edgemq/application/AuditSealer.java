package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Chains the entries of the audit log by their hashes, and seals its head with the deployment's
/// secret: who has no secret can change no entry, and cut off none, unseen.
public final class AuditSealer implements AuditLog.Sealer {
  private static final String PURPOSE = "audit-head";

  private final DeploymentKey key;

  public AuditSealer(DeploymentKey key) {
    this.key = key;
  }

  /// The SHA-256 over all of it. Each text is preceded by its length, so that no two records are
  /// written alike.
  @Override
  public String hash(String before, long sequence, AuditRecord what) {
    var digest = Sha256.digest();
    add(digest, before);
    add(digest, sequence);
    add(digest, what.at().toEpochMilli());
    add(digest, what.actor());
    add(digest, what.action());
    add(digest, what.target());
    var tenant = what.tenant();
    add(digest, tenant == null ? 0 : 1);
    add(digest, tenant == null ? "" : tenant.value());
    add(digest, what.address());
    add(digest, what.outcome().name());
    add(digest, what.requestId());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  private static void add(MessageDigest digest, String text) {
    var bytes = text.getBytes(UTF_8);
    add(digest, bytes.length);
    digest.update(bytes);
  }

  @Override
  public String seal(long count, String hash) {
    return HexFormat.of().formatHex(key.mac(PURPOSE, count + "\n" + hash));
  }
}
