package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much room the file system of a data directory has.
@FunctionalInterface
interface Space {
  /// Bytes that this process may still write. One system call.
  long usable() throws IOException;

  /// The room on the file system that holds `directory`, which must exist.
  static Space of(Path directory) throws IOException {
    return Files.getFileStore(directory)::getUsableSpace;
  }

  /// Finds the room on the disk of a directory.
  @FunctionalInterface
  interface Disk {
    Space at(Path directory) throws IOException;
  }
}
