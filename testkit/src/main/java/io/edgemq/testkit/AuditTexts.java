package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.domain.audit.AuditRecord.Outcome;
import io.edgemq.ports.out.AuditLog.Sealer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What tests write into an audit log, and how they check what it says.
public final class AuditTexts {
  /// Hashes what it is given, with no key.
  public static final Sealer SEALER =
      new Sealer() {
        @Override
        public String hash(String before, long sequence, AuditRecord what) {
          return sha256(before + "/" + sequence + "/" + what);
        }

        @Override
        public String seal(long count, String hash) {
          return sha256("seal/" + count + "/" + hash);
        }
      };

  private AuditTexts() {}

  /// A record that no other number has.
  public static AuditRecord record(int number) {
    return new AuditRecord(
        TestTime.START.plusMillis(number),
        "ops",
        "tenant.suspend",
        "t" + number,
        new TenantId("t" + number),
        "127.0.0.1",
        Outcome.DONE,
        "req_" + number);
  }

  /// Fails the test when `all` are not one chain from the first entry to `head`.
  public static void assertWhole(List<AuditEntry> all, AuditHead head) {
    var hash = AuditEntry.NO_HASH;
    for (int i = 0; i < all.size(); i++) {
      var entry = all.get(i);
      assertThat(entry.sequence()).isEqualTo(i + 1L);
      hash = SEALER.hash(hash, i + 1L, entry.what());
      assertThat(entry.hash()).as("hash of entry %d", i + 1).isEqualTo(hash);
    }
    assertThat(head).isEqualTo(new AuditHead(all.size(), hash, SEALER.seal(all.size(), hash)));
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
