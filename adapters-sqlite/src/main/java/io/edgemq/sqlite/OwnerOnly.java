package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner may read, whatever the directory and the process's mask allow: they
/// hold every message.
final class OwnerOnly {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private OwnerOnly() {}

  /// Makes `file`, empty, when it is not there; takes it from others when it is.
  static void make(Path file) throws IOException {
    var attributes =
        POSIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(MODE)}
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, attributes);
    } catch (FileAlreadyExistsException there) {
      protect(file);
    }
  }

  /// Makes `directory` in one that is there, when it is not; takes it from others when it is.
  static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (POSIX && !Files.getPosixFilePermissions(directory).equals(DIRECTORY_MODE)) {
      Files.setPosixFilePermissions(directory, DIRECTORY_MODE);
    }
  }

  /// Returns once the names in `directory` are on disk, where the system can tell.
  static void syncDirectory(Path directory) throws IOException {
    if (POSIX) {
      try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /// Takes `file` from others when it is there.
  static void protect(Path file) throws IOException {
    if (POSIX && Files.isRegularFile(file) && !Files.getPosixFilePermissions(file).equals(MODE)) {
      Files.setPosixFilePermissions(file, MODE);
    }
  }
}
