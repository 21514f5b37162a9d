package io.edgemq.nats.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.testkit.TestTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Chains of audit entries for tests.
public final class AuditChains {
  /// Seals without a secret.
  public static final AuditLog.Sealer SEALER =
      new AuditLog.Sealer() {
        @Override
        public String hash(String before, long sequence, AuditRecord what) {
          return sha256(before + sequence + what);
        }

        @Override
        public String seal(long count, String hash) {
          return sha256("seal" + count + hash);
        }
      };

  private AuditChains() {}

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A record that tells apart by its number.
  public static AuditRecord record(String action, int number) {
    return new AuditRecord(
        TestTime.START.plusMillis(number),
        "ö",
        action,
        "ak_" + number,
        number % 2 == 0 ? null : new TenantId("acme"),
        "10.0.0.1",
        AuditRecord.Outcome.DONE,
        "req-" + number);
  }

  /// Fails unless `entries` are one chain from the first entry on, without a hole, that ends where
  /// `head` says.
  static void assertChain(List<AuditEntry> entries, AuditHead head) {
    var before = AuditEntry.NO_HASH;
    long sequence = 0;
    for (var entry : entries) {
      sequence++;
      assertThat(entry.sequence()).isEqualTo(sequence);
      assertThat(entry.hash()).isEqualTo(SEALER.hash(before, sequence, entry.what()));
      before = entry.hash();
    }
    assertThat(head).isEqualTo(new AuditHead(sequence, before, SEALER.seal(sequence, before)));
  }
}
