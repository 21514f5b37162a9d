package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenSecretsTest {
  @TempDir private Path directory;

  @Test
  void provided_secrets_are_read_and_others_are_kept_elsewhere() throws Exception {
    var file = Files.writeString(directory.resolve("receipts"), "given\n");
    var secrets = new GivenSecrets(new SecretSources(file, null, null), new MemorySecrets());

    assertThat(secrets.keep(ReceiptKey.NAME, () -> "made")).isEqualTo("given");
    assertThat(secrets.keep(FirstStart.ADMIN_TOKEN, () -> "made")).isEqualTo("made");
    assertThat(secrets.whereabouts(ReceiptKey.NAME)).isEqualTo(file.toString());
  }

  @Test
  void a_provided_secret_is_never_created() {
    var missing = directory.resolve("missing");
    var secrets = new GivenSecrets(new SecretSources(missing, null, null), new MemorySecrets());

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> secrets.keep(ReceiptKey.NAME, () -> "made"))
        .withMessageContaining(missing.toString());
    assertThat(missing).doesNotExist();
  }
}
