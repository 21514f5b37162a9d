package io.edgemq.app;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Secrets as files in the data directory. Each has a file that only its owner can read (mode
/// 0600).
final class SecretFiles implements Secrets {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;

  /// Secrets in `directory`, which must exist.
  SecretFiles(Path directory) {
    this.directory = directory;
  }

  @Override
  public String keep(String name, Supplier<String> maker) {
    var file = directory.resolve(name);
    try {
      if (Files.exists(file)) {
        protect(file);
      } else {
        write(file, maker.get());
      }
      return read(file);
    } catch (IOException unusable) {
      throw new StartException(
          "cannot keep a secret in %s: %s".formatted(file, Reasons.of(unusable)), unusable);
    }
  }

  private static String read(Path file) throws IOException {
    var secret = Files.readString(file).strip();
    if (secret.isEmpty()) {
      throw new IOException("it is empty");
    }
    return secret;
  }

  @Override
  public Optional<String> find(String name) {
    var file = directory.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (IOException unusable) {
      throw new StartException(
          "cannot read the secret in %s: %s".formatted(file, Reasons.of(unusable)), unusable);
    }
  }

  /// Writes a second file and renames it, so that a crash leaves the whole secret or none.
  private void write(Path file, String secret) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (var channel = FileChannel.open(fresh, Set.of(CREATE_NEW, WRITE), ownerOnly())) {
      channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  /// Takes a file that was copied here without its mode from others. A file of somebody else's is
  /// left as it is.
  private static void protect(Path file) throws IOException {
    if (POSIX && Files.isWritable(file)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  @Override
  public String whereabouts(String name) {
    return directory.resolve(name).toString();
  }
}
