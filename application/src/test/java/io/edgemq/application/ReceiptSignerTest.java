package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiptSignerTest {
  private static final QueueRef QUEUE = queue("demo", "jobs");
  private static final LeaseHandle HANDLE = new LeaseHandle("7.18.1763712000123.2");

  private final ReceiptSigner signer = new ReceiptSigner(key(1));

  private static QueueRef queue(String tenant, String name) {
    return new QueueRef(new TenantId(tenant), new QueueName(name));
  }

  private static byte[] key(int fill) {
    var key = new byte[ReceiptSigner.KEY_BYTES];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  @Test
  void a_receipt_gives_back_its_handle_on_every_process_with_the_key() {
    var receipt = signer.sign(QUEUE, HANDLE);

    assertThat(new ReceiptSigner(key(1)).verify(QUEUE, receipt)).contains(HANDLE);
    assertThat(receipt).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void a_receipt_is_no_good_for_another_queue_tenant_or_key() {
    var receipt = signer.sign(QUEUE, HANDLE);

    assertThat(signer.verify(queue("demo", "other"), receipt)).isEmpty();
    assertThat(signer.verify(queue("other", "jobs"), receipt)).isEmpty();
    assertThat(new ReceiptSigner(key(2)).verify(QUEUE, receipt)).isEmpty();
  }

  @Property
  void a_receipt_with_one_character_changed_is_no_receipt(
      @ForAll @IntRange(max = 46) int at, @ForAll @IntRange(min = 1, max = 63) int by) {
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var receipt = signer.sign(QUEUE, HANDLE).toCharArray();
    receipt[at] = alphabet.charAt((alphabet.indexOf(receipt[at]) + by) % 64);

    assertThat(signer.verify(QUEUE, new String(receipt))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AQ", "ÄÖ", "AQAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void anything_else_is_no_receipt(String text) {
    assertThat(signer.verify(QUEUE, text)).isEmpty();
    assertThat(signer.verify(QUEUE, text.repeat(1000))).isEmpty();
  }
}
