package io.edgemq.app;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The folder of an embedded store and of the secrets that a first start creates.
final class DataDirectory {
  private DataDirectory() {}

  /// Creates the directory. Only its owner may read it, because it holds every message. An existing
  /// directory stays as it is. Throws [StartException] when that is impossible.
  static void make(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        makePrivate(directory);
      }
    } catch (IOException impossible) {
      throw new StartException(
          "cannot create the data directory %s: %s"
              .formatted(directory.toAbsolutePath(), Reasons.of(impossible)),
          impossible);
    }
  }

  private static void makePrivate(Path directory) throws IOException {
    var parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    if (posix) {
      var owner = PosixFilePermissions.fromString("rwx------");
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(owner));
    } else {
      Files.createDirectory(directory);
    }
  }
}
