package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.DatabaseBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackingUpTest extends ControlFixture {
  private static final String NAME = "edgemq-20260102T030405.678Z.db";

  private final List<String> copied = new ArrayList<>();

  private DatabaseBackup.Copy copy(String name) {
    copied.add(name);
    return new DatabaseBackup.Copy("/backups/" + name, 7, "ab");
  }

  private BackingUp over(DatabaseBackup database) {
    return new BackingUp(Optional.of(database), trail, clock);
  }

  @Test
  void a_copy_is_named_by_the_time_and_written_down() {
    var made = value(over(this::copy).backUp(OPS));

    assertThat(made)
        .isEqualTo(
            new BackUp.Copy(
                "/backups/" + NAME, 7, "ab", Instant.parse("2026-01-02T03:04:05.678Z")));
    assertThat(log.lines()).containsExactly("DONE ops backup.create " + NAME);
  }

  @Test
  void two_copies_of_one_millisecond_have_two_names() {
    var backups = over(this::copy);
    backups.backUp(OPS);
    backups.backUp(OPS);

    assertThat(copied).containsExactly(NAME, NAME.replace("678", "679"));
  }

  @Test
  void nothing_is_copied_that_cannot_be_written_down() {
    log.room = 0;

    assertThatThrownBy(() -> over(this::copy).backUp(OPS)).isInstanceOf(StoreException.class);
    assertThat(copied).isEmpty();
  }

  @Test
  void a_copy_that_fails_is_written_down_as_failed() {
    var full =
        over(
            _ -> {
              throw new StoreException.Full("disk", new IllegalStateException());
            });

    assertThatThrownBy(() -> full.backUp(OPS)).isInstanceOf(StoreException.Full.class);
    assertThat(log.lines())
        .containsExactly("DONE ops backup.create " + NAME, "FAILED ops backup.create " + NAME);
  }

  @Test
  void without_a_database_there_is_nothing_to_copy() {
    var none = new BackingUp(Optional.empty(), trail, clock);

    assertThat(refusal(none.backUp(OPS))).isEqualTo(new Refusal.NothingToBackUp());
    assertThat(log.lines()).containsExactly("FAILED ops backup.create " + NAME);
  }
}
