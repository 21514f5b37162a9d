package io.edgemq.kvbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.kvbridge.KeyRevisions.Due;
import org.junit.jupiter.api.Test;

class KeyRevisionsTest {
  private static final KvKey KEY = new KvKey("users.1");

  private final KeyRevisions revisions = new KeyRevisions(2);

  private void read(long... numbers) {
    for (long number : numbers) {
      revisions.read(KEY, number, false);
    }
  }

  @Test
  void as_many_as_count_are_kept() {
    read(3, 5);

    assertThat(revisions.waiting(5)).isZero();
    assertThat(revisions.due()).isEmpty();
  }

  @Test
  void more_than_count_go_once_they_are_told() {
    read(3, 5, 9, 12);

    assertThat(revisions.waiting(9)).isEqualTo(1);
    assertThat(revisions.due()).contains(new Due(KEY, 5));
    assertThat(revisions.waiting(12)).isEqualTo(1);
    assertThat(revisions.due()).contains(new Due(KEY, 9));
  }

  @Test
  void what_is_trimmed_waits_no_more() {
    read(3, 5, 9);
    revisions.waiting(9);

    revisions.done(revisions.due().orElseThrow());

    assertThat(revisions.due()).isEmpty();
    assertThat(revisions.waiting(9)).isZero();
    read(20);
    revisions.waiting(20);
    assertThat(revisions.due()).contains(new Due(KEY, 9));
  }

  @Test
  void what_lies_before_a_purge_goes() {
    read(3);
    revisions.read(KEY, 5, true);

    assertThat(revisions.waiting(4)).isZero();
    assertThat(revisions.waiting(5)).isEqualTo(1);
    assertThat(revisions.due()).contains(new Due(KEY, 5));
  }

  @Test
  void what_lay_before_a_purge_that_is_read_first_goes_once() {
    revisions.read(KEY, 5, true);
    revisions.waiting(5);

    revisions.done(revisions.due().orElseThrow());
    read(6);

    assertThat(revisions.waiting(6)).isZero();
  }

  @Test
  void many_keys_take_bounded_room() {
    for (int i = 0; i < 3 * KeyRevisions.MOST; i++) {
      revisions.read(new KvKey("k" + i), i + 1, false);
      if (i % 1_000 == 999) {
        assertThat(revisions.waiting(i + 1)).isZero();
      }
    }

    assertThat(revisions.remembered()).isLessThanOrEqualTo(KeyRevisions.MOST + 1_000);
  }
}
